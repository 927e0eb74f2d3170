package io.transom.simulator.world;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.simulator.home.Machine;
import io.transom.simulator.home.Watcher;
import io.transom.simulator.net.Dice;
import io.transom.wire.CallId;
import io.transom.wire.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A visitor at the door, Anna with her phone, and whoever lies: they press, ask, answer, talk and hang up. */
final class People implements Watcher {
    private final Town town;
    private final Dice dice;
    private boolean busy;

    People(Town town) {
        this.town = town;
        this.dice = town.dice().fork("people");
    }

    void begin() {
        busy = true;
        town.watch(this);
        next();
    }

    /** Everybody goes home and hangs up. */
    void end() {
        busy = false;
        for (Machine machine : List.of(town.caller(), town.device())) {
            machine.input(new Input.Talk(false));
            machine.input(new Input.LineChanged(Input.LineChanged.Line.TALK, false));
            hangUp(machine);
        }
    }

    private void next() {
        town.time().after(dice.between(Duration.ofMillis(300), Duration.ofMillis(2500)), () -> {
            if (busy) {
                act();
                next();
            }
        });
    }

    private void act() {
        switch (dice.below(8)) {
            case 0, 1 -> town.caller().input(new Input.Ask(Town.DEVICE));
            case 2 -> press();
            case 3 -> town.caller().input(new Input.Talk(dice.chance(0.7)));
            case 4 -> town.device().input(new Input.LineChanged(Input.LineChanged.Line.TALK, dice.chance(0.7)));
            case 5 -> {
                if (dice.chance(0.5)) {
                    hangUp(dice.chance(0.7) ? town.caller() : town.device());
                }
            }
            case 6 ->
                town.liar().ifPresent(liar -> {
                    town.report().count("calls of a liar");
                    liar.input(new Input.Ask(Town.DEVICE));
                });
            default -> town.family().ifPresent(family -> openDoor());
        }
    }

    private void openDoor() {
        Machine wisher = town.liar().filter(liar -> dice.chance(0.4)).orElse(town.caller());
        wisher.input(new Input.OpenDoor(Town.DEVICE));
    }

    private void press() {
        town.device().input(new Input.LineChanged(Input.LineChanged.Line.BUTTON, true));
        town.device().input(new Input.LineChanged(Input.LineChanged.Line.BUTTON, false));
    }

    private void hangUp(Machine machine) {
        for (CallId call : town.ledger().unfinished(machine)) {
            machine.input(new Input.HangUp(call));
        }
    }

    @Override
    public void effect(Machine machine, Effect effect) {
        if (effect instanceof Effect.OfferRing ring && machine.role() == Role.CALLER && busy) {
            Optional<Duration> answers = dice.chance(0.8)
                    ? Optional.of(dice.between(Duration.ofMillis(300), Duration.ofSeconds(2)))
                    : Optional.empty();
            answers.ifPresent(after ->
                    town.time().after(after, () -> machine.input(new Input.AnswerRing(ring.ring()))));
        }
    }
}
