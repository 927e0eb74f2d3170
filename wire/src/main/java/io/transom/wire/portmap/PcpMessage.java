package io.transom.wire.portmap;

import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;

/** The Port Control Protocol, version 2 (RFC 6887): MAP for UDP and ANNOUNCE, without options. */
public sealed interface PcpMessage {
    /** RFC 6887 section 11.1. */
    int NONCE_LENGTH = 12;
    /** RFC 6887 section 7.4: the one result that isn't a refusal. */
    int SUCCESS = 0;

    /** Are you still the one who granted it? Answered with the router's epoch (section 14.1). */
    record AnnounceRequest(IpAddress client) implements PcpMessage {}

    /** {@code epochSeconds}: how long the router has kept its mappings. */
    record AnnounceResponse(int result, long lifetimeSeconds, long epochSeconds) implements PcpMessage {}

    /**
     * Map a UDP port to {@code client} (section 11.1).
     *
     * @param client our own address on the router's link, as the request leaves with it
     * @param lifetimeSeconds 0 removes the mapping
     * @param nonce the same 12 octets for as long as the mapping is wanted: only who knows them may change it
     * @param suggested an external address and port that would please us; the unspecified address and port 0 where any would
     */
    record MapRequest(IpAddress client, long lifetimeSeconds, Bytes nonce, int internalPort, UdpAddress suggested)
            implements PcpMessage {}

    /**
     * @param result 0, or why not (section 7.4)
     * @param lifetimeSeconds of the mapping; of the refusal where it is one
     */
    record MapResponse(
            int result, long lifetimeSeconds, long epochSeconds, Bytes nonce, int internalPort, UdpAddress external)
            implements PcpMessage {}
}
