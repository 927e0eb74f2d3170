package io.transom.media.voice;

import io.transom.media.opus.OpusCodec;
import io.transom.media.srtp.SrtpSender;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;

/** Frames to SRTP packets: Opus, RTP numbering (RFC 3550 §5.1) from random beginnings, encryption. */
final class OutgoingStream {
    private static final int HEADER = 12;

    private final OpusCodec codec;
    private final SrtpSender srtp;
    private final int source;
    private final int timeOrigin;
    private int sequence;
    private long sent;

    OutgoingStream(OpusCodec codec, SrtpSender srtp, Entropy entropy) {
        this.codec = codec;
        this.srtp = srtp;
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
        byte[] rtp = new byte[HEADER + sound.length];
        rtp[0] = (byte) 0x80;
        rtp[1] = (byte) ((marker ? 0x80 : 0) | Voice.PAYLOAD_TYPE);
        rtp[2] = (byte) (sequence >> 8);
        rtp[3] = (byte) sequence;
        put(rtp, 4, timeOrigin + (int) time);
        put(rtp, 8, source);
        System.arraycopy(sound, 0, rtp, HEADER, sound.length);
        sequence = sequence + 1 & 0xFFFF;
        sent++;
        return srtp.protect(Bytes.owning(rtp));
    }

    private static void put(byte[] octets, int at, int number) {
        for (int i = 0; i < 4; i++) {
            octets[at + i] = (byte) (number >>> 24 - 8 * i);
        }
    }

    long sent() {
        return sent;
    }
}
