package io.transom.simulator.home;

import io.transom.media.Frame;
import io.transom.media.opus.OpusCodec;
import java.util.Arrays;

/** A codec that is no codec: a packet says how loud the frame's first sample is, and is as long as speech is in Opus. */
final class PlainCodec implements OpusCodec {
    /** 32 kbit/s at 50 packets a second. */
    private static final int PACKET = 80;

    @Override
    public byte[] encode(short[] frame) {
        byte[] packet = new byte[PACKET];
        packet[0] = (byte) (frame[0] >> 8);
        packet[1] = (byte) frame[0];
        return packet;
    }

    @Override
    public short[] decode(byte[] packet) {
        short[] frame = new short[Frame.SAMPLES];
        if (packet.length == PACKET) {
            Arrays.fill(frame, (short) (packet[0] << 8 | packet[1] & 0xFF));
        }
        return frame;
    }

    @Override
    public short[] recover(byte[] nextPacket) {
        return decode(nextPacket);
    }

    @Override
    public short[] conceal() {
        return Frame.silence();
    }

    @Override
    public String library() {
        return "none";
    }

    @Override
    public void close() {}
}
