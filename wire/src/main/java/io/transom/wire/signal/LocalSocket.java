package io.transom.wire.signal;

import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.util.List;
import java.util.Optional;

/**
 * One UDP socket of an endpoint as it is registered.
 *
 * @param index 0 for the primary socket, then the alternate ports
 * @param hosts its addresses on the endpoint's own links
 * @param observed where the reflector saw it, with the reflector's proof of that
 */
public record LocalSocket(int index, List<UdpAddress> hosts, Optional<Observation> observed) {
    public static final int MOST_HOSTS = 8;

    public LocalSocket {
        hosts = List.copyOf(hosts);
    }

    /**
     * @param address the address that the reflector's reply named
     * @param nonce the reflector's proof that it sent that reply to that address, 24 octets
     */
    public record Observation(UdpAddress address, Bytes nonce) {
        /** As in {@link io.transom.wire.stun.StunAttribute.ObservationProof}. */
        public static final int NONCE_LENGTH = 24;
    }
}
