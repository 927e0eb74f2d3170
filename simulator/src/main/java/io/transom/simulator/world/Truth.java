package io.transom.simulator.world;

import io.transom.simulator.world.Ledger.End;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What has to be the case for each of the reasons that a call can end with. */
final class Truth {
    private record Claim(Predicate<String> words, Predicate<Facts> holds) {}

    /** One end that is over, and the other ends of the same call. */
    private record Facts(End here, Optional<End> there) {
        boolean neverTalked() {
            return here.talking.isEmpty();
        }

        boolean isTheGuests() {
            return here.machine.equals(Town.LIAR)
                    || there.filter(end -> end.machine.equals(Town.LIAR)).isPresent();
        }
    }

    private static final List<Claim> CLAIMS = List.of(
            new Claim("hung up"::equals, facts -> facts.here.hungUpHere),
            new Claim(
                    says(" hung up"),
                    facts -> facts.isTheGuests()
                            || facts.there.filter(there -> there.hungUpHere).isPresent()),
            new Claim(says(" did not answer"), Facts::neverTalked),
            new Claim(says("is not connected to the manager right now"), Facts::neverTalked),
            new Claim(says("the manager could not be reached"), Facts::neverTalked),
            new Claim(says("there is nobody called "), Facts::neverTalked),
            new Claim(says("is not known to the manager any more"), Facts::neverTalked),
            new Claim(says("the manager has more to carry"), Facts::neverTalked),
            new Claim(says("is busy with another call"), Facts::neverTalked),
            new Claim(says("someone else has answered already"), Facts::neverTalked),
            new Claim(says(" does not allow this call"), facts -> facts.neverTalked() && facts.isTheGuests()),
            new Claim(says("it was taken out of this household"), Facts::isTheGuests),
            new Claim(says("it is no member of this household"), Facts::isTheGuests),
            new Claim(says(" was a member until "), Facts::isTheGuests),
            new Claim(says(" is a member at certain times only"), Facts::isTheGuests),
            new Claim(says("was restarted a moment ago"), Facts::neverTalked),
            new Claim(
                    says("packets of "),
                    facts -> facts.neverTalked() && facts.here.heardNullPacket && facts.here.path.isEmpty()),
            new Claim(
                    says("(no packet of "),
                    facts -> facts.neverTalked() && !facts.here.heardNullPacket && facts.here.path.isEmpty()),
            new Claim(
                    says("no direct way through the two firewalls was found ("),
                    facts ->
                            facts.there.filter(there -> there.talking.isEmpty()).isPresent()),
            new Claim(says("vanished: neither"), facts -> facts.here.everLost),
            new Claim(says("broke and no other was found"), facts -> facts.here.everLost),
            new Claim(
                    says(" lost the way to this side"),
                    facts -> facts.there.filter(end -> end.everLost).isPresent()),
            new Claim(
                    says("something went wrong at "),
                    facts -> facts.there.filter(there -> there.over.isPresent()).isPresent()));

    private Truth() {}

    private static Predicate<String> says(String words) {
        return reason -> reason.contains(words);
    }

    /** Throws where the end's reason is unknown, or isn't true. */
    static void check(End end, List<End> ends) {
        Optional<End> there = ends.reversed().stream()
                .filter(other -> other.call.equals(end.call) && !other.machine.equals(end.machine))
                .findFirst();
        Facts facts = new Facts(end, there);
        Claim claim = CLAIMS.stream()
                .filter(known -> known.words().test(end.reason))
                .findFirst()
                .orElseThrow(() -> new Violation("a call ends with a reason that nobody knows: " + end.reason));
        if (!claim.holds().test(facts)) {
            throw new Violation(end.machine + "'s call ends with an untrue reason: " + end.reason);
        }
    }
}
