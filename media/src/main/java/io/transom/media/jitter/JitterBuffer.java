package io.transom.media.jitter;

import io.transom.media.Frame;
import io.transom.media.opus.OpusCodec;
import io.transom.wire.Moment;

/** The ear of a call: {@link #put} what arrives, take 20 ms with {@link #next} whenever the speaker wants them. */
public final class JitterBuffer {
    /**
     * Most sound that is held. 300 ms of pre-roll on top of the greatest target: what a burst brings beyond it is older than
     * anybody wants to wait for, and is dropped.
     */
    public static final double MOST_HELD_MS = 500;

    /** Frames. Longer guesses sound like a robot; Opus itself fades within about this time. */
    private static final int MOST_GUESSED = 5;

    /** Milliseconds over the target that are left alone: the speaker asks in steps of 20. */
    private static final double TOLERANCE = 12;

    /** From this excess on, less likeness is enough to take a period out: 300 ms of pre-roll are caught up in about a second. */
    private static final double HURRY = 60;

    private static final double ALIKE = 0.85;
    private static final double ALIKE_IN_A_HURRY = 0.4;

    /** Milliseconds of sound that stay in the buffer whatever the excess, so that catching up does not run it dry. */
    private static final double RESERVE = 20;

    private final OpusCodec codec;
    private final RecentDelays recent = new RecentDelays();
    private final PacketQueue queue = new PacketQueue();
    private final DelayEstimate network = new DelayEstimate();
    private final SampleQueue samples = new SampleQueue();

    private boolean playing;
    /** While playing: index and timestamp of the next packet to decode. */
    private long head = -1;

    private long headTime;
    /** Frames guessed in a row. */
    private int guessed;
    /** Of these, the ones that stand for no packet yet: the network may merely be late. */
    private int ahead;

    private long newest = -1;
    private long newestTime;
    private long spurtStart;

    private long late;
    private long doubled;
    private long concealed;
    private long dropped;
    private long decoded;
    private double delay;

    public JitterBuffer(OpusCodec codec) {
        this.codec = codec;
    }

    /** False where the packet came too late to be played, or is here already. */
    public boolean put(SoundPacket packet, Moment now) {
        long time = unwrapped(packet.timestamp());
        if (packet.index() > newest) {
            boolean gap = time - newestTime != (packet.index() - newest) * Frame.SAMPLES;
            if (newest < 0 || packet.marker() || gap) {
                spurtStart = packet.index();
            }
            newest = packet.index();
            newestTime = time;
        }
        network.arrived(time, Math.max(0, packet.index() - spurtStart), now);
        if (packet.index() < head) {
            late++;
            return false;
        }
        boolean taken = queue.put(new PacketQueue.Entry(packet.index(), time, packet.payload()));
        if (!taken) {
            doubled++;
        }
        return taken;
    }

    private long unwrapped(int timestamp) {
        return newest < 0 ? Integer.toUnsignedLong(timestamp) : newestTime + (timestamp - (int) newestTime);
    }

    /** The next 20 ms, {@code short[960]}: silence between talk spurts. */
    public short[] next(Moment now) {
        dropWhatIsTooOld();
        short[] frame = Frame.silence();
        while (samples.size() < Frame.SAMPLES && fill(now)) {
            // Each turn decodes or guesses a frame, or ends the spurt.
        }
        if (playing) {
            adjust(now);
        }
        samples.take(frame);
        return frame;
    }

    private void dropWhatIsTooOld() {
        while (queue.count() * millis(Frame.SAMPLES) > MOST_HELD_MS) {
            PacketQueue.Entry oldest = queue.lowest();
            if (oldest == null) {
                return;
            }
            dropped += queue.raiseFloor(oldest.index() + 1);
            if (head <= oldest.index()) {
                head = oldest.index() + 1;
                headTime = oldest.time() + Frame.SAMPLES;
            }
        }
    }

    /** Adds a frame to the samples; false where there is nothing to play now. */
    private boolean fill(Moment now) {
        PacketQueue.Entry first = queue.lowest();
        if (!playing && (first == null || !begin(first, now))) {
            return false;
        }
        if (first == null) {
            return guessAhead();
        }
        if (first.time() - headTime != (first.index() - head) * Frame.SAMPLES) {
            return endSpurt();
        }
        int missing = (int) (first.index() - head);
        int covered = Math.min(ahead, missing);
        if (covered > 0) {
            // These were lost, not late, and their time has been filled.
            concealed += covered;
            advance(covered);
            missing -= covered;
        }
        if (missing == 0) {
            play(first);
            return true;
        }
        return guessOne(first, missing);
    }

