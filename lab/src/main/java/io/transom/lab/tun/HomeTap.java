package io.transom.lab.tun;

import io.transom.wire.Bytes;

/** Is told of each UDP datagram between a home's host and its router, on the laboratory's thread. */
@FunctionalInterface
public interface HomeTap {
    /** {@code arriving}: to the host, let in by the router; otherwise from it. {@code nanos}: of {@link System#nanoTime()}. */
    void saw(boolean arriving, long nanos, Bytes datagram);
}
