package io.transom.agent.guest;

import io.transom.agent.alsa.AlsaMicrophone;
import io.transom.agent.alsa.AlsaSpeaker;
import io.transom.media.Frame;
import io.transom.node.time.Pace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The sound program in the guest. {@code compare OUT IN}: plays three seconds of something that resembles only itself and
 * tells how alike and how late it was heard. {@code pause OUT IN}: stays away from both streams for a while and tells that it was
 * counted. {@code explain NAME...}: tells why a card can't be had.
 */
final class Ears {
    private static final Pace PACE = Pace.system();
    private static final int FRAMES = 150;

    private Ears() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "compare" -> compare(args[1], args[2]);
            case "pause" -> pause(args[1], args[2]);
            case "explain" -> List.of(args).subList(1, args.length).forEach(Ears::explain);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void compare(String out, String in) throws Exception {
        short[] said = new short[FRAMES * Frame.SAMPLES];
        for (int i = 0; i < said.length; i++) {
            double seconds = (double) i / Frame.SAMPLE_RATE;
            said[i] = (short) (9_000 * Math.sin(2 * Math.PI * (200 + 400 * seconds) * seconds));
        }
        short[] heard = new short[said.length + 50 * Frame.SAMPLES];
        try (AlsaSpeaker speaker = AlsaSpeaker.open(out, PACE);
                AlsaMicrophone microphone = AlsaMicrophone.open(in, PACE)) {
            Thread listener = Thread.ofPlatform().start(() -> listen(microphone, heard));
            List<Long> delays = new ArrayList<>();
            for (int at = 0; at < said.length; at += Frame.SAMPLES) {
                short[] frame = new short[Frame.SAMPLES];
                System.arraycopy(said, at, frame, 0, Frame.SAMPLES);
                speaker.write(frame);
                speaker.delayMillis().ifPresent(delays::add);
            }
            long delay =
                    delays.stream().sorted().skip(delays.size() / 2).findFirst().orElse(-1L);
            for (int i = 0; i < 4; i++) {
                speaker.write(Frame.silence());
            }
            listener.join();
            System.out.printf(
                    Locale.ROOT,
                    "heard similarity %.4f speaker-delay-ms %d underruns %d overruns %d%n",
                    similarity(said, heard),
                    delay,
                    speaker.underruns(),
                    microphone.overruns());
        }
    }

    private static void listen(AlsaMicrophone microphone, short[] heard) {
        try {
            short[] frame = new short[Frame.SAMPLES];
            for (int at = 0; at < heard.length; at += Frame.SAMPLES) {
                microphone.read(frame);
                System.arraycopy(frame, 0, heard, at, Frame.SAMPLES);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The best normalised correlation of any 200 ms from the middle of what was said with what was heard. */
    private static double similarity(short[] said, short[] heard) {
        int length = 10 * Frame.SAMPLES;
        int from = said.length / 2;
        double best = 0;
        for (int lag = 0; lag + length < heard.length; lag++) {
            double dot = 0;
            double ours = 0;
            double theirs = 0;
            for (int i = 0; i < length; i += 16) {
                double a = said[from + i];
                double b = heard[lag + i];
                dot += a * b;
                ours += a * a;
                theirs += b * b;
            }
            best = Math.max(best, dot / Math.sqrt(ours * theirs + 1));
        }
        return best;
    }

    private static void pause(String out, String in) throws Exception {
        try (AlsaSpeaker speaker = AlsaSpeaker.open(out, PACE);
                AlsaMicrophone microphone = AlsaMicrophone.open(in, PACE)) {
            short[] frame = new short[Frame.SAMPLES];
            for (int i = 0; i < 3; i++) {
                speaker.write(Frame.silence());
                microphone.read(frame);
            }
            Thread.sleep(500); // far longer than both buffers
            for (int i = 0; i < 3; i++) {
                speaker.write(Frame.silence());
                microphone.read(frame);
            }
            System.out.println("paused underruns " + speaker.underruns() + " overruns " + microphone.overruns());
        }
    }

    private static void explain(String name) {
        try (AlsaSpeaker speaker = AlsaSpeaker.open(name, PACE)) {
            System.out.println("explained nothing: " + speaker + " could be opened as " + name);
        } catch (IOException e) {
            System.out.println("explained " + e.getMessage());
        }
    }
}
