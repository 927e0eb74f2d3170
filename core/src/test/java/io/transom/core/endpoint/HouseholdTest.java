package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.Input;
import io.transom.core.caller.Caller;
import io.transom.core.device.Device;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.event.EventName;
import io.transom.core.household.Issuing;
import io.transom.core.household.Issuing.Authority;
import io.transom.core.household.Issuing.Terms;
import io.transom.core.household.PairingCode;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.core.trust.Digests;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.Schedule;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.signal.PeerSignal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Endpoints of a household go by its signed records, whatever the manager says. */
class HouseholdTest {
    private static final long NOW = 1_790_000_000L;

    private final Town town = new Town();
    private final RootKey root = RootKey.generate(town.entropy());
    private StatementSet signed = StatementSet.empty(root.publicKey());

    private Terms may(String name, Role role, Right... rights) {
        return Terms.always(name, role, Set.of(rights));
    }

    private SignedStatement admit(Home home, Terms terms) {
        return keep(issuing().admit(home.self.publicIdentity(), terms, NOW));
    }

    private SignedStatement revoke(Home home) {
        return keep(issuing().revoke(home.self.id(), NOW));
    }

    private Issuing issuing() {
        return new Issuing(signed, new Authority.Root(root));
    }

    private SignedStatement keep(Issuing.Outcome outcome) {
        SignedStatement statement = ((Issuing.Outcome.Signed) outcome).statement();
        signed = signed.add(List.of(statement)).set();
        return statement;
    }

    private void tell(Home home, SignedStatement... statements) {
        home.input(new Input.Stated(List.of(statements)));
    }

    private Home caller(String name) {
        town.household = Optional.of(signed);
        return town.caller(name);
    }

    private Home device(String name, boolean handsFree) {
        town.household = Optional.of(signed);
        return town.device(name, handsFree);
    }

    private Home stranger(String name) {
        town.household = Optional.empty();
        return town.caller(name);
    }

    private boolean talks(Home caller, Home door) {
        long before = caller.count(EventName.TALKING);
        caller.input(new Input.Ask(door.name));
        boolean talks = town.runUntil(() -> caller.count(EventName.TALKING) > before, Duration.ofSeconds(10));
        if (!talks) {
            town.run(Duration.ofSeconds(2));
        }
        return talks;
    }

    private static String reason(Home home) {
        return home.last(Effect.CallOver.class).orElseThrow().reason();
    }

    private static Counters counters(Home door) {
        return ((Device) door.endpoint).counters();
    }

    private static Optional<StatementSet> kept(Home home) {
        return home.last(Effect.KeepHousehold.class).map(Effect.KeepHousehold::statements);
    }

    // ---- pairing ----

    private void pair(Home owner, Home joiner, PairingCode code, Terms terms) {
        owner.input(new Input.OpenInvite(code, new Authority.Root(root), terms));
        joiner.input(new Input.JoinHousehold(code, terms.role()));
    }

    @Test
    void a_code_and_a_press_pair_an_intercom_and_a_code_an_app_and_then_they_talk() {
        Home anna = caller("anna");
        Home door = stranger("unused");
        door = town.device("door", false);
        town.run(Duration.ofSeconds(2));
        tell(anna, admit(anna, may("anna", Role.CALLER, Right.CALL, Right.MANAGE)));
        pair(anna, door, PairingCode.make(town.entropy()), may("front door", Role.DEVICE));
        town.run(Duration.ofSeconds(10));
        assertThat(door.saw(EventName.PAIRED)).as("before the press").isFalse();
        door.input(new Input.LineChanged(Input.LineChanged.Line.BUTTON, true));
        town.run(Duration.ofSeconds(3));
        assertThat(door.saw(EventName.PAIRED)).isTrue();
        assertThat(door.saw(EventName.RINGING)).as("the press rings nobody").isFalse();
        assertThat(kept(door)).isEqualTo(kept(anna)).isPresent();

        Home ben = stranger("ben");
        town.run(Duration.ofSeconds(1));
        pair(anna, ben, PairingCode.make(town.entropy()), may("", Role.CALLER, Right.CALL));
        town.run(Duration.ofSeconds(3));
        assertThat(anna.field(EventName.PAIRED, "member")).isEqualTo("ben");
        assertThat(kept(ben)).isEqualTo(kept(anna)).isEqualTo(kept(door));
        ben.input(new Input.Ask("front door"));
        Home theDoor = door;
        assertThat(town.runUntil(() -> theDoor.saw(EventName.TALKING), Duration.ofSeconds(5)))
                .isTrue();
    }

