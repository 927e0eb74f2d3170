package io.transom.core.door;

import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import java.util.Set;

/** Who may open a door. Asked twice for each release, so that a right that is taken back in between holds no more. */
@FunctionalInterface
public interface ReleaseRights {
    /** @param member whose keys were proved; @param door the lock's name for it */
    boolean mayRelease(EndpointId member, String door, Moment now);

    /** Nobody: what holds where nothing was said. */
    static ReleaseRights nobody() {
        return (member, door, now) -> false;
    }

    /** These, named by their ids, which are hashes of their keys: no name that a manager could give to another. */
    static ReleaseRights only(Set<EndpointId> members) {
        Set<EndpointId> allowed = Set.copyOf(members);
        return (member, door, now) -> allowed.contains(member);
    }
}
