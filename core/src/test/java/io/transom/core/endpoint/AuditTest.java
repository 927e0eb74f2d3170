package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.Input;
import io.transom.core.Input.LineChanged.Line;
import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.audit.AuditVerifier;
import io.transom.core.device.Device.DropIn;
import io.transom.core.event.EventName;
import io.transom.core.household.Issuing;
import io.transom.core.household.Issuing.Authority;
import io.transom.core.household.Issuing.Terms;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.core.trust.Identity;
import io.transom.wire.CallId;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.SignedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nothing opens at an endpoint before its log says for whom and why. */
class AuditTest {
    private final Town town = new Town();
    private final RootKey root = RootKey.generate(town.entropy());
    private StatementSet signed = StatementSet.empty(root.publicKey());

    @Test
    void in_any_hour_of_calls_rings_and_presses_every_opening_stands_in_the_log_before_it_happens() {
        for (int seed = 1; seed <= 8; seed++) {
            Random dice = new Random(seed);
            Town hour = new Town();
            Home door = hour.device("door", dice.nextBoolean());
            Home anna = hour.caller("anna");
            Home ben = hour.caller("ben");
            hour.run(Duration.ofSeconds(2));
            for (int i = 0; i < 60; i++) {
                Home who = dice.nextBoolean() ? anna : ben;
                switch (dice.nextInt(8)) {
                    case 0 -> door.input(new Input.LineChanged(Line.BUTTON, true));
                    case 1 -> door.input(new Input.LineChanged(Line.TALK, dice.nextBoolean()));
                    case 2 -> who.input(new Input.Ask("door"));
                    case 3 ->
                        who.last(Effect.OfferRing.class)
                                .ifPresent(ring -> who.input(new Input.AnswerRing(ring.ring())));
                    case 4 -> who.input(new Input.Talk(dice.nextBoolean()));
                    case 5 ->
                        who.last(Effect.StartVoice.class).ifPresent(voice -> who.input(new Input.HangUp(voice.call())));
                    case 6 ->
                        door.last(Effect.StartVoice.class)
                                .filter(voice -> dice.nextInt(4) == 0)
                                .ifPresent(voice -> door.input(new Input.HangUp(voice.call())));
                    default -> {}
                }
                hour.run(Duration.ofMillis(dice.nextInt(1_500)));
            }
            // What is told last is signed a while later.
            hour.run(Duration.ofSeconds(11));
            assertThat(door.done(Effect.SetMicrophone.class))
                    .as("seed %s", seed)
                    .isNotEmpty();
            for (Home home : List.of(door, anna, ben)) {
                everyOpeningIsTold(home, "seed " + seed + ", " + home.name);
            }
        }
    }

    /** Also in its details: the same call, the mode, somebody named, and why; and the chain holds. */
    private static void everyOpeningIsTold(Home home, String as) {
        AuditVerifier verifier = new AuditVerifier(home.self.publicIdentity());
        Optional<AuditEntry> before = Optional.empty();
        Effect previous = null;
        boolean open = false;
        for (Effect effect : home.effects) {
            if (effect instanceof Effect.KeepAudit keep) {
                verifier.read(keep.entry());
                before = Optional.of(keep.entry());
            }
            if (effect instanceof Effect.SetMicrophone set && set.mode() != Microphone.CLOSED) {
                assertThat(previous).as(as).isInstanceOf(Effect.KeepAudit.class);
                AuditEntry entry =
                        before.filter(one -> one.fact().kind() != Kind.SIGNED).orElseThrow();
                assertThat(entry.fact().kind())
                        .as(as)
                        .isEqualTo(set.mode() == Microphone.OPEN ? Kind.MICROPHONE_OPEN : Kind.MICROPHONE_PRE_ROLL);
                assertThat(entry.fact().call()).as(as).contains(set.call());
                assertThat(entry.fact().who()).as(as).isPresent();
                assertThat(entry.fact().under()).as(as).isNotEmpty();
                open = true;
            }
            previous = effect;
        }
        assertThat(verifier.fault()).as(as).isEmpty();
        if (open) {
            assertThat(verifier.signed()).as(as + ": signed").isPresent();
        }
    }