    @Test
    void without_the_press_an_intercom_joins_nobody() {
        Home anna = caller("anna");
        town.household = Optional.empty();
        Home door = town.device("door", false);
        town.run(Duration.ofSeconds(2));
        tell(anna, admit(anna, may("anna", Role.CALLER, Right.CALL)));
        pair(anna, door, PairingCode.make(town.entropy()), may("door", Role.DEVICE));
        town.run(Duration.ofMinutes(6));
        door.input(new Input.LineChanged(Input.LineChanged.Line.BUTTON, true));
        town.run(Duration.ofSeconds(5));
        assertThat(door.saw(EventName.PAIRED)).isFalse();
        assertThat(door.field(EventName.REFUSED, "reason"))
                .isEqualTo("the button wasn't pressed in time to join the household");
    }

    @Test
    void a_code_is_good_for_one_and_not_for_ever() {
        Home anna = caller("anna");
        Home ben = stranger("ben");
        Home late = stranger("late");
        town.run(Duration.ofSeconds(2));
        tell(anna, admit(anna, may("anna", Role.CALLER, Right.CALL)));
        PairingCode code = PairingCode.make(town.entropy());
        pair(anna, ben, code, may("", Role.CALLER, Right.CALL));
        town.run(Duration.ofSeconds(3));
        late.input(new Input.JoinHousehold(code, Role.CALLER));
        town.run(Duration.ofMinutes(5));
        assertThat(ben.saw(EventName.PAIRED)).isTrue();
        assertThat(late.saw(EventName.PAIRED)).isFalse();
        assertThat((String) late.field(EventName.REFUSED, "reason")).startsWith("nobody has answered");
        PairingCode old = PairingCode.make(town.entropy());
        anna.input(new Input.OpenInvite(old, new Authority.Root(root), may("", Role.CALLER)));
        town.run(Duration.ofHours(24));
        late.input(new Input.JoinHousehold(old, Role.CALLER));
        town.run(Duration.ofSeconds(5));
        assertThat(late.saw(EventName.PAIRED)).isFalse();
    }

    /** {@code guesses} of mallory's, under the tag that the code has for {@code asked}. */
    private void guess(Home mallory, Home inviter, PairingCode code, Home asked, int guesses) {
        Mallory tongue = (Mallory) mallory.endpoint;
        Bytes info = Bytes.join(
                Bytes.utf8("transom pairing tag 2"), asked.self.publicIdentity().encode());
        for (int i = 0; i < guesses; i++) {
            mallory.perform(tongue.say(
                    inviter.self.publicIdentity(),
                    new PeerSignal.Join(
                            CallId.random(town.entropy()),
                            Digests.hkdfSha256(info, code.secret(), 4),
                            Role.CALLER,
                            town.entropy().bytes(32))));
        }
        town.run(Duration.ofSeconds(1));
    }

    @Test
    void five_wrong_proofs_burn_a_code() {
        Home anna = caller("anna");
        town.household = Optional.empty();
        Home mallory = town.mallory("mallory");
        Home ben = stranger("ben");
        town.run(Duration.ofSeconds(2));
        tell(anna, admit(anna, may("anna", Role.CALLER, Right.CALL)));
        PairingCode code = PairingCode.make(town.entropy());
        anna.input(new Input.OpenInvite(code, new Authority.Root(root), may("", Role.CALLER)));
        guess(mallory, anna, code, anna, 5);
        assertThat((String) anna.field(EventName.REFUSED, "reason")).contains("this code is void now");
        ben.input(new Input.JoinHousehold(code, Role.CALLER));
        town.run(Duration.ofSeconds(5));
        assertThat(ben.saw(EventName.PAIRED)).isFalse();
        assertThat(((Caller) anna.endpoint).counters().of(Bad.HOUSEHOLD_REJECTED))
                .isEqualTo(5);
    }

