package io.transom.manager.mqtt;

/** How many packets an endpoint may send: a bucket that refills, and may be overdrawn once by what is already read. */
final class PacketRate {
    /** A call sends a dozen control messages in its first second; a liveness probe every few seconds otherwise. */
    private static final int A_SECOND = 50;

    private static final int BURST = 200;
    private static final long NANOS_EACH = 1_000_000_000L / A_SECOND;

    private long allowance = BURST * NANOS_EACH;
    private long last;

    PacketRate(long now) {
        this.last = now;
    }

    /** Takes one packet; how long to stop reading, 0 where it is within the rate. */
    long nanosToPause(long now) {
        allowance = Math.min(BURST * NANOS_EACH, allowance + now - last) - NANOS_EACH;
        last = now;
        return allowance >= 0 ? 0 : -allowance;
    }

    /** No honest endpoint gets here: stopping to read would starve its own keepalive. */
    boolean hopeless() {
        return allowance < -BURST * NANOS_EACH;
    }
}
