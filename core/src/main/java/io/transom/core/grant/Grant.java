package io.transom.core.grant;

import io.transom.wire.UdpAddress;
import java.time.Duration;
import java.util.Locale;

/**
 * A mapping that the router has made.
 *
 * @param socket ours that it leads to
 * @param external where the router says that the world finds it
 * @param lifetime as the router granted it
 */
public record Grant(int socket, UdpAddress external, Duration lifetime, Protocol protocol) {
    /** How it was asked for, the preferred way first. */
    public enum Protocol {
        PCP,
        NAT_PMP,
        UPNP;

        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