    @Test
    void who_was_asked_as_well_can_not_burn_anothers_code() {
        Home anna = caller("anna");
        town.household = Optional.empty();
        Home mallory = town.mallory("mallory");
        Home ben = stranger("ben");
        town.run(Duration.ofSeconds(2));
        tell(anna, admit(anna, may("anna", Role.CALLER, Right.CALL)));
        PairingCode code = PairingCode.make(town.entropy());
        anna.input(new Input.OpenInvite(code, new Authority.Root(root), may("", Role.CALLER)));
        // The joiner asks every app that is there, hers too: that is the tag that she has.
        guess(mallory, anna, code, mallory, 50);
        assertThat(anna.saw(EventName.REFUSED)).isFalse();
        ben.input(new Input.JoinHousehold(code, Role.CALLER));
        town.run(Duration.ofSeconds(5));
        assertThat(ben.saw(EventName.PAIRED)).isTrue();
    }

    @Test
    void a_code_that_was_taken_back_lets_nobody_in() {
        Home anna = caller("anna");
        Home ben = stranger("ben");
        town.run(Duration.ofSeconds(2));
        tell(anna, admit(anna, may("anna", Role.CALLER, Right.CALL)));
        PairingCode code = PairingCode.make(town.entropy());
        anna.input(new Input.OpenInvite(code, new Authority.Root(root), may("", Role.CALLER)));
        anna.input(new Input.CloseInvite(PairingCode.make(town.entropy())));
        anna.input(new Input.CloseInvite(code));
        ben.input(new Input.JoinHousehold(code, Role.CALLER));
        town.run(Duration.ofSeconds(5));
        assertThat(ben.saw(EventName.PAIRED)).isFalse();
    }

    // ---- who may ----

    @Test
    void whom_the_manager_brings_in_is_let_in_by_nobody() {
        Home anna = caller("anna");
        Home door = device("door", true);
        Home mallory = stranger("mallory");
        town.run(Duration.ofSeconds(2));
        SignedStatement[] both = {
            admit(anna, may("anna", Role.CALLER, Right.CALL, Right.DROP_IN, Right.TALK)),
            admit(door, may("door", Role.DEVICE))
        };
        tell(anna, both);
        tell(door, both);
        town.run(Duration.ofSeconds(1));
        assertThat(talks(mallory, door)).isFalse();
        assertThat(reason(mallory)).isEqualTo("door does not allow this call");
        assertThat(door.field(EventName.REFUSED, "reason")).isEqualTo("it is no member of this household");
        assertThat(door.done(Effect.StartVoice.class)).isEmpty();
        assertThat(counters(door).of(Bad.NOT_ALLOWED)).isPositive();
        door.input(new Input.LineChanged(Input.LineChanged.Line.BUTTON, true));
        town.run(Duration.ofSeconds(3));
        assertThat(anna.done(Effect.OfferRing.class)).hasSize(1);
        assertThat(mallory.done(Effect.OfferRing.class)).isEmpty();
        assertThat(talks(anna, door)).isTrue();
    }

    @Test
    void an_intercom_that_the_manager_puts_in_place_of_ours_is_not_called_and_does_not_ring() {
        Home anna = caller("anna");
        town.household = Optional.empty();
        Home fake = town.device("door", true);
        town.run(Duration.ofSeconds(2));
        tell(anna, admit(anna, may("anna", Role.CALLER, Right.CALL)));
        town.run(Duration.ofSeconds(1));
        assertThat(talks(anna, fake)).isFalse();
        assertThat(anna.done(Effect.StartVoice.class)).isEmpty();
        fake.input(new Input.LineChanged(Input.LineChanged.Line.BUTTON, true));
        town.run(Duration.ofSeconds(3));
        assertThat(anna.done(Effect.OfferRing.class)).isEmpty();
        assertThat(anna.field(EventName.REFUSED, "reason")).isEqualTo("it is no member of this household");
    }

