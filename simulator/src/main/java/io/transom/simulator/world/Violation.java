package io.transom.simulator.world;

/** The product broke a promise in a simulated world. The message says which, where and when. */
public final class Violation extends RuntimeException {
    public Violation(String message) {
        super(message);
    }
}
