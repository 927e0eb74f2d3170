package io.transom.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.path.HomeRouter.Filtering;
import io.transom.core.path.HomeRouter.Mapping;
import io.transom.core.path.PathEngine.Output;
import io.transom.core.path.PathEngine.Output.PathLost;
import io.transom.core.path.PathEngine.Output.PathProved;
import io.transom.core.path.PathEngine.Output.Transmit;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PathEngineTest {
    @Test
    void both_windows_open_with_one_exchange() {
        TwoHomes homes = TwoHomes.ordinary(1).call(2).runFor(Duration.ofSeconds(1));

        // 20 ms a leg: the notice is there at 40, the device's first packet at 60, the answer to it at 80.
        assertThat(homes.device.firstAt(PathProved.class)).contains(millis(80));
        // The caller's second packet, sent at 50, is answered sooner than what the device's packet triggers at 60.
        assertThat(homes.caller.firstAt(PathProved.class)).contains(millis(90));
        assertThat(homes.caller.firstAt(Output.WindowOpened.class)).contains(millis(0));
        assertThat(homes.caller.firstAt(Output.NullPacketReceived.class)).contains(millis(60));
        PathProved path = homes.device.all(PathProved.class).getFirst();
        assertThat(path.path()).isEqualTo(PathClass.DIRECT);
        assertThat(path.roundTrip()).isEqualTo(Duration.ofMillis(40));
        assertThat(path.way()).isEqualTo(Way.direct(0, homes.caller.router.attested(0)));
    }

    @Test
    void a_request_alone_does_not_prove_a_path() {
        TwoHomes homes = TwoHomes.ordinary(2);
        homes.swallowed = datagram -> isSuccess(datagram.bytes());
        homes.call(2).runFor(Duration.ofSeconds(5));

        assertThat(homes.caller.all(Output.NullPacketReceived.class)).isNotEmpty();
        assertThat(homes.device.all(Output.NullPacketReceived.class)).isNotEmpty();
        assertThat(homes.caller.engine.proved()).isFalse();
        assertThat(homes.device.engine.proved()).isFalse();
    }

    @Test
    void a_success_response_from_another_address_or_to_another_socket_does_not_prove() {
        TwoHomes homes = TwoHomes.ordinary(3);
        homes.swallowed = datagram -> isSuccess(datagram.bytes());
        homes.call(1).runFor(Duration.ofMillis(300));
        Bytes answer = homes.wire.stream()
                .filter(d -> isSuccess(d.bytes()) && d.to().equals(homes.caller.router.attested(0)))
                .toList()
                .getLast()
                .bytes();
        UdpAddress asked = homes.device.router.attested(0);
        UdpAddress other = new UdpAddress(asked.ip(), asked.port() + 1);

        assertThat(homes.caller.engine.claims(answer)).isTrue();
        assertThat(homes.caller.engine.onStun(Way.direct(0, other), answer, homes.now))
                .isEmpty();
        assertThat(homes.caller.engine.onStun(Way.direct(1, asked), answer, homes.now))
                .isEmpty();
        assertThat(homes.caller.engine.proved()).isFalse();
        // What was refused has not used up the transaction.
        assertThat(homes.caller.engine.onStun(Way.direct(0, asked), answer, homes.now))
                .anyMatch(output -> output instanceof PathProved);
        assertThat(homes.caller.engine.claims(answer)).isFalse();
    }

    @Test
    void a_forged_or_cut_answer_changes_nothing() {
        TwoHomes homes = TwoHomes.ordinary(4);
        homes.swallowed = datagram -> isSuccess(datagram.bytes());
        homes.call(1).runFor(Duration.ofMillis(300));
        UdpAddress asked = homes.device.router.attested(0);
        Bytes answer = homes.wire.stream()
                .filter(d -> isSuccess(d.bytes()) && d.to().equals(homes.caller.router.attested(0)))
                .toList()
                .getLast()
                .bytes();

        for (int length = 0; length < answer.length(); length++) {
            assertThat(homes.caller.engine.onStun(Way.direct(0, asked), answer.slice(0, length), homes.now))
                    .isEmpty();
        }
        // FINGERPRINT, the last 8 octets, stands outside of what the key protects.
        for (int i = 0; i < answer.length() - 8; i++) {
            byte[] forged = answer.toArray();
            forged[i] ^= 1;
            assertThat(homes.caller.engine.onStun(Way.direct(0, asked), Bytes.owning(forged), homes.now))
                    .isEmpty();
        }
        // Whole, with a check sum that holds, by somebody who saw the request but hasn't its key.
        StunMessage genuine = StunCodec.decode(answer).orElseThrow();
        for (Bytes key : List.of(TwoHomes.TO_CALLER, Bytes.owning(new byte[20]))) {
            assertThat(homes.caller.engine.onStun(
                            Way.direct(0, asked), StunCodec.encode(genuine, Optional.of(key)), homes.now))
                    .isEmpty();
        }
        assertThat(homes.caller.engine.onStun(
                        Way.direct(0, asked), StunCodec.encode(genuine, Optional.empty()), homes.now))
                .isEmpty();
        assertThat(homes.caller.engine.proved()).isFalse();
        assertThat(homes.caller.engine.onStun(
                        Way.direct(0, asked), StunCodec.encode(genuine, Optional.of(TwoHomes.TO_DEVICE)), homes.now))
                .isNotEmpty();
    }

    @Test
    void our_own_null_packet_sent_back_to_us_means_nothing() {
        TwoHomes homes = TwoHomes.ordinary(5);
        homes.caller.aimAt(homes.device, 1);
        Bytes own = homes.caller.all(Transmit.class).getFirst().datagram();

        assertThat(homes.caller.engine.claims(own)).isFalse();
        assertThat(homes.caller.engine.onStun(Way.direct(0, homes.device.router.attested(0)), own, homes.now))
                .isEmpty();
    }

    @Test
    void a_null_packet_of_another_call_means_nothing() {
        TwoHomes homes = TwoHomes.ordinary(6);
        homes.caller.aimAt(homes.device, 1);
        PathEngine engine = homes.caller.engine;
        UdpAddress device = homes.device.router.attested(0);
        Bytes otherKey = request("callercallercall:devicedevicedevi", Bytes.utf8("another call's key.."));
        Bytes otherName = request("callercallercalm:devicedevicedevi", TwoHomes.TO_CALLER);
        Bytes swapped = request("devicedevicedevi:callercallercall", TwoHomes.TO_CALLER);

        assertThat(engine.claims(otherKey)).isTrue();
        assertThat(engine.claims(otherName)).isFalse();
        for (Bytes foreign : List.of(otherKey, otherName, swapped)) {
            assertThat(engine.onStun(Way.direct(0, device), foreign, homes.now)).isEmpty();
        }
        assertThat(engine.ignored()).isEqualTo(3);
        Bytes genuine = request("callercallercall:devicedevicedevi", TwoHomes.TO_CALLER);
        assertThat(engine.onStun(Way.direct(0, device), genuine, homes.now)).isNotEmpty();
    }

    private static Bytes request(String username, Bytes key) {
        StunMessage message = StunMessage.of(
                StunMessage.Type.BINDING_REQUEST, Bytes.owning(new byte[12]), new StunAttribute.Username(username));
        return StunCodec.encode(message, Optional.of(key));
    }

    @Test
    void two_thousand_lossy_networks_are_crossed_within_three_seconds() {
        for (long seed = 0; seed < 2000; seed++) {
            TwoHomes homes = TwoHomes.ordinary(seed);
            homes.loss = 0.3;
            homes.jitter = 1.5;
            homes.doubling = 0.1;
            homes.call(2).runFor(Duration.ofSeconds(3));
            assertThat(homes.caller.firstAt(PathProved.class))
                    .as("caller, seed %d", seed)
                    .isPresent();
            assertThat(homes.device.firstAt(PathProved.class))
                    .as("device, seed %d", seed)
                    .isPresent();
        }
    }

    @Test
    void one_seed_twice_is_the_same_call() {
        assertThat(lossyCall(7).wire).isEqualTo(lossyCall(7).wire);
    }

    private static TwoHomes lossyCall(long seed) {
        TwoHomes homes = TwoHomes.ordinary(seed);
        homes.loss = 0.2;
        homes.jitter = 1;
        return homes.call(2).runFor(Duration.ofSeconds(5));
    }

    @Test
    void a_path_that_loses_a_fifth_is_kept_and_does_not_flap() {
        int lost = 0;
        for (long seed = 0; seed < 20; seed++) {
            TwoHomes homes = TwoHomes.ordinary(seed);
            homes.jitter = 0.5;
            homes.call(2).runFor(Duration.ofSeconds(1));
            homes.loss = 0.2;
            homes.runFor(Duration.ofSeconds(60));
            lost += homes.caller.all(PathLost.class).size()
                    + homes.device.all(PathLost.class).size();
            assertThat(homes.caller.all(PathProved.class).size()).isLessThan(4);
        }
        assertThat(lost).isZero();
    }

    @Test
    void exactly_the_firewalls_that_let_a_path_through_are_crossed() {
        for (Mapping m1 : Mapping.values()) {
            for (Filtering f1 : Filtering.values()) {
                for (Mapping m2 : Mapping.values()) {
                    for (Filtering f2 : Filtering.values()) {
                        TwoHomes homes = new TwoHomes(
                                8,
                                new HomeRouter("192.0.2.1", m1, f1, false),
                                new HomeRouter("198.51.100.1", m2, f2, false),
                                2);
                        homes.call(2).runFor(Duration.ofSeconds(8));
                        // A port minted for us is learnt where the other side lets an unknown port in; two sides that
                        // both mint one never answer from where they were asked.
                        boolean mints1 = m1 == Mapping.ADDRESS_AND_PORT_DEPENDENT;
                        boolean mints2 = m2 == Mapping.ADDRESS_AND_PORT_DEPENDENT;
                        boolean there = !(mints1 && mints2)
                                && !(mints1 && f2 == Filtering.ADDRESS_AND_PORT_DEPENDENT)
                                && !(mints2 && f1 == Filtering.ADDRESS_AND_PORT_DEPENDENT);
                        assertThat(homes.caller.engine.proved() && homes.device.engine.proved())
                                .as("%s/%s and %s/%s", m1, f1, m2, f2)
                                .isEqualTo(there);
                    }
                }
            }
        }
    }

    @Test
    void one_router_that_rejects_instead_of_dropping_is_survived() {
        for (boolean atCaller : new boolean[] {true, false}) {
            TwoHomes homes = new TwoHomes(
                    9,
                    new HomeRouter(
                            "192.0.2.1", Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT, atCaller),
                    new HomeRouter(
                            "198.51.100.1",
                            Mapping.ENDPOINT_INDEPENDENT,
                            Filtering.ADDRESS_AND_PORT_DEPENDENT,
                            !atCaller),
                    2);
            homes.call(2).runFor(Duration.ofSeconds(2));
            assertThat(homes.caller.engine.proved() && homes.device.engine.proved())
                    .as("at the caller's: %s", atCaller)
                    .isTrue();
        }
    }

    /** Whoever is first at the other's router spoils its port there: both have to leave before either arrives. */
    @Test
    void two_routers_that_reject_are_crossed_in_step() {
        for (long seed = 0; seed < 20; seed++) {
            TwoHomes homes = new TwoHomes(
                    seed,
                    new HomeRouter(
                            "192.0.2.1", Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT, true),
                    new HomeRouter(
                            "198.51.100.1", Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT, true),
                    2);
            homes.jitter = 0.5;
            homes.callThatIsTold(2).runFor(Duration.ofMillis(200));
            assertThat(homes.caller.engine.proved() && homes.device.engine.proved())
                    .as("seed %s", seed)
                    .isTrue();
        }
    }

    @Test
    void a_dead_path_is_noticed_within_a_second_and_replaced() {
        TwoHomes homes = TwoHomes.ordinary(10).call(2).runFor(Duration.ofSeconds(3));
        UdpAddress deadAt = remote(homes.caller.all(PathProved.class).getLast());
        UdpAddress deadFrom = remote(homes.device.all(PathProved.class).getLast());
        homes.swallowed = d -> pair(d, deadAt, deadFrom);
        Moment died = homes.now;
        homes.runFor(Duration.ofSeconds(3));

        for (TwoHomes.Home home : List.of(homes.caller, homes.device)) {
            Moment noticed = home.firstAt(PathLost.class).orElseThrow();
            assertThat(noticed.since(died)).isLessThanOrEqualTo(Duration.ofMillis(1050));
            assertThat(home.engine.proved()).isTrue();
            int lost = IntStream.range(0, home.said.size())
                    .filter(i -> home.said.get(i).output() instanceof PathLost)
                    .findFirst()
                    .orElseThrow();
            // Without a gap: the path in reserve takes over in the same breath.
            assertThat(home.said.get(lost + 1).output()).isInstanceOf(PathProved.class);
        }
    }

    private static boolean pair(TwoHomes.Datagram d, UdpAddress a, UdpAddress b) {
        return d.from().equals(a) && d.to().equals(b) || d.from().equals(b) && d.to().equals(a);
    }

    @Test
    void a_network_that_was_away_for_five_seconds_is_found_again_at_once() {
        TwoHomes homes = TwoHomes.ordinary(11).call(2).runFor(Duration.ofSeconds(2));
        homes.swallowed = d -> true;
        homes.runFor(Duration.ofSeconds(5));
        assertThat(homes.caller.engine.proved()).isFalse();
        homes.swallowed = d -> false;
        homes.runFor(Duration.ofMillis(800));
        assertThat(homes.caller.engine.proved()).isTrue();
        assertThat(homes.device.engine.proved()).isTrue();
    }

    @Test
    void a_path_that_carries_our_packets_nowhere_is_lost_though_the_peer_is_heard() {
        TwoHomes homes = TwoHomes.ordinary(12).call(1).runFor(Duration.ofSeconds(2));
        homes.swallowed = d -> d.from().equals(homes.caller.router.attested(0));
        homes.runFor(Duration.ofSeconds(5));
        assertThat(homes.caller.engine.proved()).isFalse();
        assertThat(homes.device.engine.proved()).isFalse();
    }

    @Test
    void a_null_packet_leaves_every_200_ms_whether_anybody_talks_or_not() {
        TwoHomes silent = TwoHomes.ordinary(13).call(1).runFor(Duration.ofSeconds(2));
        int before = requestsOf(silent.caller);
        silent.runFor(Duration.ofSeconds(10));
        assertThat(requestsOf(silent.caller) - before).isBetween(49, 52);

        TwoHomes talking = TwoHomes.ordinary(13).call(1).runFor(Duration.ofSeconds(2));
        before = requestsOf(talking.caller);
        Way device = Way.direct(0, talking.device.router.attested(0));
        Way caller = Way.direct(0, talking.caller.router.attested(0));
        for (int frame = 0; frame < 500; frame++) {
            talking.at(talking.now.plus(Duration.ofMillis(20L * frame)), () -> {
                talking.caller.take(talking.caller.engine.onVoice(device, talking.now));
                talking.device.take(talking.device.engine.onVoice(caller, talking.now));
            });
        }
        talking.runFor(Duration.ofSeconds(10));
        assertThat(requestsOf(talking.caller) - before).isBetween(49, 52);
        assertThat(talking.caller.all(PathLost.class)).isEmpty();
    }

    @Test
    void the_same_home_is_preferred_and_named_lan() {
        TwoHomes homes = new TwoHomes(
                14,
                new HomeRouter("192.168.1.5", Mapping.ENDPOINT_INDEPENDENT, Filtering.OPEN, false),
                new HomeRouter("198.51.100.1", Mapping.ENDPOINT_INDEPENDENT, Filtering.OPEN, false),
                1);
        homes.delay = Duration.ofMillis(1);
        homes.caller.aimAt(homes.device, 1);
        homes.device.aim(new Target(Target.Type.LAN, homes.caller.router.attested(0)));
        homes.runFor(Duration.ofSeconds(1));
        assertThat(homes.device.all(PathProved.class).getLast().path()).isEqualTo(PathClass.LAN);
        assertThat(homes.caller.all(PathProved.class).getLast().path()).isEqualTo(PathClass.DIRECT);
    }

    @Test
    void a_signal_rides_in_null_packets_and_is_told_at_most_once_a_second() {
        TwoHomes homes = TwoHomes.ordinary(15);
        Bytes signal = Bytes.join(Bytes.hex("01"), Bytes.owning(new byte[900]));
        homes.device.engine.carry(Optional.of(signal));
        homes.call(2).runFor(Duration.ofMillis(2900));

        assertThat(homes.caller.all(Output.CarriedSignal.class))
                .hasSizeBetween(2, 3)
                .containsOnly(new Output.CarriedSignal(signal));
        // It comes with the very first packet, a leg after the device has sent it.
        assertThat(homes.caller.firstAt(Output.CarriedSignal.class)).contains(millis(60));
        assertThat(homes.wire).allMatch(d -> d.bytes().length() <= 1200);

        homes.device.engine.carry(Optional.of(Bytes.hex("04ff")));
        homes.device.take(homes.device.engine.sayNow(homes.now));
        homes.runFor(Duration.ofMillis(21));
        assertThat(homes.caller.all(Output.CarriedSignal.class)).contains(new Output.CarriedSignal(Bytes.hex("04ff")));
    }

    @Test
    void a_peer_whose_router_gives_it_a_new_port_is_followed() {
        TwoHomes homes = new TwoHomes(
                16,
                new HomeRouter(
                        "192.0.2.1", Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT, false),
                new HomeRouter("198.51.100.1", Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_DEPENDENT, false),
                1);
        homes.call(1).runFor(Duration.ofSeconds(1));
        assertThat(remote(homes.device.all(PathProved.class).getLast()).port()).isGreaterThanOrEqualTo(50000);
        assertThat(homes.caller.engine.proved()).isTrue();
    }

    @Test
    void new_sockets_are_proved_anew() {
        TwoHomes homes = TwoHomes.ordinary(17).call(2).runFor(Duration.ofSeconds(2));
        homes.caller.take(homes.caller.engine.onSocketsBound(1, way -> false, homes.now));
        assertThat(homes.caller.engine.proved()).isFalse();
        homes.runFor(Duration.ofMillis(100));
        assertThat(homes.caller.engine.proved()).isTrue();
    }

    @Test
    void a_machine_that_slept_for_two_seconds_reads_its_sockets_before_it_gives_up() {
        TwoHomes homes = TwoHomes.ordinary(18).call(1).runFor(Duration.ofSeconds(2));
        Moment late = homes.now.plus(Duration.ofSeconds(2));
        assertThat(homes.caller.engine.wake(late)).noneMatch(output -> output instanceof PathLost);
        assertThat(homes.caller.engine.wake(late.plus(Duration.ofMillis(300))))
                .anyMatch(output -> output instanceof PathLost);
    }

    @Test
    void a_flood_of_nonsense_does_not_put_off_what_is_due() {
        TwoHomes homes = TwoHomes.ordinary(20).call(1).runFor(Duration.ofSeconds(2));
        Moment due = homes.caller.engine.wakeAt();
        for (int i = 0; i < 1000; i++) {
            homes.now = homes.now.plus(Duration.ofMillis(1).dividedBy(2));
            homes.caller.engine.onStun(
                    Way.direct(0, homes.device.router.attested(0)), Bytes.hex("00010000"), homes.now);
        }
        assertThat(homes.caller.engine.wakeAt()).isEqualTo(due);
    }

    @Test
    void a_clock_may_begin_anywhere() {
        for (long origin : new long[] {Long.MIN_VALUE / 2, -1, Long.MAX_VALUE / 2}) {
            TwoHomes homes = TwoHomes.ordinary(21);
            homes.now = new Moment(origin);
            homes.call(2).runFor(Duration.ofSeconds(2));
            assertThat(homes.caller.engine.proved()).isTrue();
            homes.swallowed = d -> true;
            homes.runFor(Duration.ofSeconds(2));
            assertThat(homes.caller.engine.proved()).isFalse();
        }
    }

    @Test
    void it_sleeps_between_what_it_has_to_do() {
        TwoHomes homes = TwoHomes.ordinary(19).call(2).runFor(Duration.ofSeconds(10));
        // 5 keepalives a second, a little for the paths in reserve.
        assertThat(homes.caller.wakes).isLessThan(100);
    }

    static UdpAddress remote(PathProved proof) {
        return ((Way.Direct) proof.way()).remote();
    }

    static int requestsOf(TwoHomes.Home home) {
        return (int) home.all(Transmit.class).stream()
                .filter(transmit -> !isSuccess(transmit.datagram()))
                .count();
    }

    static boolean isSuccess(Bytes datagram) {
        return datagram.at(0) == 1 && datagram.at(1) == 1;
    }

    private static Moment millis(long millis) {
        return Moment.ZERO.plus(Duration.ofMillis(millis));
    }
}
