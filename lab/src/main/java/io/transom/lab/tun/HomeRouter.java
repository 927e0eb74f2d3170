package io.transom.lab.tun;

import io.transom.simulator.router.RouterKind;
import java.time.Duration;

/**
 * A router in user space and its line to the world.
 *
 * @param kind what it does with UDP
 * @param line one way, of its line to the world
 */
public record HomeRouter(RouterKind kind, Duration line) {
    public HomeRouter {
        if (line.isNegative()) {
            throw new IllegalArgumentException("a line can't take " + line);
        }
    }

    /** With a line that takes no time. */
    public static HomeRouter of(RouterKind kind) {
        return new HomeRouter(kind, Duration.ZERO);
    }

    public HomeRouter behind(Duration otherLine) {
        return new HomeRouter(kind, otherLine);
    }
}
