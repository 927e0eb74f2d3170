package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.Input;
import io.transom.core.device.Device;
import io.transom.core.door.ReleaseRights;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.event.EventName;
import io.transom.core.household.Issuing;
import io.transom.core.household.Issuing.Terms;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.core.trust.CallKeys;
import io.transom.core.trust.Identity;
import io.transom.core.trust.Impostor;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Request;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A household with records, and somebody who has every key of its outdoor unit, and the manager's help. */
class StolenKeysTest {
    private static final long NOW = 1_790_000_000L;

    private final Town town = new Town();
    private final RootKey root = RootKey.generate(town.entropy());
    private StatementSet signed = StatementSet.empty(root.publicKey());
    private Home anna;
    private Home outdoor;
    /** Indoors, with the relay. */
    private Home lock;

    @BeforeEach
    void settle() {
        town.household = Optional.of(signed);
        anna = town.caller("anna");
        outdoor = town.device("door", true);
        lock = town.lock("hall", Identity.generate(town.entropy()), ReleaseRights.nobody());
        List<SignedStatement> all = List.of(
                admit(anna, Terms.always("anna", Role.CALLER, Set.of(Right.CALL, Right.DROP_IN, Right.RELEASE))),
                admit(outdoor, Terms.always("door", Role.DEVICE, Set.of())),
                admit(lock, Terms.always("hall", Role.DEVICE, Set.of())));
        List.of(anna, outdoor, lock).forEach(home -> home.input(new Input.Stated(all)));
        // Whoever starts from now on has these.
        town.household = Optional.of(signed);
        town.run(Duration.ofSeconds(2));
    }

    private SignedStatement admit(Home home, Terms terms) {
        Issuing issuing = new Issuing(signed, new Issuing.Authority.Root(root));
        Issuing.Outcome outcome = issuing.admit(home.self.publicIdentity(), terms, NOW);
        SignedStatement statement = ((Issuing.Outcome.Signed) outcome).statement();
        signed = signed.add(List.of(statement)).set();
        return statement;
    }

    /** The unit is on the wall and works; its card was copied. */
    @Test
    void who_has_copied_the_units_keys_calls_it_in_nobodys_name() {
        Home mouth = town.inPlaceOf(anna, Role.CALLER);
        Mallory tongue = (Mallory) mouth.endpoint;
        town.run(Duration.ofSeconds(2));
        Impostor impostor = new Impostor(outdoor.self, town.entropy());
        PublicIdentity name = anna.self.publicIdentity();
        Request first = dropIn(tongue);
        Request second = dropIn(tongue);
        Request third = dropIn(tongue);
        Request hers = dropIn(tongue);
        Bytes genuine = tongue.station.seal(outdoor.self.publicIdentity(), hers);
        say(mouth, first, impostor.unsignedAsOnce(name, first));
        say(mouth, second, impostor.unsigned(name, second));
        say(mouth, third, impostor.signedWithTheCopiedKey(name, third));
        // Hers in full, under a call of its own.
        say(mouth, third, genuine);
        town.run(Duration.ofSeconds(2));
        Counters counters = ((Device) outdoor.endpoint).counters();
        assertThat(counters.of(Bad.ENVELOPE_REJECTED)).isEqualTo(4);
        assertThat(outdoor.saw(EventName.CALL_NOTICE)).isFalse();
        assertThat(outdoor.microphone).isEqualTo(Microphone.CLOSED);
        assertThat(tongue.heardOf(SignalKind.WINDOW_OPEN)).isZero();
        // With her key it is a request: nothing else was in the way.
        say(mouth, hers, genuine);
        town.run(Duration.ofSeconds(2));
        assertThat(outdoor.saw(EventName.CALL_NOTICE)).isTrue();
        assertThat(tongue.heardOf(SignalKind.WINDOW_OPEN)).isPositive();
    }

    /** Taken off the wall, it speaks as itself; then the manager says that it is an app. */
    @Test
    void the_stolen_outdoor_unit_opens_nothing() {
        for (Role said : List.of(Role.DEVICE, Role.CALLER)) {
            Home thief = town.inPlaceOf(outdoor, said);
            Mallory tongue = (Mallory) thief.endpoint;
            town.run(Duration.ofSeconds(2));
            CallId call = CallId.random(town.entropy());
            Bytes request = town.entropy().bytes(16);
            Bytes signature = thief.self.sign(Bytes.utf8("open"));
            List<PeerSignal> wishes = new ArrayList<>();
            wishes.add(new PeerSignal.ReleaseAsk(call, request, ""));
            wishes.add(
                    new PeerSignal.ReleaseAnswer(call, request, town.entropy().bytes(32), signature));
            wishes.forEach(wish -> thief.perform(tongue.say(lock.self.publicIdentity(), wish)));
            town.run(Duration.ofSeconds(1));
            assertThat(pulses()).isZero();
            assertThat(tongue.heardOf(SignalKind.RELEASE_CHALLENGE)).isZero();
            // Only with the manager's help does the lock hear of it at all.
            assertThat(lock.saw(EventName.RELEASE_REFUSED)).isEqualTo(said == Role.CALLER);
        }
        anna.input(new Input.OpenDoor("hall"));
        town.run(Duration.ofSeconds(1));
        assertThat(pulses()).as("anna may").isEqualTo(1);
    }

    private static void say(Home mouth, Request request, Bytes envelope) {
        Mallory tongue = (Mallory) mouth.endpoint;
        mouth.perform(tongue.say(
                tongue.station.peers().byName("door").orElseThrow().id(), request.kind(), request.call(), envelope));
    }

    private Request dropIn(Mallory tongue) {
        return new Request(
                CallId.random(town.entropy()),
                town.entropy().bytes(16),
                "aaaaaaaaaaaaaaaa",
                "bbbbbbbbbbbbbbbb",
                CallKeys.Ephemeral.generate(town.entropy()).publicKey(),
                List.of(),
                tongue.station.peers().byName("door").orElseThrow().boot(),
                Optional.empty());
    }

    private long pulses() {
        return lock.effects.stream()
                .filter(effect -> effect instanceof Effect.PulseRelay)
                .count();
    }
}
