package io.transom.core.warm;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.endpoint.Station;
import io.transom.core.path.Allowance;
import io.transom.core.path.PathEngine;
import io.transom.core.path.Target;
import io.transom.core.trust.CallKeys;
import io.transom.core.trust.Identity;
import io.transom.core.trust.PeerSeal;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Firewall;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Candidate;
import io.transom.wire.signal.PeerSignal.Warm;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a member, a stranger and a lying manager can do with warm windows: hardly anything, and nothing to others. */
class HostileWindowsTest {
    private static final UdpAddress HOME = new UdpAddress(IpAddress.of(203, 0, 113, 9), 40_000);
    private static final UdpAddress VICTIM = new UdpAddress(IpAddress.of(192, 0, 2, 99), 5353);
    /** Path.Budgets: what goes to one port without an answer, for each window that is sought. */
    private static final int MOST_OF_A_WINDOW = 40;

    private final SeededEntropy entropy = new SeededEntropy(11);
    private final Identity anna = Identity.generate(entropy);
    private final Identity self = Identity.generate(entropy);
    private final Station station = new Station(
            new Station.Settings(self, Optional.empty(), Optional.empty(), Map.of("anna", anna.id())), entropy);
    private final DeviceWindows windows = new DeviceWindows(station, (delivered, now) -> List.of());
    private final List<UdpAddress> sentTo = new ArrayList<>();
    private Moment now = new Moment(1_000_000_000L);
    private int opened;

    private Warm warm(UdpAddress named) {
        return new Warm(
                CallId.random(entropy),
                entropy.bytes(16),
                "aaaaaaaaaaaaaaaa",
                "bbbbbbbbbbbbbbbb",
                List.of(new Candidate(Candidate.Type.OBSERVED, 0, named)),
                station.boot());
    }

    private static Peer peer(Identity who, String name, Role role, UdpAddress attested) {
        return new Peer(who.publicIdentity(), name, role, true, List.of(attested), Firewall.UNKNOWN, Bytes.EMPTY);
    }

    private Deliver sealed(Identity by, Peer from, Warm warm) {
        return new Deliver(SignalKind.WARM, from, warm.call(), PeerSeal.seal(by, self.publicIdentity(), warm, entropy));
    }

    private Deliver annas(UdpAddress named, UdpAddress attested) {
        return sealed(anna, peer(anna, "anna", Role.CALLER, attested), warm(named));
    }

    private void hear(Deliver deliver) {
        follow(windows.onRequest(deliver, now));
    }

