package io.transom.agent.smoke;

import io.transom.agent.alsa.AlsaMicrophone;
import io.transom.agent.alsa.AlsaSoundCard;
import io.transom.agent.alsa.AlsaSpeaker;
import io.transom.agent.gpio.GpioException;
import io.transom.agent.gpio.PiHardware;
import io.transom.agent.gpio.PiOptions;
import io.transom.core.Input.LineChanged.Line;
import io.transom.media.Frame;
import io.transom.media.voice.Voice;
import io.transom.node.config.Configuration;
import io.transom.node.time.Pace;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tries pins and sound card; exit code 0 when all is well, 1 when something is wrong. */
@Command(
        name = "smoke",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Tries the pins and the sound card of this Raspberry Pi. The intercom must not be running.")
public final class SmokeProgram implements Callable<Integer> {
    private static final String ALSA = "alsa:";

    /** A microphone in a quiet room gives some hundred; an unplugged one or a muted channel gives zeros. */
    private static final int QUIETEST = 8;

    @Spec
    @Nullable
    private CommandSpec spec;

    @Mixin
    private PiOptions pins = new PiOptions();

    @Option(names = "--mic", defaultValue = "alsa:default", description = "Microphone. Default: ${DEFAULT-VALUE}.")
    private String mic = "";

    @Option(names = "--speaker", defaultValue = "alsa:default", description = "Speaker. Default: ${DEFAULT-VALUE}.")
    private String speaker = "";

    @Option(
            names = "--press",
            paramLabel = "TIME",
            defaultValue = "20s",
            description =
                    "How long to wait for each button to be pressed; 0s leaves it out. Default: ${DEFAULT-VALUE}.")
    private Duration press = Duration.ofSeconds(20);

    @Option(names = "--silent", description = "Make no sound and open no sound card.")
    private boolean silent;

    private boolean wrong;

    public static void main(String[] args) {
        System.exit(Configuration.run(new SmokeProgram(), args));
    }

    @Override
    public Integer call() throws InterruptedException {
        AlsaSoundCard card = new AlsaSoundCard(alsa(mic), alsa(speaker), Pace.system());
        if (!silent) {
            trySpeaker(card);
            tryMicrophone(card);
        }
        tryPins(card);
        return wrong ? 1 : 0;
    }

    private static String alsa(String name) {
        return name.startsWith(ALSA) ? name.substring(ALSA.length()) : "default";
    }

    private void trySpeaker(AlsaSoundCard card) {
        try (AlsaSpeaker open = card.openSpeaker()) {
            say("...    a tone of one second comes from " + speaker);
            for (int frame = 0; frame < 50; frame++) {
                open.write(tone(frame));
            }
            ok("speaker " + speaker + gaps(open.underruns(), "underruns"));
        } catch (IOException e) {
            wrong(e.getMessage());
        }
    }

    private void tryMicrophone(AlsaSoundCard card) {
        try (AlsaMicrophone open = card.openMicrophone()) {
            int loudest = 0;
            short[] frame = new short[Frame.SAMPLES];
            for (int i = 0; i < 50; i++) {
                open.read(frame);
                for (short sample : frame) {
                    loudest = Math.max(loudest, Math.abs(sample));
                }
            }
            if (loudest < QUIETEST) {
                wrong("microphone " + mic + " gives silence; is it plugged in, and not muted in alsamixer (F4)?");
            } else {
                double decibels = 20 * Math.log10(loudest / 32_768.0) + 0.0;
                ok(String.format(Locale.ROOT, "microphone %s, loudest %.0f dBFS", mic, decibels)
                        + gaps(open.overruns(), "overruns"));
            }
        } catch (IOException e) {
            wrong(e.getMessage());
        }
    }

    private void tryPins(AlsaSoundCard card) throws InterruptedException {
        CountDownLatch button = new CountDownLatch(1);
        CountDownLatch talk = new CountDownLatch(1);
        try (PiHardware pi = PiHardware.open(pins.pins(), card)) {
            ok("GPIO chip and its three lines");
            CountDownLatch atFirst = new CountDownLatch(2);
            pi.listen((line, active) -> {
                if (active) {
                    atFirst.countDown();
                    (line == Line.BUTTON ? button : talk).countDown();
                }
            });
            if (atFirst.getCount() < 2) {
                wrong(
                        "a button is pressed although nobody presses it: a short circuit, or -active and -pull are not as wired");
                return;
            }
            pi.lamp(Voice.Lamp.BLINKING);
            say("...    the lamp blinks");
            await("button", button);
            pi.lamp(Voice.Lamp.STEADY);
            say("...    the lamp is lit");
            await("talk", talk);
        } catch (GpioException e) {
            wrong(e.getMessage());
        }
    }

    private void await(String name, CountDownLatch pressed) throws InterruptedException {
        if (press.isZero()) {
            return;
        }
        say("...    press " + name + " now");
        if (pressed.await(press.toMillis(), TimeUnit.MILLISECONDS)) {
            ok(name + " was pressed");
        } else {
            wrong(name + " was not pressed within " + press.toSeconds()
                    + " s; if it was, its wire is on another pin: see the wiring table");
        }
    }

    private static short[] tone(int frame) {
        short[] samples = new short[Frame.SAMPLES];
        for (int i = 0; i < samples.length; i++) {
            double seconds = (double) (frame * Frame.SAMPLES + i) / Frame.SAMPLE_RATE;
            samples[i] = (short) (6_000 * Math.sin(2 * Math.PI * 660 * seconds));
        }
        return samples;
    }

    private static String gaps(long count, String what) {
        return count == 0 ? "" : " (" + count + " " + what + ": is the Pi busy, or its supply weak?)";
    }

    private void ok(String text) {
        say("ok     " + text);
    }

    private void wrong(@Nullable String text) {
        wrong = true;
        say("WRONG  " + text);
    }

    private void say(String line) {
        if (spec == null) {
            throw new IllegalStateException("the command line was not read");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
