package io.transom.core.trust;

import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import java.util.Optional;

/**
 * What {@code transom invite} prints and a joining endpoint is given: a one-time secret, and the id of the manager's
 * keys so that nobody on port 80 can stand in for the manager. Written as base32 in groups, with a check sum, so that a
 * mistyped code is told apart from a spent one.
 *
 * @param secret 16 octets
 */
public record InviteCode(Bytes secret, EndpointId manager) {
    public String text() {
        throw new UnsupportedOperationException("being built");
    }

    /** Empty where the text isn't a code; hyphens, spaces and case are forgiven. */
    public static Optional<InviteCode> parse(String text) {
        throw new UnsupportedOperationException("being built");
    }
}