    private void follow(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.SendDatagram send && send.way() instanceof Way.Direct direct) {
                sentTo.add(direct.remote());
            } else if (effect instanceof Effect.Note note
                    && note.event().fields().getFirst().value().equals("opened")) {
                opened++;
            }
        }
    }

    private void run(Duration span) {
        Moment end = now.plus(span);
        while (windows.wakeAt().isBefore(end)) {
            now = windows.wakeAt();
            follow(windows.wake(false, now));
        }
        now = end;
        follow(windows.wake(false, now));
    }

    @Test
    void an_honest_request_opens_a_window_towards_its_caller() {
        hear(annas(HOME, HOME));
        run(Duration.ofSeconds(10));
        assertThat(opened).isEqualTo(1);
        assertThat(sentTo).isNotEmpty().allMatch(HOME::equals).hasSizeLessThanOrEqualTo(MOST_OF_A_WINDOW);
    }

    @Test
    void a_request_that_is_replayed_opens_nothing() {
        Deliver request = annas(HOME, HOME);
        hear(request);
        run(Duration.ofSeconds(10));
        int before = sentTo.size();
        for (int i = 0; i < 100; i++) {
            hear(request);
            hear(new Deliver(
                    SignalKind.WARM, peer(anna, "anna", Role.CALLER, VICTIM), request.call(), request.envelope()));
            run(Duration.ofSeconds(1));
        }
        assertThat(opened).isEqualTo(1);
        assertThat(sentTo).hasSize(before);
    }

    @Test
    void a_request_of_another_boot_opens_nothing() {
        Deliver request = annas(HOME, HOME);
        station.mintBoot(now);
        hear(request);
        run(Duration.ofSeconds(10));
        assertThat(station.counters().of(Bad.REQUEST_STALE)).isEqualTo(1);
        assertThat(sentTo).isEmpty();
    }

    @Test
    void who_takes_a_members_name_or_seals_with_other_keys_opens_nothing() {
        Identity mallory = Identity.generate(entropy);
        hear(sealed(mallory, peer(mallory, "anna", Role.CALLER, HOME), warm(HOME)));
        hear(sealed(mallory, peer(anna, "anna", Role.CALLER, HOME), warm(HOME)));
        hear(sealed(mallory, peer(mallory, "mallory", Role.DEVICE, HOME), warm(HOME)));
        run(Duration.ofSeconds(10));
        assertThat(station.counters().of(Bad.PIN_BROKEN)).isEqualTo(1);
        assertThat(station.counters().of(Bad.ENVELOPE_REJECTED)).isEqualTo(1);
        assertThat(opened).isZero();
        assertThat(sentTo).isEmpty();
    }

    @Test
    void a_manager_that_swaps_addresses_sends_nothing_to_anybody_else() {
        hear(annas(HOME, VICTIM));
        run(Duration.ofSeconds(20));
        hear(annas(VICTIM, HOME));
        run(Duration.ofSeconds(20));
        assertThat(opened).isEqualTo(2);
        assertThat(sentTo).isEmpty();
    }

    @Test
    void a_member_and_a_manager_who_conspire_reach_a_stranger_less_and_less_often() {
        int firstMinutes = 0;
        for (int i = 0; i < 360; i++) {
            hear(annas(VICTIM, VICTIM));
            run(Duration.ofSeconds(10));
            firstMinutes = i == 60 ? sentTo.size() : firstMinutes;
        }
        // Four searches at once, then after 9, 18, 36 ... 300 s: 20 in the hour.
        assertThat(sentTo).hasSizeLessThan(20 * MOST_OF_A_WINDOW);
        assertThat(sentTo.size() - firstMinutes).isLessThan(11 * MOST_OF_A_WINDOW);
    }

    @Test
    void a_window_that_is_proved_buys_no_more_searches_towards_a_stranger_than_without_it() {
        Warm honest = warm(HOME);
        prove(honest);
        sentTo.clear();
        for (int i = 0; i < 360; i++) {
            hear(annas(VICTIM, VICTIM));
            run(Duration.ofSeconds(10));
        }
        assertThat(sentTo.stream().filter(VICTIM::equals)).isNotEmpty().hasSizeLessThan(20 * MOST_OF_A_WINDOW);
    }

    /** The caller's end answers, until both know their way. */
    private void prove(Warm request) {
        PathEngine caller = callersEnd(request);
        List<PathEngine.Output> said =
                new ArrayList<>(caller.aim(List.of(new Target(Target.Type.ATTESTED, HOME)), now));
        List<Effect> asked =
                new ArrayList<>(windows.onRequest(sealed(anna, peer(anna, "anna", Role.CALLER, HOME), request), now));
        now = now.plus(WarmWindow.IN_STEP);
        asked.addAll(windows.wake(false, now));
        boolean proved = false;
        for (int i = 0; i < 10; i++) {
            List<PathEngine.Output> answers = new ArrayList<>();
            for (Effect effect : asked) {
                if (effect instanceof Effect.SendDatagram send) {
                    answers.addAll(caller.onStun(Way.direct(0, HOME), send.datagram(), now));
                }
                proved |= effect instanceof Effect.Note note
                        && note.event().fields().getFirst().value().equals("proved");
            }
            asked.clear();
            for (PathEngine.Output output : said) {
                if (output instanceof PathEngine.Output.Transmit transmit) {
                    asked.addAll(windows.onStun(Way.direct(0, HOME), transmit.datagram(), now));
                }
            }
            asked.addAll(windows.wake(false, now));
            said = answers;
        }
        assertThat(proved).isTrue();
    }

    @Test
    void a_flood_of_requests_by_many_fills_no_memory_and_sends_little() {
        for (int i = 0; i < 60; i++) {
            Identity member = Identity.generate(entropy);
            UdpAddress at = new UdpAddress(IpAddress.of(198, 18, 0, 1 + i), 40_000);
            hear(sealed(member, peer(member, "member" + i, Role.CALLER, at), warm(at)));
            run(Duration.ofMillis(10));
        }
        assertThat(opened).isEqualTo(DeviceWindows.MOST);
        assertThat(station.counters().of(Bad.TABLE_FULL)).isEqualTo(60 - DeviceWindows.MOST);
        assertThat(sentTo.stream().distinct()).hasSize(DeviceWindows.MOST);
        assertThat(sentTo).hasSizeLessThanOrEqualTo(DeviceWindows.MOST * MOST_OF_A_WINDOW);
        Patience patience = new Patience();
        for (int i = 0; i < 10 * Patience.MOST; i++) {
            patience.begin(EndpointId.fromHash(entropy.bytes(32)), now);
            assertThat(patience.size()).isLessThanOrEqualTo(Patience.MOST);
        }
    }

    @Test
    void a_window_answers_only_where_it_was_agreed_on() {
        Warm request = warm(HOME);
        hear(sealed(anna, peer(anna, "anna", Role.CALLER, HOME), request));
        run(WarmWindow.IN_STEP);
        Bytes question = questionOf(request);
        assertThat(windows.claims(question)).isTrue();
        assertThat(windows.onStun(Way.direct(0, VICTIM), question, now)).isEmpty();
        assertThat(windows.onStun(Way.direct(0, HOME), question, now)).isNotEmpty();
    }

    /** A null packet of the caller's end of that window. */
    private Bytes questionOf(Warm request) {
        return callersEnd(request).aim(List.of(new Target(Target.Type.ATTESTED, HOME)), now).stream()
                .filter(PathEngine.Output.Transmit.class::isInstance)
                .map(output -> ((PathEngine.Output.Transmit) output).datagram())
                .findFirst()
                .orElseThrow();
    }

    private PathEngine callersEnd(Warm request) {
        CallKeys.NullPacketKeys keys = CallKeys.nullPackets(request.call(), request.secret());
        return new PathEngine(
                new PathEngine.Settings(
                        request.call(),
                        false,
                        request.callerFragment(),
                        request.deviceFragment(),
                        keys.callerToDevice(),
                        keys.deviceToCaller(),
                        1),
                new Allowance(),
                entropy);
    }

    @Test
    void another_signal_in_the_envelope_opens_nothing() {
        PeerSignal ring = new PeerSignal.Ring(CallId.random(entropy), station.boot(), station.boot());
        Bytes envelope = PeerSeal.seal(anna, self.publicIdentity(), ring, entropy);
        hear(new Deliver(SignalKind.WARM, peer(anna, "anna", Role.CALLER, HOME), ring.call(), envelope));
        assertThat(opened).isZero();
        assertThat(sentTo).isEmpty();
    }
}
