package io.transom.media.opus;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusBandwidth;
import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusSignal;
import io.transom.media.Frame;
import java.util.Arrays;

/** Opus in plain Java, a port of libopus 1.1: for machines without the native library. */
final class ConcentusCodec implements OpusCodec {
    /** 0–10. Where libopus takes 9: the pre-roll's 15 frames must be encoded within one frame's time on a desktop machine. */
    private static final int COMPLEXITY = 4;

    private final OpusEncoder encoder;
    private final OpusDecoder decoder;
    private final byte[] packet = new byte[MOST_PACKET];

    ConcentusCodec() {
        try {
            encoder = new OpusEncoder(Frame.SAMPLE_RATE, 1, OpusApplication.OPUS_APPLICATION_VOIP);
            decoder = new OpusDecoder(Frame.SAMPLE_RATE, 1);
        } catch (OpusException e) {
            throw new IllegalStateException("Concentus refuses 48 kHz mono", e);
        }
        encoder.setBitrate(OpusSettings.BITRATE);
        encoder.setComplexity(COMPLEXITY);
        encoder.setSignalType(OpusSignal.OPUS_SIGNAL_VOICE);
        encoder.setUseInbandFEC(true);
        encoder.setPacketLossPercent(OpusSettings.EXPECTED_LOSS);
        // Above wideband this version leaves the speech coder, and with it the redundancy.
        encoder.setMaxBandwidth(OpusBandwidth.OPUS_BANDWIDTH_WIDEBAND);
        encoder.setUseDTX(false);
    }

    @Override
    public byte[] encode(short[] frame) {
        if (frame.length != Frame.SAMPLES) {
            throw new IllegalArgumentException("a frame has 960 samples, this has " + frame.length);
        }
        try {
            int length = encoder.encode(frame, 0, Frame.SAMPLES, packet, 0, packet.length);
            return Arrays.copyOf(packet, length);
        } catch (OpusException e) {
            throw new IllegalStateException("Concentus could not encode a frame", e);
        }
    }

    @Override
    public short[] decode(byte[] received) {
        return decoded(received, false);
    }

    @Override
    public short[] recover(byte[] nextPacket) {
        return decoded(nextPacket, true);
    }

    @Override
    public short[] conceal() {
        short[] frame = Frame.silence();
        try {
            decoder.decode(null, 0, 0, frame, 0, Frame.SAMPLES, false);
        } catch (OpusException | RuntimeException | AssertionError e) {
            decoder.resetState();
            Arrays.fill(frame, (short) 0);
        }
        return frame;
    }

    /** The port reports malformed packets in three ways: its own exception, a bad index, a failed assertion. */
    private short[] decoded(byte[] received, boolean redundancy) {
        if (received.length == 0 || received.length > OpusSettings.LONGEST_RECEIVED) {
            return conceal();
        }
        short[] frame = Frame.silence();
        try {
            int samples = decoder.decode(received, 0, received.length, frame, 0, Frame.SAMPLES, redundancy);
            return samples > 0 ? frame : conceal();
        } catch (OpusException e) {
            return conceal();
        } catch (RuntimeException | AssertionError e) {
            decoder.resetState();
            return Frame.silence();
        }
    }

    @Override
    public String library() {
        return "concentus 1.0.2";
    }

    @Override
    public void close() {
        encoder.resetState();
        decoder.resetState();
    }
}
