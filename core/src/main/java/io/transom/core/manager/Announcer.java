package io.transom.core.manager;

import io.transom.core.manager.Switchboard.Member;
import io.transom.core.manager.Switchboard.Output;
import io.transom.core.manager.Switchboard.Roster;
import io.transom.wire.Moment;
import io.transom.wire.signal.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tells a household's members when what they see of each other has changed: at once, but a household that keeps changing
 * hears of it a few times a second only. Without that, one member that comes and goes makes 63 large messages each time.
 */
final class Announcer {
    /** Short for a person who waits for a door to come online; 256 KB/s at most for the largest household. */
    static final Duration REST = Duration.ofMillis(250);

    private final Roster roster;
    private final Attendance attendance;
    /** Until when a household rests. An entry is forgotten when its rest is over, so these are few. */
    private final Map<String, Moment> resting = new TreeMap<>();

    private final Map<String, Moment> waiting = new TreeMap<>();

    Announcer(Roster roster, Attendance attendance) {
        this.roster = roster;
        this.attendance = attendance;
    }

    /** Something about a member of {@code household} may have changed. */
    List<Output> changed(String household, Moment now) {
        Moment rested = resting.get(household);
        if (rested != null && !rested.reached(now)) {
            waiting.put(household, rested);
            return List.of();
        }
        return announce(household, now);
    }

    List<Output> wake(Moment now) {
        List<Output> outputs = new ArrayList<>();
        for (Map.Entry<String, Moment> due : List.copyOf(waiting.entrySet())) {
            if (due.getValue().reached(now)) {
                waiting.remove(due.getKey());
                outputs.addAll(announce(due.getKey(), now));
            }
        }
        return outputs;
    }

    Moment wakeAt() {
        return waiting.values().stream().reduce(Moment.NEVER, Moment::earlier);
    }

    private List<Output> announce(String household, Moment now) {
        resting.values().removeIf(rested -> rested.reached(now));
        resting.put(household, now.plus(REST));
        List<Output> outputs = new ArrayList<>();
        List<Member> members = roster.household(household);
        for (Member member : members) {
            Optional<Session> viewer = attendance.session(member.identity().id());
            if (viewer.isPresent() && viewer.get().registration().isPresent()) {
                List<Peer> seen = attendance.seenBy(member, members);
                if (!viewer.get().knows(seen)) {
                    outputs.add(viewer.get().tell(seen));
                }
            }
        }
        return outputs;
    }
}
