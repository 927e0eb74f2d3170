package io.transom.core.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.path.PathEngine.Output;
import io.transom.core.path.PathEngine.Output.Transmit;
import io.transom.core.path.Target.Type;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody, not even the manager or a peer with the call's keys, can aim an endpoint at a stranger. */
class NoReflectionTest {
    private static final UdpAddress PEER = address("198.51.100.1:40000");

    private final PathEngine engine = TwoHomes.ordinary(1).caller.engine;

    @ParameterizedTest
    @CsvSource({
        "ATTESTED, 224.0.0.251:5353",
        "ATTESTED, 239.255.255.250:1900",
        "ATTESTED, 255.255.255.255:9999",
        "ATTESTED, 0.0.0.0:9999",
        "ATTESTED, 203.0.113.9:0",
        "ATTESTED, [ff02::1]:9999",
        "ATTESTED, [::]:9999",
        "ATTESTED, [::ffff:cb00:7109]:9999",
        "LAN, 203.0.113.9:9999",
        "LAN, [2001:db8::1]:9999",
        "LAN, 192.168.1.1:53",
        "LAN, 224.0.0.251:5353",
        "LAN, [::ffff:c0a8:101]:9999",
        "LAN, [fe80::1]:5000",
        "ATTESTED, [64:ff9b::c633:6409]:5000"
    })
    void no_null_packet_leaves_to(Type type, String text) {
        assertThat(engine.aim(List.of(new Target(type, address(text))), Moment.ZERO))
                .isEmpty();
        assertThat(engine.wakeAt()).isEqualTo(Moment.NEVER);
    }

    @ParameterizedTest
    @CsvSource({
        "ATTESTED, 203.0.113.9:443",
        "ATTESTED, [2001:db8::1]:1024",
        "ATTESTED, 127.1.0.1:5000",
        "LAN, 10.0.0.1:5000",
        "LAN, 169.254.0.1:5000",
        "LAN, 127.1.0.1:5000",
        "LAN, [fd00::1]:5000"
    })
    void a_null_packet_leaves_at_once_to(Type type, String text) {
        assertThat(engine.aim(List.of(new Target(type, address(text))), Moment.ZERO))
                .anyMatch(output ->
                        output instanceof Transmit transmit && to(transmit).equals(address(text)));
    }

    @Test
    void a_target_that_never_answers_gets_five_packets_in_the_first_second_and_forty_in_all() {
        engine.aim(List.of(), Moment.ZERO);
        List<Moment> sent = new ArrayList<>();
        collect(engine.aim(List.of(new Target(Type.ATTESTED, PEER)), Moment.ZERO), Moment.ZERO, sent);
        for (Moment now = engine.wakeAt(); !now.equals(Moment.NEVER); now = engine.wakeAt()) {
            collect(engine.wake(now), now, sent);
        }
        assertThat(sent).filteredOn(at -> at.isBefore(seconds(1))).hasSize(5);
        assertThat(sent).hasSize(40);
        assertThat(engine.aim(List.of(new Target(Type.ATTESTED, PEER)), seconds(60)))
                .isEmpty();
    }

    @Test
    void many_ports_of_one_address_share_its_limit() {
        List<Target> targets = new ArrayList<>();
        for (int port = 0; port < 100; port++) {
            targets.add(new Target(Type.ATTESTED, new UdpAddress(PEER.ip(), 2000 + port)));
        }
        List<Moment> sent = new ArrayList<>();
        collect(engine.aim(targets, Moment.ZERO), Moment.ZERO, sent);
        while (engine.wakeAt().isBefore(seconds(10))) {
            Moment now = engine.wakeAt();
            collect(engine.wake(now), now, sent);
        }
        assertThat(sent).filteredOn(at -> at.isBefore(seconds(1))).hasSizeBetween(10, 20);
        assertThat(sent).hasSizeBetween(20, 110);
    }