    @Test
    void whose_call_it_was_and_under_which_right_can_be_read_afterwards() {
        Home anna = member("anna");
        Home door = device(DropIn.ALLOWED);
        tell(anna, door, Right.CALL, Right.DROP_IN, Right.TALK);
        call(anna);
        AuditEntry opened = entries(door, Kind.MICROPHONE_OPEN).getFirst();
        assertThat(opened.fact().name()).isEqualTo("anna");
        assertThat(opened.fact().who()).contains(anna.self.id());
        assertThat(opened.fact().under()).isEqualTo("right to drop in");
        hangUp(anna);
        assertThat(entries(door, Kind.MICROPHONE_CLOSED)).hasSize(1);
        door.input(new Input.LineChanged(Line.BUTTON, true));
        town.run(Duration.ofSeconds(1));
        anna.input(new Input.AnswerRing(
                anna.last(Effect.OfferRing.class).orElseThrow().ring()));
        town.run(Duration.ofSeconds(2));
        assertThat(entries(door, Kind.MICROPHONE_OPEN).getLast().fact().under())
                .isEqualTo("the bell was pressed, and answered");
        assertThat(entries(door, Kind.MEMBER_ADMITTED))
                .extracting(entry -> entry.fact().name())
                .contains("anna");
        tell(door, revoke(anna));
        town.run(Duration.ofSeconds(1));
        assertThat(entries(door, Kind.MEMBER_REVOKED)).hasSize(1);
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
    }

    @Test
    void where_dropping_in_is_forbidden_nobody_hears_before_a_press_whatever_the_right() {
        Home anna = member("anna");
        Home door = device(DropIn.FORBIDDEN);
        tell(anna, door, Right.CALL, Right.DROP_IN, Right.TALK);
        call(anna);
        town.run(Duration.ofSeconds(5));
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
        assertThat(door.last(Effect.Chime.class)).as("it chimes").contains(new Effect.Chime(true));
        assertThat((String) door.field(EventName.REFUSED, "reason")).contains("dropping in is forbidden");
        AuditEntry refused = entries(door, Kind.DROP_IN_REFUSED).getFirst();
        assertThat(refused.fact().name()).isEqualTo("anna");
        assertThat(refused.fact().words()).contains("forbidden");
        assertThat(entries(door, Kind.MICROPHONE_OPEN)).isEmpty();
        assertThat(entries(door, Kind.MICROPHONE_PRE_ROLL)).isEmpty();
        door.input(new Input.LineChanged(Line.BUTTON, true));
        assertThat(door.microphone).isEqualTo(Microphone.OPEN);
        assertThat(door.last(Effect.Chime.class)).contains(new Effect.Chime(false));
        assertThat(entries(door, Kind.MICROPHONE_OPEN).getLast().fact().under()).isEqualTo("a press here");
        assertThat(entries(door, Kind.STARTED).getFirst().fact().words()).isEqualTo("hands-free, drop-in forbidden");
    }

    /** There the manager says who somebody is. */
    @Test
    void where_nobody_is_paired_a_microphone_for_members_opens_at_a_press_only() {
        Home anna = town.caller("anna");
        Home door = device(DropIn.MEMBERS);
        town.run(Duration.ofSeconds(2));
        call(anna);
        town.run(Duration.ofSeconds(2));
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
        assertThat(door.last(Effect.Chime.class)).as("it chimes").contains(new Effect.Chime(true));
        assertThat((String) door.field(EventName.REFUSED, "reason")).contains("no household yet");
        door.input(new Input.LineChanged(Line.BUTTON, true));
        assertThat(door.microphone).isEqualTo(Microphone.OPEN);
    }

    @Test
    void a_microphone_for_members_opens_for_who_has_the_right() {
        Home anna = member("anna");
        Home door = device(DropIn.MEMBERS);
        tell(anna, door, Right.CALL, Right.DROP_IN, Right.TALK);
        call(anna);
        town.run(Duration.ofSeconds(2));
        assertThat(door.microphone).isEqualTo(Microphone.OPEN);
    }

