package io.transom.wire;

import java.time.Duration;
import java.util.Optional;

/**
 * What an endpoint has measured of the firewall before it (RFC 4787 sections 4 to 6; tests of RFC 5780).
 *
 * @param lifetime how long a mapping that is idle was seen to be kept at least, in whole seconds; empty where it isn't
 *     measured
 */
public record Firewall(
        Mapping mapping, Filtering filtering, Ports ports, Hairpinning hairpinning, Optional<Duration> lifetime) {
    /** Longer than any home's router is asked to remember (RFC 5382's two hours are for TCP). */
    public static final Duration LONGEST_LIFETIME = Duration.ofHours(1);

    public static final Firewall UNKNOWN = new Firewall(Mapping.UNKNOWN, Filtering.UNKNOWN);

    public Firewall {
        lifetime.ifPresent(life -> {
            boolean whole = life.getNano() == 0 && life.compareTo(LONGEST_LIFETIME) <= 0;
            if (!whole || !life.isPositive()) {
                throw new IllegalArgumentException("a lifetime is 1 to 3,600 whole seconds, not " + life);
            }
        });
    }

    /** Nothing but mapping and filtering is known. */
    public Firewall(Mapping mapping, Filtering filtering) {
        this(mapping, filtering, Ports.UNKNOWN, Hairpinning.UNKNOWN, Optional.empty());
    }

    /** When a NAT uses another external port (RFC 4787 section 4.1). */
    public enum Mapping {
        UNKNOWN,
        /** No address translation: the observed address is a local one. */
        NONE,
        ENDPOINT_INDEPENDENT,
        ADDRESS_DEPENDENT,
        ADDRESS_AND_PORT_DEPENDENT
    }

    /** Whose packets may come in through an open mapping (RFC 4787 section 5). */
    public enum Filtering {
        UNKNOWN,
        ENDPOINT_INDEPENDENT,
        ADDRESS_DEPENDENT,
        ADDRESS_AND_PORT_DEPENDENT
    }

    /** Which external port a new mapping gets (RFC 4787 section 4.2). */
    public enum Ports {
        UNKNOWN,
        /** The internal one. */
        PRESERVED,
        /** A small step from the one before, so that the next can be foretold. */
        SEQUENTIAL,
        RANDOM
    }

    /** Whether two behind the same NAT reach each other at their external addresses (RFC 4787 section 6). */
    public enum Hairpinning {
        UNKNOWN,
        YES,
        NO
    }
}
