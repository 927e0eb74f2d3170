package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.Input.LineChanged;
import io.transom.core.Input.LineChanged.Line;
import io.transom.core.device.Device;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.event.EventName;
import io.transom.core.household.Issuing;
import io.transom.core.household.Issuing.Authority;
import io.transom.core.household.Issuing.Terms;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.core.trust.CallKeys;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.signal.PeerSignal.Request;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever may not call, and what it can do by asking all the same. */
class TurnedAwayTest {
    private static final long NOW = 1_790_000_000L;
    /** What the manager carries for one endpoint at once, and then in a second. */
    private static final int AT_ONCE = 256;

    private static final int A_SECOND = 32;

    private final Town town = new Town();
    private final RootKey root = RootKey.generate(town.entropy());
    private StatementSet signed = StatementSet.empty(root.publicKey());
    private final Home mallory = town.mallory("mallory");
    private final Mallory tongue = (Mallory) mallory.endpoint;
    private final Home anna = paired().caller("anna");
    private final Home door = paired().device("door", true);

    private Town paired() {
        town.household = Optional.of(signed);
        return town;
    }

    @BeforeEach
    void settle() {
        town.run(Duration.ofSeconds(2));
        admit(anna, Role.CALLER, Right.CALL, Right.TALK);
        admit(door, Role.DEVICE);
        tell();
        town.run(Duration.ofSeconds(5));
        assertThat(window()).isEqualTo("proved");
    }

    private void admit(Home home, Role role, Right... rights) {
        keep(issuing().admit(home.self.publicIdentity(), Terms.always(home.name, role, Set.of(rights)), NOW));
    }

    private Issuing issuing() {
        return new Issuing(signed, new Authority.Root(root));
    }

    private void keep(Issuing.Outcome outcome) {
        signed = signed.add(List.of(((Issuing.Outcome.Signed) outcome).statement()))
                .set();
    }

    private void tell() {
        for (Home home : List.of(anna, door)) {
            home.input(new Input.Stated(signed.all().stream().limit(8).toList()));
        }
    }

    private Bytes boot() {
        return tongue.station.peers().byName("door").orElseThrow().boot();
    }

    private Object window() {
        return anna.field(EventName.WARM_WINDOW, "state");
    }

    private Request request(Optional<CallId> ring) {
        return new Request(
                CallId.random(town.entropy()),
                town.entropy().bytes(16),
                "aaaaaaaaaaaaaaaa",
                "bbbbbbbbbbbbbbbb",
                CallKeys.Ephemeral.generate(town.entropy()).publicKey(),
                List.of(),
                boot(),
                ring);
    }

    private Bytes seal(Request request) {
        return tongue.station.seal(door.self.publicIdentity(), request);
    }

    private void say(Request request, Bytes envelope) {
        mallory.perform(tongue.say(door.self.id(), SignalKind.CALL_REQUEST, request.call(), envelope));
    }

    private void ask() {
        Request request = request(Optional.empty());
        say(request, seal(request));
    }

    private CallId press() {
        door.input(new LineChanged(Line.BUTTON, true));
        door.input(new LineChanged(Line.BUTTON, false));
        town.run(Duration.ofSeconds(1));
        return anna.last(Effect.OfferRing.class).orElseThrow().ring();
    }

    private void theRingGoesOnWhateverMalloryAsks() {
        Bytes boot = boot();
        long windows = anna.count(EventName.WARM_WINDOW);
        long before = ((Device) door.endpoint).counters().of(Bad.NOT_ALLOWED);
        CallId ring = press();
        for (int i = 0; i < AT_ONCE; i++) {
            ask();
        }
        for (int second = 0; second < 25; second++) {
            for (int i = 0; i < A_SECOND; i++) {
                ask();
            }
            town.run(Duration.ofSeconds(1));
        }
        assertThat(((Device) door.endpoint).counters().of(Bad.NOT_ALLOWED) - before)
                .as("refused, so many were heard")
                .isGreaterThan(3 * AT_ONCE);
        assertThat(anna.saw(EventName.RING_OVER)).isFalse();
        assertThat(boot()).isEqualTo(boot);
        assertThat(anna.count(EventName.WARM_WINDOW)).isEqualTo(windows);
        anna.input(new Input.AnswerRing(ring));
        assertThat(town.runUntil(() -> anna.saw(EventName.TALKING), Duration.ofSeconds(2)))
                .isTrue();
    }

