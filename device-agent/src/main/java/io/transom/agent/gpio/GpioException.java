package io.transom.agent.gpio;

/** A chip or a line that cannot be used; the message says what to do about it. */
public final class GpioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GpioException(String message) {
        super(message);
    }
}
