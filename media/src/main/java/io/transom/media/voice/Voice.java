package io.transom.media.voice;

import io.transom.media.jitter.JitterBuffer;
import io.transom.media.jitter.SoundPacket;
import io.transom.media.opus.OpusCodec;
import io.transom.media.srtp.Opened;
import io.transom.media.srtp.SrtpReceiver;
import io.transom.media.srtp.SrtpSender;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import io.transom.wire.rtp.RtpPacket;
import java.util.List;
import java.util.Optional;

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

    /** RTP payload type of Opus in our calls, from the dynamic range (RFC 3551 §3); nothing negotiates it. */
    static final int PAYLOAD_TYPE = 111;

    /** Octets: one Opus frame is never longer (RFC 6716 §3.2.1), and we never ask for several in one packet. */
    private static final int LONGEST_PAYLOAD = 1_276;

    private final OpusCodec codec;
    private final OutgoingStream outgoing;
    private final TalkGate gate;
    private final SrtpReceiver incoming;
    private final JitterBuffer buffer;
    private long received;
    private long rejected;
    private long replayed;

    /** Takes {@code codec} over and closes it with itself. */
    public Voice(MediaKeys keys, OpusCodec codec, Entropy entropy) {
        this.codec = codec;
        outgoing = new OutgoingStream(codec, new SrtpSender(keys.sendKey(), keys.sendSalt())::protect, entropy);
        gate = new TalkGate(outgoing);
        incoming = new SrtpReceiver(keys.receiveKey(), keys.receiveSalt());
        buffer = new JitterBuffer(codec);
    }

    /**
     * The microphone's next frame. The packets to send now: none while closed; the pre-roll's and this one's when talk has
     * just begun; the tail's for a while after it has ended.
     */
    public List<Bytes> capture(short[] frame, Moment now) {
        return gate.capture(frame, now);
    }

    public void setMicrophone(MicrophoneMode mode, Moment now) {
        gate.setMode(mode, now);
    }

    public Lamp lamp() {
        return gate.lamp();
    }

    /** True while frames from the microphone are wanted: open the sound card's capture. */
    public boolean wantsMicrophone() {
        return gate.wantsMicrophone();
    }

    /** An SRTP or SRTCP packet from the network. */
    public Arrival arrive(Bytes packet, Moment now) {
        return switch (incoming.open(packet)) {
            case Opened.Rejected ignored -> {
                rejected++;
                yield Arrival.REJECTED;
            }
            case Opened.Replayed ignored -> {
                replayed++;
                yield Arrival.REPLAYED;
            }
            case Opened.Authentic sound -> hear(sound.index(), sound.rtp(), now);
        };
    }

    private Arrival hear(long index, Bytes octets, Moment now) {
        Optional<RtpPacket> rtp = RtpPacket.decode(octets);
        if (rtp.isEmpty()
                || rtp.get().payloadType() != PAYLOAD_TYPE
                || !fits(rtp.get().payload())) {
            rejected++;
            return Arrival.REJECTED;
        }
        received++;
        buffer.put(
                new SoundPacket(
                        index,
                        (int) rtp.get().timestamp(),
                        rtp.get().marker(),
                        rtp.get().payload().shared()),
                now);
        return Arrival.SOUND;
    }

    private static boolean fits(Bytes payload) {
        return !payload.isEmpty() && payload.length() <= LONGEST_PAYLOAD;
    }

    /** The next 20 ms for the speaker: {@code short[960]}, silence where there is nothing. */
    public short[] play(Moment now) {
        gate.notice(now);
        return buffer.next(now);
    }

    /** True once the first packet of captured sound has been authenticated and decoded. */
    public boolean soundHeard() {
        return buffer.decoded() > 0;
    }

    public Statistics statistics() {
        return new Statistics(
                outgoing.sent(),
                received,
                rejected,
                replayed,
                buffer.late(),
                buffer.concealed(),
                buffer.decoded(),
                buffer.jitterMillis(),
                buffer.delayMillis());
    }

    /** Frees the codec; after this only {@link #statistics()} and {@link #lamp()} may be asked. */
    @Override
    public void close() {
        gate.close();
        codec.close();
    }
}
