package io.transom.simulator.world;

/** The product broke a promise in a simulated world. The message says which, where and when. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String what;

    public Violation(String what) {
        super(what);
        this.what = what;
    }

    public String what() {
        return what;
    }
}
