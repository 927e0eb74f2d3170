package io.transom.media.voice;

import io.transom.media.opus.OpusCodec;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.rtp.RtpPacket;
import io.transom.wire.rtp.SequenceNumbers;
import java.util.function.UnaryOperator;

/** Frames to packets: Opus, RTP numbering (RFC 3550 §5.1) from random beginnings, and what seals them. */
final class OutgoingStream {
    private final OpusCodec codec;
    private final UnaryOperator<Bytes> sealing;
    private final int source;
    private final int timeOrigin;
    private int sequence;
    private long sent;

    /** {@code sealing}: what becomes of an RTP packet. */
    OutgoingStream(OpusCodec codec, UnaryOperator<Bytes> sealing, Entropy entropy) {
        this.codec = codec;
        this.sealing = sealing;
        Bytes random = entropy.bytes(10);
        source = number(random, 0);
        timeOrigin = number(random, 4);
        // Below 2^15, so that losing the first packets cannot confuse the other end's roll-over counter (RFC 3711
        // §3.3.1).
        sequence = (random.at(8) << 8 | random.at(9)) & 0x7FFF;
    }

    private static int number(Bytes octets, int from) {
        return octets.at(from) << 24 | octets.at(from + 1) << 16 | octets.at(from + 2) << 8 | octets.at(from + 3);
    }

    /** {@code time}: when the frame was captured, in samples; {@code marker}: it begins a talk spurt. */
    Bytes packet(short[] frame, long time, boolean marker) {
        byte[] sound = codec.encode(frame);
        RtpPacket rtp = new RtpPacket(
                marker,
                Voice.PAYLOAD_TYPE,
                sequence,
                Integer.toUnsignedLong(timeOrigin + (int) time),
                Integer.toUnsignedLong(source),
                Bytes.owning(sound));
        sequence = SequenceNumbers.truncate(sequence + 1L);
        sent++;
        return sealing.apply(rtp.encode());
    }

    long sent() {
        return sent;
    }
}
