package io.transom.media.opus;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.transom.media.Frame;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The native library: encoder, decoder and their two buffers outside the heap, freed by {@link #close()}. */
final class LibOpus implements OpusCodec {
    private static final int APPLICATION_VOIP = 2048;
    private static final int SET_BITRATE = 4002;
    private static final int SET_COMPLEXITY = 4010;
    private static final int SET_INBAND_FEC = 4012;
    private static final int SET_PACKET_LOSS_PERC = 4014;
    private static final int SET_DTX = 4016;
    private static final int SET_SIGNAL = 4024;
    private static final int SIGNAL_VOICE = 3001;

    private final LibOpusFunctions functions;
    // Shared: a call is set up on one thread and torn down on another; between those, one thread at a time uses it.
    private final Arena arena = Arena.ofShared();
    private final MemorySegment samples = arena.allocate(JAVA_SHORT, Frame.SAMPLES);
    private final MemorySegment octets = arena.allocate(JAVA_BYTE, OpusSettings.LONGEST_RECEIVED);
    private final MemorySegment encoder;
    private final MemorySegment decoder;
    private boolean closed;

    static boolean isPresent() {
        return LibOpusFunctions.found().isPresent();
    }

    LibOpus() {
        functions = LibOpusFunctions.found().orElseThrow(() -> new IllegalStateException("libopus.so.0 is not here"));
        MemorySegment error = arena.allocate(JAVA_INT);
        encoder = functions.createEncoder(Frame.SAMPLE_RATE, 1, APPLICATION_VOIP, error);
        decoder = functions.createDecoder(Frame.SAMPLE_RATE, 1, error);
        if (encoder.address() == 0 || decoder.address() == 0) {
            throw new IllegalStateException("libopus refuses 48 kHz mono: error " + error.get(JAVA_INT, 0));
        }
        set(SET_BITRATE, OpusSettings.BITRATE);
        set(SET_COMPLEXITY, OpusSettings.COMPLEXITY);
        set(SET_SIGNAL, SIGNAL_VOICE);
        set(SET_INBAND_FEC, 1);
        set(SET_PACKET_LOSS_PERC, OpusSettings.EXPECTED_LOSS);
        set(SET_DTX, 0);
    }

    private void set(int request, int value) {
        int answer = functions.control(encoder, request, value);
        if (answer != 0) {
            throw new IllegalStateException("libopus refuses setting " + request + " = " + value + ": " + answer);
        }
    }

    @Override
    public byte[] encode(short[] frame) {
        usable();
        if (frame.length != Frame.SAMPLES) {
            throw new IllegalArgumentException("a frame has 960 samples, this has " + frame.length);
        }
        MemorySegment.copy(frame, 0, samples, JAVA_SHORT, 0, Frame.SAMPLES);
        int length = functions.encode(encoder, samples, Frame.SAMPLES, octets, MOST_PACKET);
        if (length <= 0) {
            throw new IllegalStateException("libopus could not encode a frame: error " + length);
        }
        byte[] packet = new byte[length];
        MemorySegment.copy(octets, JAVA_BYTE, 0, packet, 0, length);
        return packet;
    }

    @Override
    public short[] decode(byte[] packet) {
        return decoded(packet, 0);
    }

    @Override
    public short[] recover(byte[] nextPacket) {
        return decoded(nextPacket, 1);
    }

    @Override
    public short[] conceal() {
        usable();
        int count = functions.decode(decoder, MemorySegment.NULL, 0, samples, Frame.SAMPLES, 0);
        return taken(count);
    }

    private short[] decoded(byte[] packet, int redundancy) {
        usable();
        if (packet.length == 0 || packet.length > OpusSettings.LONGEST_RECEIVED) {
            return conceal();
        }
        MemorySegment.copy(packet, 0, octets, JAVA_BYTE, 0, packet.length);
        int count = functions.decode(decoder, octets, packet.length, samples, Frame.SAMPLES, redundancy);
        return count > 0 ? taken(count) : conceal();
    }

    /** A peer may send frames shorter than 20 ms: the rest stays silent. */
    private short[] taken(int count) {
        short[] frame = Frame.silence();
        MemorySegment.copy(samples, JAVA_SHORT, 0, frame, 0, Math.clamp(count, 0, Frame.SAMPLES));
        return frame;
    }

    private void usable() {
        if (closed) {
            throw new IllegalStateException("this codec is closed");
        }
    }

    @Override
    public String library() {
        return functions.version;
    }

    /** Once is enough; a second time does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        // What was said stays in these buffers otherwise, and freed memory is handed out again.
        samples.fill((byte) 0);
        octets.fill((byte) 0);
        functions.destroyEncoder(encoder);
        functions.destroyDecoder(decoder);
        arena.close();
    }
}