    @Test
    void who_may_call_but_not_drop_in_hears_nothing_before_somebody_presses() {
        Home anna = caller("anna");
        Home door = device("door", true);
        town.run(Duration.ofSeconds(2));
        SignedStatement[] both = {
            admit(anna, may("anna", Role.CALLER, Right.CALL)), admit(door, may("door", Role.DEVICE))
        };
        tell(anna, both);
        tell(door, both);
        town.run(Duration.ofSeconds(1));
        assertThat(talks(anna, door)).isTrue();
        town.run(Duration.ofSeconds(1));
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
        door.input(new Input.LineChanged(Input.LineChanged.Line.TALK, true));
        assertThat(door.microphone).isEqualTo(Microphone.OPEN);
    }

    @Test
    void who_may_not_answer_is_not_rung_and_who_may_only_answer_cannot_call() {
        Home anna = caller("anna");
        Home ben = caller("ben");
        Home door = device("door", false);
        town.run(Duration.ofSeconds(2));
        SignedStatement[] all = {
            admit(anna, may("anna", Role.CALLER, Right.CALL)),
            admit(ben, may("ben", Role.CALLER, Right.TALK)),
            admit(door, may("door", Role.DEVICE))
        };
        for (Home home : List.of(anna, ben, door)) {
            tell(home, all);
        }
        town.run(Duration.ofSeconds(1));
        assertThat(talks(ben, door)).isFalse();
        assertThat(door.field(EventName.REFUSED, "reason")).isEqualTo("ben may not call");
        door.input(new Input.LineChanged(Input.LineChanged.Line.BUTTON, true));
        town.run(Duration.ofSeconds(2));
        assertThat(anna.done(Effect.OfferRing.class)).isEmpty();
        ben.input(new Input.AnswerRing(
                ben.last(Effect.OfferRing.class).orElseThrow().ring()));
        assertThat(town.runUntil(() -> ben.saw(EventName.TALKING), Duration.ofSeconds(5)))
                .isTrue();
    }

    @Test
    void a_guest_is_let_in_only_where_the_time_is_known() {
        Home guest = caller("sitter");
        Home door = device("door", false);
        town.run(Duration.ofSeconds(2));
        Terms afternoon =
                new Terms("sitter", Role.CALLER, Set.of(Right.CALL), List.of(), 0, NOW + 3_600, Schedule.ALWAYS);
        SignedStatement[] both = {admit(guest, afternoon), admit(door, may("door", Role.DEVICE))};
        tell(guest, both);
        tell(door, both);
        door.input(new Input.ClockRead(NOW, false));
        town.run(Duration.ofSeconds(1));
        assertThat(talks(guest, door)).isFalse();
        assertThat((String) door.field(EventName.REFUSED, "reason"))
                .isEqualTo("sitter is a member at certain times only, and what time it is isn't known here: this"
                        + " machine's clock has not been set since it started");
        door.input(new Input.ClockRead(NOW, true));
        assertThat(talks(guest, door)).isTrue();
        town.run(Duration.ofHours(1));
        assertThat(door.last(Effect.CallOver.class).orElseThrow().reason()).startsWith("sitter was a member until");
        assertThat(talks(guest, door)).isFalse();
    }

    // ---- spreading ----

    @Test
    void a_revocation_ends_the_running_call_and_reaches_who_was_away() {
        Home anna = caller("anna");
        Home ben = caller("ben");
        Home door = device("door", true);
        Home gate = device("gate", true);
        town.run(Duration.ofSeconds(2));
        admit(anna, may("anna", Role.CALLER, Right.CALL, Right.MANAGE));
        admit(ben, may("ben", Role.CALLER, Right.CALL));
        admit(door, may("door", Role.DEVICE));
        admit(gate, may("gate", Role.DEVICE));
        tell(anna, signed.all().toArray(SignedStatement[]::new));
        for (Home home : List.of(ben, door, gate)) {
            tell(home, signed.all().getFirst());
            tell(home, signed.all().toArray(SignedStatement[]::new));
        }
        town.run(Duration.ofSeconds(2));
        gate.offline = true;
        gate.hung = true;
        town.run(Duration.ofMinutes(3));
        assertThat(talks(ben, door)).isTrue();
        tell(anna, revoke(ben));
        assertThat(town.runUntil(() -> door.saw(EventName.CALL_ENDED), Duration.ofSeconds(2)))
                .isTrue();
        assertThat(door.last(Effect.CallOver.class).orElseThrow().reason())
                .isEqualTo("it was taken out of this household");
        assertThat(talks(ben, door)).isFalse();
        // The owner's phone is switched off, and the gate comes back: it hears from the door.
        anna.kill();
        gate.hung = false;
        gate.offline = false;
        gate.brokenBy("connection reset");
        town.run(Duration.ofMinutes(2));
        assertThat(kept(gate)).contains(signed);
        assertThat(talks(ben, gate)).isFalse();
    }