    @Test
    void the_first_packets_are_paced() {
        List<Target> targets = new ArrayList<>();
        for (int host = 1; host <= 16; host++) {
            targets.add(new Target(Type.ATTESTED, new UdpAddress(IpAddress.of(203, 0, 113, host), 5000)));
        }
        List<Moment> sent = new ArrayList<>();
        collect(engine.aim(targets, Moment.ZERO), Moment.ZERO, sent);
        assertThat(sent).hasSize(4);
        while (sent.size() < 40) {
            Moment now = engine.wakeAt();
            collect(engine.wake(now), now, sent);
        }
        for (int i = 5; i < sent.size(); i++) {
            assertThat(sent.get(i).since(sent.get(i - 4))).isGreaterThanOrEqualTo(Duration.ofMillis(5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.9:40000", "198.51.100.2:40000", "198.51.100.1:53", "192.168.1.9:40000"})
    void a_genuine_null_packet_from_an_address_outside_the_rules_is_not_even_answered(String stranger) {
        engine.aim(List.of(new Target(Type.ATTESTED, PEER)), Moment.ZERO);
        assertThat(engine.onStun(Way.direct(0, address(stranger)), nullPacket(1), Moment.ZERO))
                .isEmpty();
        assertThat(engine.onVoice(Way.direct(0, address(stranger)), Moment.ZERO))
                .isEmpty();
        assertThat(engine.ignored()).isEqualTo(2);
    }

    @Test
    void another_port_of_an_attested_address_is_answered_and_asked_at_once() {
        engine.aim(List.of(new Target(Type.ATTESTED, PEER)), Moment.ZERO);
        UdpAddress minted = new UdpAddress(PEER.ip(), 61234);
        List<Output> out = engine.onStun(Way.direct(0, minted), nullPacket(1), Moment.ZERO);
        assertThat(out.stream().filter(output -> output instanceof Transmit)).hasSize(2);
        assertThat(out)
                .contains(
                        new Output.WindowOpened(Way.direct(0, minted), Target.Why.HEARD),
                        new Output.NullPacketReceived(Way.direct(0, minted)));
    }

    @Test
    void a_replayed_null_packet_is_no_sign_of_life_and_is_hardly_answered() {
        engine.aim(List.of(new Target(Type.ATTESTED, PEER)), Moment.ZERO);
        Bytes recorded = nullPacket(1);
        engine.onStun(Way.direct(0, PEER), recorded, Moment.ZERO);
        int answered = 0;
        for (int i = 1; i <= 1000; i++) {
            Moment now = Moment.ZERO.plus(Duration.ofMillis(10L * i));
            answered += engine.onStun(Way.direct(0, PEER), recorded, now).size();
        }
        assertThat(engine.lastHeard()).isEqualTo(Moment.ZERO);
        assertThat(answered).isLessThan(60);
    }

    @Test
    void a_peer_that_asks_to_be_sought_gets_250_tries_a_second_and_2048_in_all_whatever_it_says() {
        engine.aim(List.of(new Target(Type.ATTESTED, PEER)), Moment.ZERO);
        List<Moment> tries = new ArrayList<>();
        TreeSet<UdpAddress> ports = new TreeSet<>();
        Moment now = Moment.ZERO;
        for (int step = 0; now.isBefore(seconds(60)); step++) {
            List<Output> out = new ArrayList<>(engine.wakeAt().reached(now) ? engine.wake(now) : List.of());
            // It says so again and again, of all that it can think of; late wake-ups don't pile up either.
            UdpAddress near = new UdpAddress(PEER.ip(), 1024 + step % 60_000);
            out.addAll(engine.seekNear(0, near, step % 3 - 1, now));
            for (Output output : out) {
                if (output instanceof Transmit transmit && !to(transmit).equals(PEER)) {
                    assertThat(to(transmit).ip()).isEqualTo(PEER.ip());
                    assertThat(to(transmit).port()).isGreaterThanOrEqualTo(1024);
                    assertThat(ports.add(to(transmit))).as("tried twice").isTrue();
                    tries.add(now);
                }
            }
            now = now.plus(Duration.ofMillis(step % 400 == 0 ? 700 : 3));
        }
        assertThat(tries).hasSize(1536);
        for (int i = 250; i < tries.size(); i++) {
            assertThat(tries.get(i).since(tries.get(i - 250))).isGreaterThanOrEqualTo(Duration.ofMillis(990));
        }
    }

    @Test
    void a_peer_that_says_again_and_again_that_it_is_elsewhere_gets_no_more_than_2048_tries_in_all() {
        List<Target> named = List.of(new Target(Type.ATTESTED, PEER));
        engine.aim(named, Moment.ZERO);
        int tries = 0;
        for (int move = 0; move < 20; move++) {
            Moment until = seconds(5 * move + 5);
            List<Output> out = new ArrayList<>(engine.follow(named, seconds(5 * move)));
            out.addAll(engine.seekNear(0, PEER, 0, seconds(5 * move)));
            while (engine.wakeAt().isBefore(until)) {
                out.addAll(engine.wake(engine.wakeAt()));
            }
            tries += (int) out.stream()
                    .filter(output ->
                            output instanceof Transmit transmit && !to(transmit).equals(PEER))
                    .count();
        }
        assertThat(tries).isBetween(1_700, 2_048);
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.9:40000, 5", "198.51.100.1:1023, 0", "192.168.1.9:40000, 1", "224.0.0.1:40000, 0"})
    void nothing_is_sought_at_an_address_that_is_not_agreed_on(String text, int step) {
        engine.aim(List.of(new Target(Type.ATTESTED, PEER)), Moment.ZERO);
        engine.seekNear(0, address(text), step, Moment.ZERO);
        engine.spreadTo(address(text), false, Moment.ZERO);
        assertThat(allThatIsSent(engine, seconds(20))).containsOnly(PEER);
    }

    @Test
    void many_windows_are_never_opened_towards_a_service() {
        UdpAddress service = address("203.0.113.9:53");
        engine.aim(List.of(new Target(Type.ATTESTED, service)), Moment.ZERO);
        assertThat(engine.spreadTo(service, false, Moment.ZERO)).noneMatch(Output.SpareWanted.class::isInstance);
    }

    @Test
    void nothing_goes_to_a_link_that_was_left() {
        UdpAddress atHome = address("192.168.1.7:5000");
        engine.aim(List.of(new Target(Type.LAN, atHome), new Target(Type.ATTESTED, PEER)), Moment.ZERO);
        engine.leaveLink();
        engine.onSocketsBound(1, way -> false, Moment.ZERO);
        assertThat(allThatIsSent(engine, seconds(20))).containsOnly(PEER);
    }

    @Test
    void what_the_manager_alone_says_is_no_reason_to_try_ports() {
        engine.aim(List.of(new Target(Type.ATTESTED, PEER, Target.Why.ATTESTED)), Moment.ZERO);
        engine.seekNear(0, PEER, 1, Moment.ZERO);
        engine.spreadTo(PEER, false, Moment.ZERO);
        assertThat(allThatIsSent(engine, seconds(20))).containsOnly(PEER);
    }

    @Test
    void where_only_the_manager_says_that_the_peer_is_five_packets_go_and_the_rest_when_the_peer_says_so_too() {
        List<Moment> sent = new ArrayList<>();
        Target told = new Target(Type.ATTESTED, PEER, Target.Why.ATTESTED);
        collect(engine.aim(List.of(told), Moment.ZERO), Moment.ZERO, sent);
        while (engine.wakeAt().isBefore(seconds(5))) {
            Moment now = engine.wakeAt();
            collect(engine.wake(now), now, sent);
        }
        assertThat(sent).hasSize(5);
        collect(engine.aim(List.of(new Target(Type.ATTESTED, PEER)), seconds(5)), seconds(5), sent);
        while (engine.wakeAt().isBefore(seconds(60))) {
            Moment now = engine.wakeAt();
            collect(engine.wake(now), now, sent);
        }
        assertThat(sent).hasSize(40);
    }

    @Test
    void a_forecast_at_the_end_of_the_ports_leads_neither_beyond_it_nor_among_the_services() {
        for (int step : new int[] {-127, 127}) {
            PathEngine other = TwoHomes.ordinary(step).caller.engine;
            UdpAddress edge = new UdpAddress(PEER.ip(), step < 0 ? 1030 : 65_530);
            other.aim(List.of(new Target(Type.ATTESTED, PEER)), Moment.ZERO);
            other.seekNear(0, edge, step, Moment.ZERO);
            assertThat(allThatIsSent(other, seconds(2)))
                    .allMatch(to -> to.port() >= 1024 && to.ip().equals(PEER.ip()));
        }
    }

    @Test
    void spare_sockets_send_once_each_to_the_agreed_port_and_are_all_closed_when_nothing_comes_of_it() {
        engine.aim(List.of(new Target(Type.ATTESTED, PEER)), Moment.ZERO);
        List<Output> out = new ArrayList<>(engine.spreadTo(PEER, false, Moment.ZERO));
        while (engine.wakeAt().isBefore(seconds(30))) {
            out.addAll(engine.wake(engine.wakeAt()));
        }
        List<Integer> opened = new ArrayList<>();
        List<Integer> closed = new ArrayList<>();
        List<Integer> used = new ArrayList<>();
        for (Output output : out) {
            switch (output) {
                case Output.SpareWanted wanted -> opened.add(wanted.socket());
                case Output.SpareDone done -> closed.add(done.socket());
                case Transmit transmit -> {
                    assertThat(to(transmit)).isEqualTo(PEER);
                    used.add(((Way.Direct) transmit.way()).socket());
                }
                default -> {}
            }
        }
        used.removeIf(socket -> socket < 512);
        assertThat(opened).hasSize(256).doesNotHaveDuplicates().isEqualTo(used);
        assertThat(closed).containsExactlyInAnyOrderElementsOf(opened);
        assertThat(engine.spreadTo(PEER, false, seconds(30))).noneMatch(Output.SpareWanted.class::isInstance);
    }

    private static List<UdpAddress> allThatIsSent(PathEngine engine, Moment until) {
        List<UdpAddress> sent = new ArrayList<>();
        while (engine.wakeAt().isBefore(until)) {
            for (Output output : engine.wake(engine.wakeAt())) {
                if (output instanceof Transmit transmit) {
                    sent.add(to(transmit));
                }
            }
        }
        return sent;
    }

    /** Everything that a hostile manager, peer and internet can hand in, at random, for two minutes of virtual time. */
    @Test
    void nothing_leaves_to_a_stranger() {
        for (long seed = 0; seed < 200; seed++) {
            attack(seed);
        }
    }

    private static void attack(long seed) {
        Random random = new Random(seed);
        TwoHomes homes = TwoHomes.ordinary(seed);
        PathEngine engine = homes.caller.engine;
        List<Target> aimed = new ArrayList<>();
        Map<UdpAddress, Integer> sentTo = new TreeMap<>();
        List<Bytes> heardBytes = new ArrayList<>();
        Moment now = Moment.ZERO;
        TreeSet<UdpAddress> sources = new TreeSet<>();
        for (int step = 0; step < 1500; step++) {
            now = now.plus(Duration.ofMillis(random.nextInt(160)));
            UdpAddress from = any(random);
            List<Output> out = switch (random.nextInt(6)) {
                case 0 -> {
                    Target target = new Target(Type.values()[random.nextInt(2)], any(random));
                    aimed.add(target);
                    yield engine.aim(List.of(target), now);
                }
                case 1 -> engine.onStun(Way.direct(random.nextInt(4) - 1, from), nullPacket(random.nextInt()), now);
                case 2 -> engine.onStun(Way.direct(0, from), garbage(random, heardBytes), now);
                case 3 -> engine.onVoice(Way.direct(random.nextInt(3), from), now);
                default -> engine.wakeAt().reached(now) ? engine.wake(now) : List.of();
            };
            sources.add(from);
            for (Output output : out) {
                if (output instanceof Transmit transmit) {
                    sentTo.merge(to(transmit), 1, Integer::sum);
                    heardBytes.add(transmit.datagram());
                    assertThat(transmit.datagram().length()).isLessThanOrEqualTo(1200);
                    assertThat(aimed)
                            .as("seed %d, step %d: %s", seed, step, to(transmit))
                            .anyMatch(target -> allowed(target, to(transmit)));
                }
            }
            assertThat(engine.proved()).isFalse();
        }
        assertThat(sources.size()).isGreaterThan(20);
        // 2 minutes: what it was asked to answer, never more than the answers' bucket.
        assertThat(sentTo.values()).allMatch(count -> count < 700);
        assertThat(sentTo.size()).isBetween(1, Targets.MOST_NAMED * 20);
    }

    /** The rules as SECURITY has them, written again. */
    private static boolean allowed(Target target, UdpAddress to) {
        IpAddress ip = to.ip();
        boolean scoped = target.type() == Type.ATTESTED || ip.isPrivate() || ip.isLinkLocal() || ip.isLoopback();
        boolean sameAddress = target.address().ip().equals(ip);
        boolean port = to.port() >= 1024
                || target.type() == Type.ATTESTED && target.address().equals(to) && to.port() > 0;
        return scoped && sameAddress && port && !ip.isMulticastOrBroadcast() && !ip.isUnspecified();
    }

    private static UdpAddress any(Random random) {
        String[] hosts = {
            "198.51.100.1",
            "203.0.113.9",
            "192.168.1.9",
            "10.1.1.1",
            "127.0.0.1",
            "224.0.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "169.254.1.1",
            "8.8.8.8"
        };
        int[] ports = {0, 53, 1023, 1024, 40000, 40001, 65535};
        int port = random.nextInt(3) == 0 ? random.nextInt(65536) : ports[random.nextInt(ports.length)];
        return new UdpAddress(
                IpAddress.parse(hosts[random.nextInt(hosts.length)]).orElseThrow(), port);
    }

    private static Bytes garbage(Random random, List<Bytes> overheard) {
        if (overheard.isEmpty() || random.nextInt(4) == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return Bytes.owning(noise);
        }
        byte[] copy = overheard.get(random.nextInt(overheard.size())).toArray();
        if (random.nextBoolean()) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return Bytes.of(copy, 0, random.nextBoolean() ? copy.length : random.nextInt(copy.length + 1));
    }

    private static Bytes nullPacket(int number) {
        byte[] id = new byte[12];
        id[0] = (byte) (number >> 24);
        id[1] = (byte) (number >> 16);
        id[2] = (byte) (number >> 8);
        id[3] = (byte) number;
        StunMessage message = StunMessage.of(
                StunMessage.Type.BINDING_REQUEST,
                Bytes.owning(id),
                new StunAttribute.Username("callercallercall:devicedevicedevi"));
        return StunCodec.encode(message, Optional.of(TwoHomes.TO_CALLER));
    }

    private static UdpAddress to(Transmit transmit) {
        return ((Way.Direct) transmit.way()).remote();
    }

    private static void collect(List<Output> outputs, Moment now, List<Moment> sent) {
        outputs.stream().filter(output -> output instanceof Transmit).forEach(output -> sent.add(now));
    }

    private static Moment seconds(int seconds) {
        return Moment.ZERO.plus(Duration.ofSeconds(seconds));
    }

    private static UdpAddress address(String text) {
        return UdpAddress.parse(text).orElseThrow();
    }
}
