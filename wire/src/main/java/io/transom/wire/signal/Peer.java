package io.transom.wire.signal;

import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Firewall;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import java.util.List;

/**
 * What the manager tells one endpoint of another.
 *
 * @param attested addresses at which the manager's reflector has seen the peer and the peer has proved it; in socket order
 * @param boot the peer's nonce of this boot, named by sealed requests so that an old one can't be replayed; empty when offline
 */
public record Peer(
        PublicIdentity identity,
        String name,
        Role role,
        boolean online,
        List<UdpAddress> attested,
        Firewall firewall,
        Bytes boot) {
    public Peer {
        attested = List.copyOf(attested);
    }

    /** There, and its boot is known: without that nothing can be asked of it. A manager that lies says the one without the other. */
    public boolean isCallable() {
        return online && !boot.isEmpty();
    }

    public EndpointId id() {
        return identity.id();
    }
}
