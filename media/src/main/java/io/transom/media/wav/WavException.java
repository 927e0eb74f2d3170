package io.transom.media.wav;

/** A file that cannot be used as sound; the message names the file, what is wrong with it, and what to do. */
public final class WavException extends Exception {
    private static final long serialVersionUID = 1;

    public WavException(String message) {
        super(message);
    }
}
