package io.transom.core.device;

import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.household.Right;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Who was refused in this boot because it may not call at all. Its requests are authentic and not remembered one by one:
 * whoever may not call would fill {@link SeenRequests}, and each filling makes a new boot, at which every phone that rings
 * falls silent and every warm window is made anew.
 *
 * <p>But a refused request must not work later, when whoever runs the manager says it again after its sender was admitted,
 * or in the hours in which a guest may call. So it is enough to know who has asked in vain: the first request of such a
 * one that would be accepted makes a new boot instead, in which everything older is stale, and an app asks again by itself.
 * A new boot then follows from a change of who may call, which no stranger can bring about.
 */
final class TurnedAway {
    /** Rings and calls of 32 strangers; with more, everybody may have been one. */
    static final int MOST = 64;

    /** One end may be refused for one right for good, and use the other one all day. */
    private record Wish(EndpointId from, Right right) {}

    private final Set<Wish> wishes = new LinkedHashSet<>();
    private boolean forgotten;
    private Bytes boot = Bytes.EMPTY;

    void note(EndpointId from, Right right, Bytes current) {
        follow(current);
        if (wishes.size() < MOST) {
            wishes.add(new Wish(from, right));
        } else {
            forgotten |= !wishes.contains(new Wish(from, right));
        }
    }

    /** Whether an older request of {@code from} may be about that names the boot of now. */
    boolean has(EndpointId from, Right right, Bytes current) {
        follow(current);
        return forgotten || wishes.contains(new Wish(from, right));
    }

    private void follow(Bytes current) {
        if (!boot.equals(current)) {
            boot = current;
            wishes.clear();
            forgotten = false;
        }
    }
}