    @Test
    void a_new_member_brings_its_own_record_along() {
        Home anna = caller("anna");
        Home door = device("door", false);
        town.run(Duration.ofSeconds(2));
        admit(anna, may("anna", Role.CALLER, Right.CALL));
        admit(door, may("door", Role.DEVICE));
        SignedStatement[] before = signed.all().toArray(SignedStatement[]::new);
        tell(anna, before);
        tell(door, before);
        town.run(Duration.ofSeconds(2));
        anna.kill();
        Home ben = caller("ben");
        admit(ben, may("ben", Role.CALLER, Right.CALL));
        tell(ben, signed.all().toArray(SignedStatement[]::new));
        town.run(Duration.ofSeconds(5));
        assertThat(kept(door)).contains(signed);
        assertThat(talks(ben, door)).isTrue();
    }

    @Test
    void two_that_are_equal_have_nothing_to_say() {
        Home anna = caller("anna");
        Home door = device("door", false);
        town.run(Duration.ofSeconds(2));
        admit(anna, may("anna", Role.CALLER, Right.CALL, Right.TALK));
        admit(door, may("door", Role.DEVICE));
        tell(anna, signed.all().toArray(SignedStatement[]::new));
        town.run(Duration.ofMinutes(1));
        assertThat(kept(door)).contains(signed);
        long said = door.done(Effect.Publish.class).size();
        town.run(Duration.ofMinutes(5));
        Town without = new Town();
        Home alone = without.device("door", false);
        without.caller("anna");
        without.run(Duration.ofSeconds(62));
        long saidAlone = alone.done(Effect.Publish.class).size();
        without.run(Duration.ofMinutes(5));
        long more = door.done(Effect.Publish.class).size()
                - said
                - (alone.done(Effect.Publish.class).size() - saidAlone);
        assertThat(more).as("more than without a household, in five minutes").isLessThanOrEqualTo(3);
        assertThat(door.done(Effect.KeepHousehold.class)).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void forged_statements_of_a_flood_change_nothing_and_a_call_goes_on() {
        Home anna = caller("anna");
        Home door = device("door", true);
        town.household = Optional.empty();
        Home mallory = town.mallory("mallory");
        town.run(Duration.ofSeconds(2));
        admit(anna, may("anna", Role.CALLER, Right.CALL));
        admit(door, may("door", Role.DEVICE));
        tell(anna, signed.all().toArray(SignedStatement[]::new));
        tell(door, signed.all().toArray(SignedStatement[]::new));
        town.run(Duration.ofSeconds(2));
        assertThat(talks(anna, door)).isTrue();
        Mallory tongue = (Mallory) mallory.endpoint;
        StatementSet before = signed;
        SignedStatement good = admit(mallory, may("mallory", Role.CALLER, Right.CALL));
        for (int i = 0; i < 100; i++) {
            SignedStatement forged =
                    new SignedStatement(good.statement(), town.entropy().bytes(64));
            mallory.perform(tongue.say(
                    door.self.publicIdentity(),
                    new PeerSignal.Statements(CallId.random(town.entropy()), List.of(forged, forged))));
        }
        town.run(Duration.ofSeconds(5));
        assertThat(kept(door)).contains(before);
        assertThat(anna.saw(EventName.CALL_ENDED)).isFalse();
        assertThat(counters(door).of(Bad.HOUSEHOLD_REJECTED)).isGreaterThanOrEqualTo(100);
    }
}
