package io.transom.wire.portmap;

import io.transom.wire.IpAddress;

/** NAT-PMP (RFC 6886): the external address, UDP mappings, and what a router says to everything that it doesn't know. */
public sealed interface NatPmpMessage {
    /** RFC 6886 section 3.5. */
    int SUCCESS = 0;

    int UNSUPPORTED_VERSION = 1;

    /** Which address have you outside? (section 3.2) */
    record AddressRequest() implements NatPmpMessage {}

    /** {@code external} is 0.0.0.0 where {@code result} isn't 0. */
    record AddressResponse(int result, long epochSeconds, IpAddress external) implements NatPmpMessage {}

    /** Map a UDP port to whoever sends this (section 3.3); a lifetime of 0 removes the mapping. */
    record MapRequest(int internalPort, int suggestedPort, long lifetimeSeconds) implements NatPmpMessage {}

    record MapResponse(int result, long epochSeconds, int internalPort, int externalPort, long lifetimeSeconds)
            implements NatPmpMessage {}

    /** An error without further fields: so a router that knows only NAT-PMP answers PCP (section 3.5). */
    record Refusal(int result, long epochSeconds) implements NatPmpMessage {}
}
