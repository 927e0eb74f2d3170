package io.transom.simulator.oracle;

import io.transom.simulator.router.Ports;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;

/**
 * How one router behaves; mapping NONE is one without translation, be it with or without a firewall.
 *
 * @param guessable which outside port comes next can be told by the ones before (RFC 7857 section 2 and RFC 6056 warn of it)
 */
public record Nat(
        Mapping mapping, Filtering filtering, boolean guessable, boolean hairpin, boolean rejects, boolean blocksUdp) {
    public Nat {
        if (mapping == Mapping.UNKNOWN || filtering == Filtering.UNKNOWN) {
            throw new IllegalArgumentException("the oracle answers about known routers only");
        }
    }

    /** With random ports, dropping what it doesn't let in, and without hairpinning. */
    public Nat(Mapping mapping, Filtering filtering) {
        this(mapping, filtering, false, false, false, false);
    }

    /** What the oracle has to know of a router that is simulated or built of such rules. */
    public static Nat of(RouterKind kind) {
        return new Nat(
                kind.mapping(),
                kind.filtering(),
                kind.ports() != Ports.RANDOM,
                kind.hairpin(),
                kind.rejects(),
                kind.blocksUdp());
    }

    /**
     * With a port that it was asked for (RFC 6887 section 11): whoever knows that reaches it, and is answered through it, as
     * with a mapping and a filter that are independent of the endpoint.
     */
    public Nat granting() {
        return new Nat(
                Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT, guessable, hairpin, rejects, blocksUdp);
    }
}
