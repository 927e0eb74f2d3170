package io.transom.media.opus;

/** Chooses the library: libopus where the machine has it, else Concentus; {@link OpusCodec#library()} says which. */
public final class OpusCodecs {
    private OpusCodecs() {}

    /** A fresh encoder and decoder. Close it. */
    public static OpusCodec open() {
        return LibOpus.isPresent() ? new LibOpus() : new ConcentusCodec();
    }

    /** The pure Java codec even where libopus is present: three times slower, and garbage for each frame. */
    public static OpusCodec openPureJava() {
        return new ConcentusCodec();
    }

    /** True where {@link #open()} finds the native library. */
    public static boolean nativePresent() {
        return LibOpus.isPresent();
    }
}