    @Test
    void an_app_that_was_never_paired_silences_no_ring_and_outdates_no_window() {
        theRingGoesOnWhateverMalloryAsks();
    }

    @Test
    void an_app_that_was_taken_out_silences_no_ring_and_outdates_no_window() {
        admit(mallory, Role.CALLER, Right.CALL, Right.TALK);
        tell();
        keep(issuing().revoke(mallory.self.id(), NOW + 1));
        tell();
        theRingGoesOnWhateverMalloryAsks();
    }

    @Test
    void what_was_refused_starts_nothing_when_it_is_said_again_after_its_sender_was_admitted() {
        Request early = request(Optional.empty());
        Bytes recorded = seal(early);
        say(early, recorded);
        town.run(Duration.ofSeconds(1));
        admit(mallory, Role.CALLER, Right.CALL);
        tell();
        town.run(Duration.ofSeconds(1));
        for (int i = 0; i < 3; i++) {
            say(early, recorded);
            town.run(Duration.ofSeconds(1));
        }
        assertThat(door.done(Effect.StartVoice.class)).isEmpty();
        // Asked anew it is let in, for it knows the new boot.
        ask();
        town.run(Duration.ofSeconds(1));
        assertThat(door.done(Effect.StartVoice.class)).hasSize(1);
    }

    @Test
    void not_even_where_more_were_refused_than_are_remembered() {
        for (int i = 0; i < 70; i++) {
            Home stranger = town.mallory("stranger " + i);
            town.run(Duration.ofSeconds(1));
            Mallory theirs = (Mallory) stranger.endpoint;
            stranger.perform(theirs.say(door.self.publicIdentity(), request(Optional.empty())));
        }
        Request early = request(Optional.empty());
        Bytes recorded = seal(early);
        say(early, recorded);
        town.run(Duration.ofSeconds(1));
        admit(mallory, Role.CALLER, Right.CALL);
        tell();
        say(early, recorded);
        town.run(Duration.ofSeconds(1));
        assertThat(door.done(Effect.StartVoice.class)).isEmpty();
    }

    @Test
    void who_may_call_and_not_answer_makes_no_new_boot_by_trying_both() {
        admit(mallory, Role.CALLER, Right.CALL);
        tell();
        town.run(Duration.ofSeconds(1));
        Bytes boot = boot();
        for (int i = 0; i < 3; i++) {
            Request answer = request(Optional.of(CallId.random(town.entropy())));
            say(answer, seal(answer));
            ask();
            town.run(Duration.ofSeconds(12));
        }
        assertThat(door.done(Effect.StartVoice.class)).hasSize(3);
        assertThat(boot()).isEqualTo(boot);
    }

    @Test
    void answers_to_rings_that_never_were_make_no_new_boot() {
        admit(mallory, Role.CALLER, Right.TALK);
        tell();
        town.run(Duration.ofSeconds(1));
        Bytes boot = boot();
        for (int i = 0; i < 300; i++) {
            Request answer = request(Optional.of(CallId.random(town.entropy())));
            say(answer, seal(answer));
            town.run(Duration.ofMillis(40));
        }
        assertThat(boot()).isEqualTo(boot);
        assertThat(door.done(Effect.StartVoice.class)).isEmpty();
    }

    @Test
    void a_boot_that_is_made_anew_while_it_rings_ends_no_ring() {
        ask();
        town.run(Duration.ofSeconds(1));
        admit(mallory, Role.CALLER, Right.CALL);
        tell();
        Bytes boot = boot();
        CallId ring = press();
        ask();
        town.run(Duration.ofSeconds(12));
        assertThat(boot()).isNotEqualTo(boot);
        assertThat(anna.saw(EventName.RING_OVER)).isFalse();
        anna.input(new Input.AnswerRing(ring));
        assertThat(town.runUntil(() -> anna.saw(EventName.TALKING), Duration.ofSeconds(2)))
                .isTrue();
    }
}
