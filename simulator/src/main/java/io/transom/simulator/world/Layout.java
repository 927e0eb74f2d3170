package io.transom.simulator.world;

/** Who is behind whose router. */
public enum Layout {
    /** Two homes, each behind a router of its own. */
    TWO_HOMES,
    /** Both are behind the caller's router. */
    ONE_HOME,
    /** The caller's home is behind a carrier's router as well: double NAT. */
    CALLER_AT_CARRIER,
    DEVICE_AT_CARRIER,
    /** Two homes behind one carrier's router: they show the same address and are no neighbours. */
    ONE_CARRIER;

    boolean hasCarrier() {
        return this == CALLER_AT_CARRIER || this == DEVICE_AT_CARRIER || this == ONE_CARRIER;
    }

    boolean callerAtCarrier() {
        return this == CALLER_AT_CARRIER || this == ONE_CARRIER;
    }

    boolean deviceAtCarrier() {
        return this == DEVICE_AT_CARRIER || this == ONE_CARRIER;
    }
}