    @Test
    void where_nobody_is_paired_forbidden_holds_as_well() {
        Home anna = town.caller("anna");
        Home door = device(DropIn.FORBIDDEN);
        town.run(Duration.ofSeconds(2));
        call(anna);
        town.run(Duration.ofSeconds(2));
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
        hangUp(anna);
        assertThat(door.last(Effect.Chime.class)).as("no more").contains(new Effect.Chime(false));
        door.input(new Input.LineChanged(Line.BUTTON, true));
        town.run(Duration.ofSeconds(1));
        anna.input(new Input.AnswerRing(
                anna.last(Effect.OfferRing.class).orElseThrow().ring()));
        town.run(Duration.ofSeconds(2));
        assertThat(door.microphone).as("the bell was pressed").isEqualTo(Microphone.OPEN);
    }

    @Test
    void without_the_right_dropping_in_is_refused_and_told() {
        Home anna = member("anna");
        Home door = device(DropIn.ALLOWED);
        tell(anna, door, Right.CALL);
        call(anna);
        town.run(Duration.ofSeconds(2));
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
        assertThat(entries(door, Kind.DROP_IN_REFUSED).getFirst().fact().words())
                .isEqualTo("anna may not drop in");
        assertThat(entries(door, Kind.MICROPHONE_OPEN)).isEmpty();
    }

    @Test
    void who_may_not_drop_in_any_more_hears_nothing_amid_the_call() {
        Home anna = member("anna");
        Home door = device(DropIn.ALLOWED);
        tell(anna, door, Right.CALL, Right.DROP_IN);
        call(anna);
        assertThat(door.microphone).isEqualTo(Microphone.OPEN);
        tell(door, admit(anna, Right.CALL));
        assertThat(door.microphone).as("in that instant").isEqualTo(Microphone.CLOSED);
        assertThat(door.last(Effect.Chime.class)).contains(new Effect.Chime(true));
        assertThat(entries(door, Kind.MICROPHONE_CLOSED)).hasSize(1);
        assertThat(entries(door, Kind.DROP_IN_REFUSED).getLast().fact().words()).isEqualTo("anna may not drop in");
        town.run(Duration.ofSeconds(2));
        assertThat(door.saw(EventName.CALL_ENDED)).as("the call goes on").isFalse();
        door.input(new Input.LineChanged(Line.BUTTON, true));
        assertThat(door.microphone).as("somebody here wants to talk").isEqualTo(Microphone.OPEN);
    }

    @Test
    void who_may_not_call_any_more_or_not_answer_is_hung_up_on_amid_the_call() {
        Home anna = member("anna");
        Home door = device(DropIn.ALLOWED);
        tell(anna, door, Right.CALL, Right.DROP_IN, Right.TALK);
        call(anna);
        tell(door, admit(anna, Right.TALK));
        assertThat(door.last(Effect.CallOver.class).orElseThrow().reason()).isEqualTo("anna may not call");
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
        town.run(Duration.ofSeconds(5));
        door.input(new Input.LineChanged(Line.BUTTON, true));
        town.run(Duration.ofSeconds(1));
        anna.input(new Input.AnswerRing(
                anna.last(Effect.OfferRing.class).orElseThrow().ring()));
        assertThat(town.runUntil(() -> door.microphone == Microphone.OPEN, Duration.ofSeconds(5)))
                .isTrue();
        tell(door, admit(anna, Right.CALL, Right.DROP_IN));
        assertThat(door.last(Effect.CallOver.class).orElseThrow().reason()).isEqualTo("anna may not answer the door");
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
    }

    @Test
    void who_calls_all_day_pushes_nothing_out_of_the_log_and_is_heard_once_somebody_presses() {
        Home anna = member("anna");
        Home door = device(DropIn.ALLOWED);
        tell(anna, door, Right.CALL, Right.DROP_IN);
        for (int i = 0; i < 65; i++) {
            call(anna);
            hangUp(anna);
        }
        assertThat(entries(door, Kind.MICROPHONE_OPEN)).hasSizeBetween(60, 61);
        assertThat(entries(door, Kind.DROP_IN_REFUSED).getFirst().fact().words())
                .startsWith("anna has called too often today");
        call(anna);
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
        door.input(new Input.LineChanged(Line.BUTTON, true));
        assertThat(door.microphone).isEqualTo(Microphone.OPEN);
        hangUp(anna);
        town.run(Duration.ofHours(2));
        call(anna);
        assertThat(door.microphone).as("later").isEqualTo(Microphone.OPEN);
    }

