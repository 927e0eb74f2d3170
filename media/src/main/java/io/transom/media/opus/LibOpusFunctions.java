package io.transom.media.opus;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The eight functions of opus.h that are used, with the signatures they have there; opus_int32 is a C int everywhere. */
final class LibOpusFunctions {
    /** The soname is the ABI's name on Linux; the others are what Homebrew and Windows builds are called. */
    private static final String[] NAMES = {"libopus.so.0", "libopus.0.dylib", "opus.dll"};

    private static final Optional<LibOpusFunctions> FOUND = find();

    private final MethodHandle createEncoder;
    private final MethodHandle createDecoder;
    private final MethodHandle destroyEncoder;
    private final MethodHandle destroyDecoder;
    private final MethodHandle encode;
    private final MethodHandle decode;
    private final MethodHandle control;
    /** "libopus 1.3.1". */
    final String version;

    /** Looked for once; empty where the machine has no libopus, or one that lacks a function. */
    static Optional<LibOpusFunctions> found() {
        return FOUND;
    }

    private static Optional<LibOpusFunctions> find() {
        for (String name : NAMES) {
            try {
                return Optional.of(new LibOpusFunctions(SymbolLookup.libraryLookup(name, Arena.global())));
            } catch (IllegalArgumentException e) {
                // Not under this name: the next one, and Concentus behind the last.
                continue;
            }
        }
        return Optional.empty();
    }

    private LibOpusFunctions(SymbolLookup library) {
        createEncoder = link(library, "opus_encoder_create", of(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
        createDecoder = link(library, "opus_decoder_create", of(ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
        destroyEncoder = link(library, "opus_encoder_destroy", FunctionDescriptor.ofVoid(ADDRESS));
        destroyDecoder = link(library, "opus_decoder_destroy", FunctionDescriptor.ofVoid(ADDRESS));
        encode = link(library, "opus_encode", of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
        decode = link(library, "opus_decode", of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
        // int opus_encoder_ctl(OpusEncoder *st, int request, ...): arm64 on macOS passes what follows "..." on the
        // stack.
        control = link(
                library,
                "opus_encoder_ctl",
                of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        version = version(link(library, "opus_get_version_string", of(ADDRESS)));
    }

    private static FunctionDescriptor of(MemoryLayout result, MemoryLayout... arguments) {
        return FunctionDescriptor.of(result, arguments);
    }

    private static MethodHandle link(
            SymbolLookup library, String name, FunctionDescriptor shape, Linker.Option... options) {
        MemorySegment function =
                library.find(name).orElseThrow(() -> new IllegalArgumentException("libopus has no function " + name));
        return Linker.nativeLinker().downcallHandle(function, shape, options);
    }

    private static String version(MethodHandle versionString) {
        try {
            MemorySegment text = (MemorySegment) versionString.invokeExact();
            // 64 octets are more than any release's "libopus 1.5.2" or a distribution's suffix to it.
            return text.reinterpret(64).getString(0);
        } catch (Throwable e) {
            throw wrong(e);
        }
    }

    MemorySegment createEncoder(int rate, int channels, int application, MemorySegment error) {
        try {
            return (MemorySegment) createEncoder.invokeExact(rate, channels, application, error);
        } catch (Throwable e) {
            throw wrong(e);
        }
    }

    MemorySegment createDecoder(int rate, int channels, MemorySegment error) {
        try {
            return (MemorySegment) createDecoder.invokeExact(rate, channels, error);
        } catch (Throwable e) {
            throw wrong(e);
        }
    }

    void destroyEncoder(MemorySegment encoder) {
        try {
            destroyEncoder.invokeExact(encoder);
        } catch (Throwable e) {
            throw wrong(e);
        }
    }

    void destroyDecoder(MemorySegment decoder) {
        try {
            destroyDecoder.invokeExact(decoder);
        } catch (Throwable e) {
            throw wrong(e);
        }
    }

    /** Octets written, or a negative error. */
    int encode(MemorySegment encoder, MemorySegment samples, int count, MemorySegment packet, int room) {
        try {
            return (int) encode.invokeExact(encoder, samples, count, packet, room);
        } catch (Throwable e) {
            throw wrong(e);
        }
    }

    /** Samples written, or a negative error. */
    int decode(MemorySegment decoder, MemorySegment packet, int length, MemorySegment samples, int room, int fec) {
        try {
            return (int) decode.invokeExact(decoder, packet, length, samples, room, fec);
        } catch (Throwable e) {
            throw wrong(e);
        }
    }

    int control(MemorySegment encoder, int request, int value) {
        try {
            return (int) control.invokeExact(encoder, request, value);
        } catch (Throwable e) {
            throw wrong(e);
        }
    }

    /** A method handle throws only where its signature above is wrong. */
    private static IllegalStateException wrong(Throwable e) {
        return new IllegalStateException("a call into libopus failed", e);
    }
}