    /** A spurt begins when its first packet is as old as the target, so that the others have had their time to arrive. */
    private boolean begin(PacketQueue.Entry first, Moment now) {
        if (network.delay(first.time(), now) < network.target()) {
            return false;
        }
        head = first.index();
        headTime = first.time();
        guessed = 0;
        ahead = 0;
        playing = true;
        recent.forget();
        return true;
    }

    private void play(PacketQueue.Entry packet) {
        // What was guessed ahead of a packet that did come stays heard: the delay has grown by it.
        concealed += ahead;
        samples.append(codec.decode(packet.payload()));
        decoded++;
        guessed = 0;
        advance(1);
    }

    /** Nothing has arrived: guess, and leave the place open for a packet that is merely late. */
    private boolean guessAhead() {
        if (guessed >= MOST_GUESSED) {
            playing = false;
            return false;
        }
        samples.append(faded(codec.conceal()));
        recent.shift(millis(Frame.SAMPLES));
        ahead++;
        return true;
    }

    /** The packet at the head is lost and a later one is there. */
    private boolean guessOne(PacketQueue.Entry first, int missing) {
        if (missing > 1 && guessed >= MOST_GUESSED) {
            playing = false;
            return false;
        }
        if (missing == 1) {
            samples.append(codec.recover(first.payload()));
            guessed = 0;
        } else {
            samples.append(faded(codec.conceal()));
        }
        concealed++;
        advance(1);
        return true;
    }

    /** The next packet belongs to a later spurt: fade out, then wait until it is due. */
    private boolean endSpurt() {
        if (guessed < MOST_GUESSED) {
            guessed = MOST_GUESSED - 1;
            samples.append(faded(codec.conceal()));
        }
        playing = false;
        return samples.size() < Frame.SAMPLES;
    }

    private void advance(int frames) {
        head += frames;
        headTime += (long) frames * Frame.SAMPLES;
        ahead = 0;
        queue.raiseFloor(head);
    }

    /** Counts a guess and lowers it: whole for two frames, then down to nothing over three. */
    private short[] faded(short[] frame) {
        double from = Math.min(1, (MOST_GUESSED - guessed) / 3.0);
        guessed++;
        double to = Math.min(1, (MOST_GUESSED - guessed) / 3.0);
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (short) (frame[i] * (from + (to - from) * i / frame.length));
        }
        return frame;
    }

    /** Takes out or puts in one pitch period where the delay is off its target. */
    private void adjust(Moment now) {
        delay = network.delay(headTime - samples.size(), now);
        recent.add(delay);
        double steady = recent.least();
        double held = millis(samples.size()) + queue.count() * millis(Frame.SAMPLES);
        double excess = Math.min(steady - network.target(), held - RESERVE - millis(Frame.SAMPLES));
        if (excess > TOLERANCE) {
            while (samples.size() < Frame.SAMPLES + TimeStretch.LONGEST_PERIOD && headIsHere() && fill(now)) {
                // Two frames: one to play, one to find a period in.
            }
            recent.shift(-millis(TimeStretch.shorten(samples, excess > HURRY ? ALIKE_IN_A_HURRY : ALIKE)));
            while (samples.size() < Frame.SAMPLES && fill(now)) {
                // What was taken out is replaced from the packets behind it.
            }
        } else if (network.target() - steady > TOLERANCE && headIsHere()) {
            while (samples.size() < TimeStretch.NEEDED && headIsHere() && fill(now)) {
                // Likewise.
            }
            recent.shift(millis(TimeStretch.lengthen(samples, ALIKE)));
        }
    }

    private boolean headIsHere() {
        PacketQueue.Entry entry = queue.at(head);
        return entry != null && entry.time() == headTime;
    }

    private static double millis(int samples) {
        return samples / 48.0;
    }

    /** Packets that came after their time. */
    public long late() {
        return late;
    }

    /** Packets that were here already. */
    public long doubled() {
        return doubled;
    }

    /** Frames that were guessed or recovered from redundancy; the fading after a spurt's end is not counted. */
    public long concealed() {
        return concealed;
    }

    /** Packets that were dropped because more than {@link #MOST_HELD_MS} were waiting. */
    public long dropped() {
        return dropped;
    }

    /** Packets that were decoded. */
    public long decoded() {
        return decoded;
    }

    /** Milliseconds between the time at which the fastest packet could have brought a sample and the time it was played. */
    public double delayMillis() {
        return delay;
    }

    /** Milliseconds that packets are held to come out in order. */
    public double targetMillis() {
        return network.target();
    }

    /** Milliseconds, RFC 3550 §6.4.1. */
    public double jitterMillis() {
        return network.jitter();
    }

    /** Milliseconds of sound waiting. */
    public double heldMillis() {
        return millis(samples.size()) + queue.count() * millis(Frame.SAMPLES);
    }
}