    @Test
    void a_door_stands_in_the_log_before_its_relay_moves_and_a_refusal_too() {
        Identity self = Identity.generate(town.entropy());
        Home lock = town.lock("hall", self, (member, door, at) -> true);
        Home anna = town.caller("anna");
        town.run(Duration.ofSeconds(2));
        anna.input(new Input.OpenDoor("hall"));
        town.run(Duration.ofSeconds(1));
        int told = lock.effects.indexOf(lock.last(Effect.PulseRelay.class).orElseThrow()) - 1;
        assertThat(lock.effects.get(told)).isInstanceOfSatisfying(Effect.KeepAudit.class, keep -> {
            assertThat(keep.entry().fact().kind()).isEqualTo(Kind.DOOR_RELEASED);
            assertThat(keep.entry().fact().who()).contains(anna.self.id());
        });
        Town other = new Town();
        Home locked = other.lock("hall", Identity.generate(other.entropy()), (member, door, at) -> false);
        Home ben = other.caller("ben");
        other.run(Duration.ofSeconds(2));
        ben.input(new Input.OpenDoor("hall"));
        other.run(Duration.ofSeconds(1));
        assertThat(entries(locked, Kind.DOOR_REFUSED)).isNotEmpty();
        assertThat(entries(locked, Kind.DOOR_RELEASED)).isEmpty();
    }

    // ---- the household ----

    private Home member(String name) {
        town.household = Optional.of(signed);
        return town.caller(name);
    }

    private Home device(DropIn dropIn) {
        return town.device("door", true, dropIn);
    }

    private void tell(Home anna, Home door, Right... rights) {
        town.run(Duration.ofSeconds(2));
        SignedStatement[] both = {
            keep(issuing()
                    .admit(
                            anna.self.publicIdentity(),
                            Terms.always("anna", Role.CALLER, Set.of(rights)),
                            1_790_000_000L)),
            keep(issuing()
                    .admit(door.self.publicIdentity(), Terms.always("door", Role.DEVICE, Set.of()), 1_790_000_000L))
        };
        tell(anna, both);
        tell(door, both);
        town.run(Duration.ofSeconds(1));
    }

    private void tell(Home home, SignedStatement... statements) {
        home.input(new Input.Stated(List.of(statements)));
    }

    private SignedStatement admit(Home anna, Right... rights) {
        Terms terms = Terms.always("anna", Role.CALLER, Set.of(rights));
        return keep(issuing().admit(anna.self.publicIdentity(), terms, 1_790_000_000L));
    }

    private SignedStatement revoke(Home home) {
        return keep(issuing().revoke(home.self.id(), 1_790_000_100L));
    }

    private Issuing issuing() {
        return new Issuing(signed, new Authority.Root(root));
    }

    private SignedStatement keep(Issuing.Outcome outcome) {
        SignedStatement statement = ((Issuing.Outcome.Signed) outcome).statement();
        signed = signed.add(List.of(statement)).set();
        return statement;
    }

    private void call(Home anna) {
        anna.input(new Input.Ask("door"));
        assertThat(town.runUntil(() -> anna.saw(EventName.TALKING), Duration.ofSeconds(10)))
                .isTrue();
        town.run(Duration.ofMillis(500));
    }

    private void hangUp(Home anna) {
        CallId call = anna.last(Effect.StartVoice.class).orElseThrow().call();
        anna.input(new Input.HangUp(call));
        town.run(Duration.ofSeconds(4));
    }

    private static List<AuditEntry> entries(Home home, Kind kind) {
        List<AuditEntry> found = new ArrayList<>();
        for (Effect.KeepAudit keep : home.done(Effect.KeepAudit.class)) {
            if (keep.entry().fact().kind() == kind) {
                found.add(keep.entry());
            }
        }
        return found;
    }
}
