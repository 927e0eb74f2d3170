package io.transom.media.voice;

import io.transom.media.Frame;
import io.transom.media.voice.Voice.Lamp;
import io.transom.media.voice.Voice.MicrophoneMode;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The microphone's side: which frames leave, when, with which timestamps, and what the lamp says about it. */
final class TalkGate {
    /** Sound that still leaves after release: fingers let go before the last consonant is out. */
    static final Duration TAIL = Duration.ofMillis(200);

    /** Without a frame for this long nothing flows, whatever was asked for. Five frames: a busy machine misses two. */
    private static final Duration STALLED = Duration.ofMillis(100);

    /** A gap this long was no backlog in the sound card but a pause; after it the timeline goes on with the clock. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final OutgoingStream stream;
    private final PreRoll preRoll = new PreRoll();
    private MicrophoneMode mode = MicrophoneMode.CLOSED;
    /** When the tail after the latest release ends. */
    private Moment tailUntil = Moment.ZERO;

    private boolean inTail;
    private boolean talking;
    private boolean flowing;
    /** Where the capture's timeline stands; it goes on with the clock while nothing is captured. */
    private long time;

    private Moment lastCapture = Moment.ZERO;
    private boolean captured;
    private boolean running;

    TalkGate(OutgoingStream stream) {
        this.stream = stream;
    }

    void setMode(MicrophoneMode wanted, Moment now) {
        notice(now);
        if (mode == MicrophoneMode.OPEN && wanted != MicrophoneMode.OPEN) {
            inTail = talking;
            tailUntil = now.plus(TAIL);
        } else if (wanted == MicrophoneMode.OPEN) {
            inTail = false;
        }
        mode = wanted;
        if (mode == MicrophoneMode.CLOSED && !inTail) {
            stop();
        }
    }

    List<Bytes> capture(short[] frame, Moment now) {
        if (frame.length != Frame.SAMPLES) {
            throw new IllegalArgumentException("a frame has 960 samples, this has " + frame.length);
        }
        notice(now);
        if (!wantsMicrophone()) {
            return List.of();
        }
        step(now);
        if (mode == MicrophoneMode.PRE_ROLL && !inTail) {
            preRoll.keep(frame, time);
            return List.of();
        }
        flowing = true;
        List<Bytes> packets = new ArrayList<>(talking ? 1 : 1 + preRoll.count());
        boolean first = !talking;
        if (first) {
            preRoll.skipSilence();
            for (int i = 0; i < preRoll.count(); i++) {
                packets.add(stream.packet(preRoll.frame(i), preRoll.time(i), i == 0));
            }
            first = preRoll.count() == 0;
            preRoll.wipe();
            talking = true;
        }
        packets.add(stream.packet(frame, time, first));
        return packets;
    }

    /** Moves the timeline to this frame: by one frame while capturing, by the clock after a pause. */
    private void step(Moment now) {
        long elapsed = captured ? now.since(lastCapture).toNanos() * Frame.SAMPLE_RATE / 1_000_000_000L : 0;
        boolean paused = !running || now.since(lastCapture).compareTo(PAUSE) > 0;
        time += captured && paused ? Math.max(Frame.SAMPLES, elapsed) : Frame.SAMPLES;
        running = true;
        captured = true;
        lastCapture = now;
    }

    /** Ends what time has ended: the tail, and the claim that sound flows. */
    void notice(Moment now) {
        if (flowing && now.since(lastCapture).compareTo(STALLED) > 0) {
            flowing = false;
        }
        if (inTail && tailUntil.reached(now)) {
            inTail = false;
            talking = false;
            flowing = false;
            if (mode == MicrophoneMode.CLOSED) {
                stop();
            }
        }
    }

    private void stop() {
        preRoll.wipe();
        talking = false;
        flowing = false;
        running = false;
    }

    /** The end of the call: nothing leaves any more, tail or not. */
    void close() {
        mode = MicrophoneMode.CLOSED;
        inTail = false;
        stop();
    }

    boolean wantsMicrophone() {
        return mode != MicrophoneMode.CLOSED || inTail;
    }

    Lamp lamp() {
        if (!wantsMicrophone()) {
            return Lamp.DARK;
        }
        return flowing ? Lamp.STEADY : Lamp.BLINKING;
    }
}
