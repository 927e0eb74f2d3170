package io.transom.core.lan;

import io.transom.wire.EndpointId;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;

/** Somebody of our household, by keys that are known: all that it takes to believe them without the manager. */
public record Member(PublicIdentity identity, String name, Role role, String household) {
    public EndpointId id() {
        return identity.id();
    }
}
