package io.transom.core.lan;

import io.transom.wire.EndpointId;
import java.util.List;
import java.util.Optional;

/** Who is a member: answered from what this endpoint itself knows, never from what somebody on the link says. */
public interface Members {
    /** At most that many can be known: each costs a hash for every record that is heard. */
    int MOST = 256;

    /** Everybody, in an order that doesn't change by itself. */
    List<Member> all();

    default Optional<Member> byId(EndpointId id) {
        return all().stream().filter(member -> member.id().equals(id)).findFirst();
    }
}
