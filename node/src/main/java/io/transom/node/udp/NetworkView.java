package io.transom.node.udp;

import io.transom.wire.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tells from looks at this machine's addresses and clocks that it is somewhere else than before. Without any address it is
 * nowhere; that is not told, but coming back is, to the same address too: the router may be another one, or have forgotten.
 */
final class NetworkView {
    /**
     * How far the wall clock has to be ahead of the monotonic one, which stands still while a Linux machine sleeps. A clock
     * that is set looks the same; then a good connection is made anew, which costs half a second.
     */
    static final Duration SLEPT = Duration.ofSeconds(5);
    /** Where the monotonic clock goes on in sleep: nobody is kept from looking for so long but by sleep. */
    static final Duration NOT_LOOKED = Duration.ofSeconds(20);

    private List<IpAddress> known;
    private long lookedNanos;
    private Instant lookedWall;
    private boolean nowhere;

    NetworkView(List<IpAddress> addresses, long nanos, Instant wall) {
        known = addresses;
        nowhere = addresses.isEmpty();
        lookedNanos = nanos;
        lookedWall = wall;
    }

    /** {@code nanos} and {@code wall}: the same moment on both clocks. */
    Optional<NetworkWatch.Change> look(List<IpAddress> addresses, long nanos, Instant wall) {
        Duration passed = Duration.ofNanos(nanos - lookedNanos);
        Duration ahead = Duration.between(lookedWall, wall).minus(passed);
        lookedNanos = nanos;
        lookedWall = wall;
        boolean slept = ahead.compareTo(SLEPT) > 0 || passed.compareTo(NOT_LOOKED) > 0;
        if (addresses.isEmpty()) {
            nowhere = true;
            return Optional.empty();
        }
        boolean moved = nowhere || !addresses.equals(known);
        nowhere = false;
        known = addresses;
        if (slept) {
            return Optional.of(NetworkWatch.Change.SLEPT);
        }
        return moved ? Optional.of(NetworkWatch.Change.MOVED) : Optional.empty();
    }
}
