package io.transom.lab.tun;

import io.transom.wire.Bytes;

/** Is told of each UDP and TCP packet between a home's host and its router, on the laboratory's thread. */
@FunctionalInterface
public interface HomeTap {
    /** Hears nothing. */
    HomeTap NONE = (arriving, nanos, byTcp, octets) -> {};

    /**
     * One packet.
     *
     * @param arriving to the host, let in by the router; otherwise from it
     * @param nanos of {@link System#nanoTime()}
     * @param octets what the UDP or TCP packet carries
     */
    void saw(boolean arriving, long nanos, boolean byTcp, Bytes octets);
}
