package io.transom.simulator.world;

import io.transom.simulator.control.EvilManager;
import io.transom.simulator.control.Lie;
import io.transom.simulator.home.Machine;
import io.transom.simulator.net.Dice;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What an evil manager lies about, and for how long; in worlds with an honest one nothing. */
final class Lies {
    /** Long enough for a call's set-up and for the repairs that follow. */
    private static final Duration ONE_LIE = Duration.ofSeconds(3);

    /** How often two are told at once. */
    private static final double TWO = 0.4;

    private final Town town;
    private final Dice dice;
    private boolean over;

    Lies(Town town) {
        this.town = town;
        this.dice = town.dice().fork("lies");
    }

    /** One lie after another, or two at once. */
    void begin() {
        town.evil().ifPresent(evil -> {
            town.ledger().lies();
            next(evil);
        });
    }

    private void next(EvilManager evil) {
        if (over) {
            return;
        }
        Lie lie = dice.oneOf(List.of(Lie.values()));
        if (dice.chance(TWO)) {
            Lie other = dice.oneOf(List.of(Lie.values()));
            town.trace().happened("manager", "lies: " + lie + " and " + other);
            tell(evil, lie, other);
        } else {
            town.trace().happened("manager", "lies: " + lie);
            tell(evil, lie);
        }
        town.time().after(ONE_LIE, () -> next(evil));
    }

    private void tell(EvilManager evil, Lie... lies) {
        evil.lies(lies);
        if (List.of(lies).stream().anyMatch(Lie::isOfTheChallenge)) {
            town.manager().cutEverybody();
        }
    }

    /** The truth again; and nobody has learnt a stranger's name. */
    void end() {
        over = true;
        town.evil().ifPresent(evil -> {
            evil.repents();
            // An honest one takes over, started anew: who was told of a false reflector has to log in again to hear of
            // the true one, and a login on its way, with a challenge of before, doesn't count.
            town.manager().stop();
            town.manager().start();
            town.ledger().truth();
            for (Machine machine : List.of(town.caller(), town.device())) {
                if (!members().containsAll(machine.remembered())) {
                    throw new Violation(machine.name() + " takes strangers for members: " + machine.remembered());
                }
            }
        });
    }

    private Set<String> members() {
        boolean guest = town.family()
                .flatMap(Family::guest)
                .filter(kind -> kind != Family.Guest.STRANGER)
                .isPresent();
        return guest ? Set.of(Town.CALLER, Town.DEVICE, Town.LIAR) : Set.of(Town.CALLER, Town.DEVICE);
    }
}
