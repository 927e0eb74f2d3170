package io.transom.simulator.world;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.household.StatementSet;
import io.transom.simulator.home.Machine;
import io.transom.simulator.home.Watcher;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must never happen at a household's door: it opens for members, once for each wish; who was taken back is out. */
final class Threshold implements Watcher {
    /** The longest that a wish lives: to be asked, to be signed, and to arrive (core.door.Opener, core.door.Lock). */
    private static final Duration WISH = Duration.ofSeconds(8 + 5 + 1);

    /** A call that goes on when the door learns of it is hung up at once; a packet of its sound may be on its way. */
    private static final Duration HANGING_UP = Duration.ofMillis(100);

    private record Wish(String by, Moment at) {}

    private final Town town;
    private final Family family;
    private final List<Wish> wishes = new ArrayList<>();
    private final Set<String> callsOfTheGuest = new LinkedHashSet<>();
    /** Whether the door knew who is taken back when it decided to open last; both may happen in one instant. */
    private boolean pulsedKnowing;

    private Optional<Moment> takenBack = Optional.empty();

    Threshold(Town town, Family family) {
        this.town = town;
        this.family = family;
    }

    @Override
    public void input(Machine machine, Input input) {
        boolean member = machine == town.caller()
                || family.guest().filter(kind -> kind != Family.Guest.STRANGER).isPresent();
        if (input instanceof Input.OpenDoor && member) {
            wishes.add(new Wish(machine.name(), town.time().now()));
        }
    }

    @Override
    public void effect(Machine machine, Effect effect) {
        if (machine.role() == Role.CALLER) {
            if (effect instanceof Effect.Note note
                    && note.event().name() == EventName.CALL_REQUESTED
                    && isGuest(machine)) {
                callsOfTheGuest.add(note.event().text("call").orElse(""));
            }
            return;
        }
        switch (effect) {
            case Effect.PulseRelay ignored -> pulse();
            case Effect.KeepHousehold keep -> look(keep.statements());
            case Effect.StartVoice start -> refuseTheGuest(start.call());
            case Effect.Note note -> {
                if (note.event().name() == EventName.RELEASED) {
                    released(note.event());
                }
            }
            default -> {}
        }
    }

    private boolean isGuest(Machine machine) {
        return town.liar().equals(Optional.of(machine));
    }

    private void pulse() {
        wishes.removeIf(wish -> wish.at().plus(WISH).reached(town.time().now()));
        if (wishes.isEmpty()) {
            throw breach("opens, and nobody who may has wished it");
        }
        pulsedKnowing = takenBack.isPresent();
        town.report().count("door opened");
    }

    private void released(Event event) {
        String by = event.text("by").orElse("");
        Optional<Wish> wish = wishes.stream().filter(one -> one.by().equals(by)).findFirst();
        if (wish.isEmpty()) {
            throw breach("opens for " + by + " more often than wished");
        }
        wishes.remove(wish.get());
        if (by.equals(Town.LIAR) && pulsedKnowing) {
            throw breach("opens for " + by + ", who was taken back");
        }
    }

    private void look(StatementSet records) {
        boolean gone =
                town.liar().filter(liar -> Family.areWithout(records, liar)).isPresent();
        if (gone && takenBack.isEmpty()) {
            takenBack = Optional.of(town.time().now());
            town.report().count("door learns who is taken back");
        }
    }

    /** Whether she may, by what the door knows: her record, and its clock. */
    private void refuseTheGuest(CallId call) {
        boolean hers = callsOfTheGuest.contains(call.toString());
        if (hers && takenBack.isPresent()) {
            throw breach("talks to " + Town.LIAR + ", who was taken back");
        }
        boolean over = family.guest().equals(Optional.of(Family.Guest.INVITED))
                && town.device().seconds() >= Family.GUEST_UNTIL;
        if (hers && over) {
            throw breach("talks to " + Town.LIAR + ", whose time is over");
        }
    }

    @Override
    public void soundSent(Machine machine, CallId call, Way way, Bytes packet, boolean early) {
        boolean late = takenBack
                .filter(since -> since.plus(HANGING_UP).isBefore(town.time().now()))
                .isPresent();
        if (machine == town.device() && late && callsOfTheGuest.contains(call.toString())) {
            throw breach("goes on talking to " + Town.LIAR + ", who was taken back");
        }
    }

    private Violation breach(String what) {
        return new Violation("the door " + what + " (at "
                + town.time().now().since(Moment.ZERO).toMillis() + " ms)");
    }
}
