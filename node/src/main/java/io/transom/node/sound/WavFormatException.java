package io.transom.node.sound;

import java.io.IOException;

/** A file that isn't a WAV file that we can use; the message says why, and what to do. */
public final class WavFormatException extends IOException {
    public WavFormatException(String message) {
        super(message);
    }
}
