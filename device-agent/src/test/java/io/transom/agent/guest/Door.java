package io.transom.agent.guest;

import io.transom.agent.gpio.GpioException;
import io.transom.agent.gpio.PiHardware;
import io.transom.agent.gpio.PiOptions;
import io.transom.media.voice.Voice;
import io.transom.node.config.Configuration;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The program in the guest: tells what it hears on the pins and obeys its standard input: {@code lamp STEADY} and
 * {@code part NAME}, which is said with every event from then on. Arguments: those of the agent that are about pins; with
 * {@code or} between several such lists, each is only tried and its mistake told.
 */
@Command(name = "door")
final class Door implements Callable<Integer> {
    private static volatile String part = "start";

    @Mixin
    private final PiOptions options = new PiOptions();

    private final boolean listen;

    private Door(boolean listen) {
        this.listen = listen;
    }

    public static void main(String[] args) {
        List<List<String>> tries = new ArrayList<>(List.of(new ArrayList<>()));
        for (String arg : args) {
            if (arg.equals("or")) {
                tries.add(new ArrayList<>());
            } else {
                tries.getLast().add(arg);
            }
        }
        for (List<String> each : tries) {
            Configuration.run(new Door(tries.size() == 1), each.toArray(String[]::new));
        }
    }

    @Override
    public Integer call() throws IOException {
        try (PiHardware pi = PiHardware.open(options.pins(), new Mute())) {
            if (listen) {
                listen(pi);
            }
        } catch (GpioException e) {
            say("explained " + e.getMessage());
        }
        return 0;
    }

    private static void listen(PiHardware pi) throws IOException {
        pi.listen((line, active) -> say("event " + part + " " + line + " " + active + " " + seconds()));
        say("ready");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            String[] words = command.split(" ", 2);
            switch (words[0]) {
                case "lamp" -> pi.lamp(Voice.Lamp.valueOf(words[1]));
                case "part" -> part = words[1];
                default -> throw new IllegalArgumentException(command);
            }
            say("done " + command);
        }
    }

    /** Comparable with bash's EPOCHREALTIME. */
    private static String seconds() {
        Instant now = Instant.now();
        return String.format(Locale.ROOT, "%d.%06d", now.getEpochSecond(), now.getNano() / 1_000);
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static final class Mute implements SoundCard {
        @Override
        public Microphone openMicrophone() throws IOException {
            throw new IOException("this door has no sound");
        }

        @Override
        public Speaker openSpeaker() throws IOException {
            throw new IOException("this door has no sound");
        }
    }
}
