package io.transom.agent.guest;

import io.transom.agent.gpio.GpioException;
import io.transom.agent.gpio.PiHardware;
import io.transom.agent.gpio.PiPins;
import io.transom.media.voice.Voice;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The program in the guest: tells what it hears on the pins and obeys its standard input: {@code lamp STEADY} and
 * {@code part NAME}, which is said with every event from then on. Arguments: configuration as {@code key=value}; with
 * {@code or} between several, each is only tried and its mistake told.
 */
final class Door {
    private static volatile String part = "start";

    private Door() {}

    public static void main(String[] args) throws IOException {
        List<Map<String, String>> configurations = configurations(args);
        if (configurations.size() > 1) {
            configurations.forEach(Door::tryOut);
        } else {
            run(configurations.getFirst());
        }
    }

    private static List<Map<String, String>> configurations(String[] args) {
        List<Map<String, String>> configurations = new ArrayList<>();
        configurations.add(new LinkedHashMap<>());
        for (String arg : args) {
            if (arg.equals("or")) {
                configurations.add(new LinkedHashMap<>());
            } else {
                String[] pair = arg.split("=", 2);
                configurations.getLast().put(pair[0], pair[1]);
            }
        }
        return configurations;
    }

    private static void tryOut(Map<String, String> configuration) {
        try (PiHardware pi = PiHardware.open(PiPins.of(configuration), new Mute())) {
            say("explained nothing: " + pi + " could be opened");
        } catch (GpioException e) {
            say("explained " + e.getMessage());
        }
    }

    private static void run(Map<String, String> configuration) throws IOException {
        try (PiHardware pi = PiHardware.open(PiPins.of(configuration), new Mute())) {
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
