package io.transom.agent.alsa;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The functions of libasound that a microphone and a speaker need. Results below zero are {@code -errno}. {@code long} is C's
 * {@code long}: snd_pcm_sframes_t and snd_pcm_uframes_t on 64-bit Linux.
 */
final class Alsa {
    static final String LIBRARY = "libasound.so.2";
    static final int PLAYBACK = 0;
    static final int CAPTURE = 1;

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EPIPE = 32;
    static final int ESTRPIPE = 86;

    private static final int ACCESS_RW_INTERLEAVED = 3;
    private static final int FORMAT_S16_LE = 2;

    /** A pointer to a pointer or to a text: the size of what it points to is not known here. */
    private static final ValueLayout TEXT =
            ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(Long.MAX_VALUE, JAVA_BYTE));

    private final SymbolLookup library;
    private final MethodHandle open;
    private final MethodHandle close;
    private final MethodHandle prepare;
    private final MethodHandle start;
    private final MethodHandle drop;
    private final MethodHandle recover;
    private final MethodHandle readi;
    private final MethodHandle writei;
    private final MethodHandle delay;
    private final MethodHandle strerror;

    private Alsa(SymbolLookup library) {
        this.library = library;
        open = function("snd_pcm_open", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));
        close = function("snd_pcm_close", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        prepare = function("snd_pcm_prepare", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        start = function("snd_pcm_start", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        drop = function("snd_pcm_drop", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        recover = function("snd_pcm_recover", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
        FunctionDescriptor transfer = FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG);
        readi = function("snd_pcm_readi", transfer);
        writei = function("snd_pcm_writei", transfer);
        delay = function("snd_pcm_delay", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        strerror = function("snd_strerror", FunctionDescriptor.of(TEXT, JAVA_INT));
    }

    /** @throws IOException naming the package to install where the library is missing */
    static Alsa load() throws IOException {
        return load(LIBRARY);
    }

    static Alsa load(String name) throws IOException {
        try {
            return new Alsa(SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException missing) {
            throw new IOException(
                    "no sound card can be used without " + name
                            + "; install it with: sudo apt install libasound2t64 (libasound2 before Debian 13)",
                    missing);
        }
    }

    /** The handle, at {@code handle}. */
    int open(MemorySegment handle, MemorySegment name, int stream) {
        try {
            return (int) open.invokeExact(handle, name, stream, 0);
        } catch (Throwable impossible) {
            throw unreachable(impossible);
        }
    }

    int close(MemorySegment pcm) {
        return call(close, pcm);
    }

    int prepare(MemorySegment pcm) {
        return call(prepare, pcm);
    }

    int start(MemorySegment pcm) {
        return call(start, pcm);
    }

    int drop(MemorySegment pcm) {
        return call(drop, pcm);
    }

    /** Makes a stream ready again after an over- or underrun or a suspend; any other error comes back. */
    int recover(MemorySegment pcm, int error) {
        try {
            return (int) recover.invokeExact(pcm, error, 1);
        } catch (Throwable impossible) {
            throw unreachable(impossible);
        }
    }

    /** Samples read. */
    long read(MemorySegment pcm, MemorySegment samples, long count) {
        try {
            return (long) readi.invokeExact(pcm, samples, count);
        } catch (Throwable impossible) {
            throw unreachable(impossible);
        }
    }

    /** Samples taken. */
    long write(MemorySegment pcm, MemorySegment samples, long count) {
        try {
            return (long) writei.invokeExact(pcm, samples, count);
        } catch (Throwable impossible) {
            throw unreachable(impossible);
        }
    }

    /** Samples between us and the connector, at {@code samples}. */
    int delay(MemorySegment pcm, MemorySegment samples) {
        try {
            return (int) delay.invokeExact(pcm, samples);
        } catch (Throwable impossible) {
            throw unreachable(impossible);
        }
    }

    String error(int error) {
        try {
            return ((MemorySegment) strerror.invokeExact(error)).getString(0);
        } catch (Throwable impossible) {
            throw unreachable(impossible);
        }
    }

    /** What the card has made of our wishes, in samples. */
    record Buffer(long period, long size) {}

    /** A step that the card refused. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        final int error;
        final String step;

        Refused(int error, String step) {
            super(step);
            this.error = error;
            this.step = step;
        }
    }

    /**
     * 16 bit, mono, interleaved; the period and the buffer as near as the card can.
     *
     * @throws Refused naming what the card does not do
     */
    Buffer hardware(MemorySegment pcm, int rate, long period, long size) throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = allocate(arena, "snd_pcm_hw_params");
            try {
                check(call("snd_pcm_hw_params_any", pcm, params), "any configuration");
                check(call("snd_pcm_hw_params_set_access", pcm, params, ACCESS_RW_INTERLEAVED), "reading and writing");
                check(call("snd_pcm_hw_params_set_format", pcm, params, FORMAT_S16_LE), "16-bit samples");
                check(call("snd_pcm_hw_params_set_channels", pcm, params, 1), "mono");
                check(callExact("snd_pcm_hw_params_set_rate", pcm, params, rate, 0), rate + " Hz");
                MemorySegment near = arena.allocateFrom(JAVA_LONG, period);
                check(callNear("snd_pcm_hw_params_set_period_size_near", pcm, params, near), "periods");
                MemorySegment whole = arena.allocateFrom(JAVA_LONG, size);
                check(call("snd_pcm_hw_params_set_buffer_size_near", pcm, params, whole), "buffers");
                check(call("snd_pcm_hw_params", pcm, params), "this configuration");
                return new Buffer(near.get(JAVA_LONG, 0), whole.get(JAVA_LONG, 0));
            } finally {
                free(params, "snd_pcm_hw_params");
            }
        }
    }

    /** Playback begins by itself when this many samples are there; we are woken for every period. */
    void software(MemorySegment pcm, long startThreshold, long period) throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = allocate(arena, "snd_pcm_sw_params");
            try {
                check(call("snd_pcm_sw_params_current", pcm, params), "software parameters");
                check(call("snd_pcm_sw_params_set_start_threshold", pcm, params, startThreshold), "a start threshold");
                check(call("snd_pcm_sw_params_set_avail_min", pcm, params, period), "waking for a period");
                check(call("snd_pcm_sw_params", pcm, params), "these software parameters");
            } finally {
                free(params, "snd_pcm_sw_params");
            }
        }
    }

    private MemorySegment allocate(Arena arena, String kind) throws Refused {
        MemorySegment pointer = arena.allocate(ADDRESS);
        check(call(function(kind + "_malloc", FunctionDescriptor.of(JAVA_INT, ADDRESS)), pointer), "memory");
        return pointer.get(ADDRESS, 0);
    }

    private void free(MemorySegment params, String kind) {
        try {
            function(kind + "_free", FunctionDescriptor.ofVoid(ADDRESS)).invokeExact(params);
        } catch (Throwable impossible) {
            throw unreachable(impossible);
        }
    }

    private static void check(int result, String step) throws Refused {
        if (result < 0) {
            throw new Refused(-result, step);
        }
    }

    private static int call(MethodHandle function, MemorySegment pcm) {
        try {
            return (int) function.invokeExact(pcm);
        } catch (Throwable impossible) {
            throw unreachable(impossible);
        }
    }

    private int call(String name, MemorySegment pcm, MemorySegment params) {
        try {
            return (int) function(name, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS))
                    .invokeExact(pcm, params);
        } catch (Throwable impossible) {
            throw unreachable(impossible);
        }
    }

    private int call(String name, MemorySegment pcm, MemorySegment params, int value) {
        try {
            return (int) function(name, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT))
                    .invokeExact(pcm, params, value);
        } catch (Throwable impossible) {
            throw unreachable(impossible);
        }
    }

    private int call(String name, MemorySegment pcm, MemorySegment params, long value) {
        try {
            return (int) function(name, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG))
                    .invokeExact(pcm, params, value);
        } catch (Throwable impossible) {
            throw unreachable(impossible);
        }
    }

    private int call(String name, MemorySegment pcm, MemorySegment params, MemorySegment value) {
        try {
            return (int) function(name, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS))
                    .invokeExact(pcm, params, value);
        } catch (Throwable impossible) {
            throw unreachable(impossible);
        }
    }

    private int callExact(String name, MemorySegment pcm, MemorySegment params, int value, int direction) {
        try {
            return (int) function(name, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT))
                    .invokeExact(pcm, params, value, direction);
        } catch (Throwable impossible) {
            throw unreachable(impossible);
        }
    }

    private int callNear(String name, MemorySegment pcm, MemorySegment params, MemorySegment value) {
        try {
            return (int) function(name, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS))
                    .invokeExact(pcm, params, value, MemorySegment.NULL);
        } catch (Throwable impossible) {
            throw unreachable(impossible);
        }
    }

    private MethodHandle function(String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), descriptor);
    }

    private static IllegalStateException unreachable(Throwable cause) {
        return new IllegalStateException("libasound could not be called", cause);
    }
}
