package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.device.Device;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.event.EventName;
import io.transom.core.trust.CallKeys;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.Way;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Candidate;
import io.transom.wire.signal.PeerSignal.HangUp;
import io.transom.wire.signal.PeerSignal.Request;
import io.transom.wire.signal.PeerSignal.Warm;
import io.transom.wire.signal.SignalKind;
import io.transom.wire.stun.Datagrams;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostileTest {
    /** Path.Allowance: what may go to one port at once, for all calls and windows together. */
    private static final int AT_ONCE_PER_PORT = 40;

    private final Town town = new Town();
    private final Home door = town.device("door", true);
    private final Home anna = town.caller("anna");
    private final Home mallory = town.mallory("mallory");
    private final Mallory tongue = (Mallory) mallory.endpoint;
    private final Counters counters = ((Device) door.endpoint).counters();

    @BeforeEach
    void settle() {
        town.run(Duration.ofSeconds(2));
    }

    private void say(PeerSignal signal) {
        mallory.perform(tongue.say(door.self.publicIdentity(), signal));
    }

    private void say(SignalKind kind, CallId call, Bytes envelope) {
        mallory.perform(tongue.say(door.self.id(), kind, call, envelope));
    }

    private Request request(Bytes boot) {
        return request(boot, List.of());
    }

    private Request request(Bytes boot, List<Candidate> candidates) {
        CallKeys.Ephemeral ephemeral = CallKeys.Ephemeral.generate(town.entropy());
        return new Request(
                CallId.random(town.entropy()),
                town.entropy().bytes(16),
                "aaaaaaaaaaaaaaaa",
                "bbbbbbbbbbbbbbbb",
                ephemeral.publicKey(),
                candidates,
                boot,
                Optional.empty());
    }

    private Warm warm() {
        return new Warm(
                CallId.random(town.entropy()),
                town.entropy().bytes(16),
                "aaaaaaaaaaaaaaaa",
                "bbbbbbbbbbbbbbbb",
                tongue.station.whereabouts().candidates(),
                bootOfTheDoor());
    }

    private Bytes bootOfTheDoor() {
        return tongue.station.peers().byName("door").orElseThrow().boot();
    }

    private CallId annaCalls() {
        anna.input(new Input.Ask("door"));
        assertThat(town.runUntil(
                        () -> anna.saw(EventName.TALKING) && door.saw(EventName.TALKING), Duration.ofSeconds(3)))
                .isTrue();
        return anna.last(Effect.StartVoice.class).orElseThrow().call();
    }

    @Test
    void nobody_else_can_hang_up_a_call() {
        CallId call = annaCalls();
        say(new HangUp(call, HangUp.Reason.HUNG_UP));
        town.run(Duration.ofSeconds(1));
        assertThat(door.saw(EventName.CALL_ENDED)).isFalse();
        assertThat(counters.of(Bad.ENVELOPE_REJECTED)).isEqualTo(1);
    }

    @Test
    void an_envelope_of_another_kind_or_call_is_rejected() {
        Request request = request(bootOfTheDoor());
        Bytes envelope = tongue.station.seal(door.self.publicIdentity(), request);
        long before = counters.total();
        say(SignalKind.CALL_REQUEST, CallId.random(town.entropy()), envelope);
        say(SignalKind.CALL_REQUEST, request.call(), town.entropy().bytes(200));
        say(SignalKind.CALL_REQUEST, request.call(), Bytes.EMPTY);
        say(SignalKind.HANG_UP, request.call(), envelope);
        town.run(Duration.ofSeconds(1));
        assertThat(door.saw(EventName.CALL_NOTICE)).isFalse();
        assertThat(counters.total() - before).isEqualTo(4);
    }

    @Test
    void a_request_seen_again_gets_the_same_answer_and_nothing_else() {
        Request request = request(bootOfTheDoor());
        Bytes envelope = tongue.station.seal(door.self.publicIdentity(), request);
        say(SignalKind.CALL_REQUEST, request.call(), envelope);
        town.run(Duration.ofSeconds(12));
        assertThat(door.count(EventName.CALL_ENDED)).isEqualTo(1);
        long answers = tongue.heardOf(SignalKind.WINDOW_OPEN);
        say(SignalKind.CALL_REQUEST, request.call(), envelope);
        town.run(Duration.ofSeconds(2));
        assertThat(tongue.heardOf(SignalKind.WINDOW_OPEN)).isEqualTo(answers + 1);
        assertThat(door.count(EventName.CALL_NOTICE)).isEqualTo(1);
        assertThat(door.done(Effect.StartVoice.class)).hasSize(1);
    }

    @Test
    void a_request_of_another_boot_starts_nothing() {
        say(request(town.entropy().bytes(16)));
        town.run(Duration.ofSeconds(1));
        assertThat(counters.of(Bad.REQUEST_STALE)).isEqualTo(1);
        assertThat(tongue.heardOf(SignalKind.WINDOW_OPEN)).isEqualTo(1);
        assertThat(door.done(Effect.StartVoice.class)).isEmpty();
    }

    @Test
    void a_request_without_an_agreed_address_sends_no_null_packet_anywhere() {
        int before = door.done(Effect.SendDatagram.class).size();
        say(request(bootOfTheDoor()));
        town.run(Duration.ofSeconds(5));
        assertThat(door.saw(EventName.CALL_NOTICE)).isTrue();
        assertThat(door.done(Effect.SendDatagram.class).stream().skip(before)).allMatch(sent -> switch (sent.way()) {
            case Way.Direct direct ->
                direct.remote().equals(Town.REFLECTOR)
                        || direct.remote().equals(Town.ALTERNATE)
                        || direct.remote().ip().equals(anna.observed(0).ip());
            case Way.Relayed relayed -> relayed.relay().equals(Town.REFLECTOR);
            case Way.Tunnelled ignored -> false;
        });
    }

    @Test
    void a_flood_of_requests_in_a_call_disturbs_nobody_and_outdates_itself() {
        CallId call = annaCalls();
        Bytes boot = bootOfTheDoor();
        for (int i = 0; i < 400; i++) {
            say(request(bootOfTheDoor()));
            town.run(Duration.ofMillis(40));
        }
        assertThat(anna.saw(EventName.CALL_ENDED)).isFalse();
        assertThat(anna.saw(EventName.PATH_LOST)).isFalse();
        assertThat(bootOfTheDoor()).isNotEqualTo(boot);
        anna.input(new Input.HangUp(call));
        town.run(Duration.ofSeconds(4));
        anna.input(new Input.Ask("door"));
        town.run(Duration.ofSeconds(2));
        assertThat(anna.done(Effect.StartVoice.class)).hasSize(2);
    }

    @Test
    void a_members_windows_and_calls_together_send_it_what_one_call_may_and_one_packet_a_second() {
        Moment begun = town.now();
        int byWindows = 0;
        int byCalls = 0;
        for (int round = 0; round < 3; round++) {
            say(warm());
            byWindows += sentToMallory(Duration.ofSeconds(9));
            say(request(bootOfTheDoor(), tongue.station.whereabouts().candidates()));
            byCalls += sentToMallory(Duration.ofSeconds(14));
        }
        assertThat(door.count(EventName.WARM_WINDOW)).as("%s", door.seen).isGreaterThanOrEqualTo(6);
        assertThat(door.count(EventName.CALL_ENDED)).isEqualTo(3);
        assertThat(byWindows).as("of windows").isPositive();
        assertThat(byCalls).as("of calls").isPositive();
        int seconds = (int) town.now().since(begun).toSeconds();
        assertThat(byWindows + byCalls).isBetween(AT_ONCE_PER_PORT, AT_ONCE_PER_PORT + seconds);
    }

    /** Null packets of the door's to Mallory's primary port, which never answers, in that time. */
    private int sentToMallory(Duration time) {
        int before = door.effects.size();
        town.run(time);
        return (int) door.effects.subList(before, door.effects.size()).stream()
                .filter(effect -> effect instanceof Effect.SendDatagram sent
                        && sent.way() instanceof Way.Direct direct
                        && direct.remote().equals(mallory.observed(0))
                        && Datagrams.kind(sent.datagram()) == Datagrams.Kind.STUN)
                .count();
    }
}
