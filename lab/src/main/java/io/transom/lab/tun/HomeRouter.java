package io.transom.lab.tun;

import io.transom.simulator.router.RouterKind;
import java.time.Duration;

/**
 * A router in user space and its line to the world.
 *
 * @param kind mapping and filtering of UDP, and how long mappings live
 * @param rejects answers unexpected UDP with an ICMP port unreachable, where others are silent
 * @param hairpins lets inside hosts reach each other by their outside addresses (RFC 4787 section 6)
 * @param blocksUdp lets no UDP pass, either way
 * @param line one way, of its line to the world
 */
public record HomeRouter(RouterKind kind, boolean rejects, boolean hairpins, boolean blocksUdp, Duration line) {
    public HomeRouter {
        if (line.isNegative()) {
            throw new IllegalArgumentException("a line can't take " + line);
        }
    }

    /** As most are: silent towards strangers, no hairpinning, and a line that takes no time. */
    public static HomeRouter of(RouterKind kind) {
        return new HomeRouter(kind, false, false, false, Duration.ZERO);
    }

    public HomeRouter rejecting() {
        return new HomeRouter(kind, true, hairpins, blocksUdp, line);
    }

    public HomeRouter hairpinning() {
        return new HomeRouter(kind, rejects, true, blocksUdp, line);
    }

    public HomeRouter blockingUdp() {
        return new HomeRouter(kind, rejects, hairpins, true, line);
    }

    public HomeRouter behind(Duration otherLine) {
        return new HomeRouter(kind, rejects, hairpins, blocksUdp, otherLine);
    }
}
