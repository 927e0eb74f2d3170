package io.transom.media.voice;

import io.transom.media.opus.OpusCodec;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import java.util.List;

/**
 * One call's voice at one end. Three entrances, all from one thread: a frame from the microphone, a packet from the
 * network, the speaker asking for 20 ms.
 */
public final class Voice implements AutoCloseable {
    /** What the microphone does; the lamp follows {@link #lamp()}. */
    public enum MicrophoneMode {
        CLOSED,
        PRE_ROLL,
        OPEN
    }

    /** What the lamp at the microphone has to say, from the capture path itself. */
    public enum Lamp {
        DARK,
        BLINKING,
        STEADY
    }

    /** What became of a packet. */
    public enum Arrival {
        /** Authentic, the first of its sequence number. */
        SOUND,
        /** Authentic, but seen before, or too old to judge. */
        REPLAYED,
        /** Not SRTP of this call: changes nothing. */
        REJECTED
    }

    /** Counters of one call's voice; times in milliseconds. */
    public record Statistics(
            long sent,
            long received,
            long rejected,
            long replayed,
            long late,
            long concealed,
            long played,
            double jitterMs,
            double delayMs) {}

    public Voice(MediaKeys keys, OpusCodec codec, Entropy entropy) {
        throw new UnsupportedOperationException("being built");
    }

    /**
     * The microphone's next frame. The packets to send now: none while closed; the pre-roll's and this one's when talk has
     * just begun; the tail's for a while after it has ended.
     */
    public List<Bytes> capture(short[] frame, Moment now) {
        throw new UnsupportedOperationException("being built");
    }

    public void setMicrophone(MicrophoneMode mode, Moment now) {
        throw new UnsupportedOperationException("being built");
    }

    public Lamp lamp() {
        throw new UnsupportedOperationException("being built");
    }

    /** True while frames from the microphone are wanted: open the sound card's capture. */
    public boolean wantsMicrophone() {
        throw new UnsupportedOperationException("being built");
    }

    /** An SRTP or SRTCP packet from the network. */
    public Arrival arrive(Bytes packet, Moment now) {
        throw new UnsupportedOperationException("being built");
    }

    /** The next 20 ms for the speaker: {@code short[960]}, silence where there is nothing. */
    public short[] play(Moment now) {
        throw new UnsupportedOperationException("being built");
    }

    /** True once the first packet of captured sound has been authenticated and decoded. */
    public boolean soundHeard() {
        throw new UnsupportedOperationException("being built");
    }

    public Statistics statistics() {
        throw new UnsupportedOperationException("being built");
    }

    @Override
    public void close() {}
}
