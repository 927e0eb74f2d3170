package io.transom.agent.alsa;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What can go wrong with a sound card, and what to do about it. */
final class AlsaErrors {
    private static final Path CARDS = Path.of("/proc/asound/cards");
    private static final String PERMISSION =
            "no permission; add this user to the group audio (sudo adduser USER audio) and log in again";

    private AlsaErrors() {}

    static IOException cannotOpen(Alsa alsa, String name, boolean capture, int error) {
        String why = switch (error) {
            case Alsa.EBUSY ->
                "another program uses it; \"fuser -v /dev/snd/*\" names it (often pipewire or pulseaudio: stop it, or use"
                        + " alsa:default)";
            case Alsa.EACCES, Alsa.EPERM -> PERMISSION;
            case Alsa.ENOENT, Alsa.ENODEV -> forbidden() ? PERMISSION : absent(capture);
            default -> alsa.error(-error);
        };
        return new IOException(subject(name, capture) + " can't be opened: " + why);
    }

    private static String absent(boolean capture) {
        return "there is no such " + (capture ? "microphone" : "speaker") + "; this machine has: " + cards() + "; \""
                + (capture ? "arecord" : "aplay") + " -L\" lists the names";
    }

    /** libasound says "no such card" of a card that it may not open. */
    private static boolean forbidden() {
        try (Stream<Path> devices = Files.list(Path.of("/dev/snd"))) {
            return devices.anyMatch(
                    device -> device.getFileName().toString().startsWith("control") && !Files.isReadable(device));
        } catch (IOException | UncheckedIOException none) {
            return false;
        }
    }

    static IOException refused(Alsa alsa, String name, boolean capture, Alsa.Refused refused) {
        String remedy = name.startsWith("hw:")
                ? "use alsa:plug" + name + ", which converts"
                : "try alsa:default or another name";
        return new IOException(subject(name, capture) + " does not do " + refused.step + " ("
                + alsa.error(-refused.error) + "); " + remedy);
    }

    static IOException broken(Alsa alsa, String name, boolean capture, int error) {
        return new IOException(subject(name, capture) + " has stopped: " + alsa.error(-error)
                + "; was it unplugged? It is opened again with the next call");
    }

    private static String subject(String name, boolean capture) {
        return (capture ? "microphone" : "speaker") + " alsa:" + name;
    }

    /** One line: {@code 0 [Headphones], 1 [Device]}. */
    private static String cards() {
        try {
            String cards = Files.readAllLines(CARDS, StandardCharsets.UTF_8).stream()
                    .filter(line -> line.matches("\\s*[0-9]+ \\[.*"))
                    .map(line ->
                            line.substring(0, line.indexOf(']') + 1).strip().replaceAll("\\s+\\]", "]"))
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("");
            return cards.isEmpty() ? "no sound card" : cards;
        } catch (IOException e) {
            return "no sound card (ALSA is not in this kernel)";
        }
    }
}
