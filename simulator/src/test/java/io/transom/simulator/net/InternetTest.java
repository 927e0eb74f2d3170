package io.transom.simulator.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.simulator.router.RouterKind;
import io.transom.wire.Bytes;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InternetTest {
    private static final Duration NEAR = Duration.ofMillis(10);
    private static final Bytes HELLO = Bytes.utf8("hello");

    private final EventQueue time = new EventQueue();
    private final Internet internet = new Internet(time);
    private final Host server = internet.publicHost("server", IpAddress.of(198, 51, 100, 1), NEAR);
    private final Site home = internet.site(
            "home",
            RouterKind.of(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT),
            IpAddress.of(203, 0, 113, 7),
            NEAR);
    private final Host phone = internet.host(home, "phone", IpAddress.of(192, 168, 1, 2));
    private final Host tablet = internet.host(home, "tablet", IpAddress.of(192, 168, 1, 3));
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void listen() {
        for (Host host : List.of(server, phone, tablet)) {
            host.onDatagram((local, from, datagram) ->
                    heard.add(host.name() + " " + time.now().since(Moment.ZERO).toMillis() + " from " + from));
        }
    }

    @Test
    void a_datagram_takes_one_leg_and_comes_from_the_routers_address() {
        phone.send(4000, server.at(80), HELLO);
        time.run(Duration.ofSeconds(1));
        assertThat(heard).containsExactly("server 20 from 203.0.113.7:49152");
    }

    @Test
    void an_answer_passes_the_filter_and_a_stranger_does_not() {
        Host stranger = internet.publicHost("stranger", IpAddress.of(198, 51, 100, 9), NEAR);
        server.onDatagram((local, from, datagram) -> {
            server.send(80, from, datagram);
            stranger.send(80, from, datagram);
        });
        phone.send(4000, server.at(80), HELLO);
        time.run(Duration.ofSeconds(1));
        assertThat(heard).containsExactly("phone 40 from 198.51.100.1:80");
    }

    @Test
    void machines_of_one_home_reach_each_other_on_their_own_link() {
        phone.send(4000, tablet.at(5000), HELLO);
        time.run(Duration.ofSeconds(1));
        assertThat(heard).containsExactly("tablet 1 from 192.168.1.2:4000");
    }

    @Test
    void a_packet_to_the_homes_own_outside_address_turns_round_only_where_the_router_hairpins() {
        for (String kind : List.of("ei/ei", "ei/ei+hairpin")) {
            Site other = internet.site(
                    kind, RouterKind.parse(kind).orElseThrow(), IpAddress.of(203, 0, 113, 50 + kind.length()), NEAR);
            Host radio = internet.host(other, "radio", IpAddress.of(192, 168, 1, 2));
            Host lamp = internet.host(other, "lamp", IpAddress.of(192, 168, 1, 3));
            lamp.onDatagram((local, from, datagram) -> heard.add(kind + " from " + from.port()));
            lamp.send(1, server.at(80), HELLO);
            radio.send(2, new UdpAddress(other.publicIp(), 49_152), HELLO);
            time.run(Duration.ofSeconds(1));
        }
        assertThat(heard).filteredOn(line -> line.startsWith("ei")).containsExactly("ei/ei+hairpin from 49153");
    }

    @Test
    void two_homes_of_one_carrier_show_one_address_and_each_packet_is_translated_twice() {
        Carrier carrier = internet.carrier("carrier", RouterKind.linux(), IpAddress.of(203, 0, 113, 99), NEAR);
        Site one = internet.site("one", RouterKind.linux(), IpAddress.of(100, 64, 0, 1), NEAR, carrier);
        Site two = internet.site("two", RouterKind.linux(), IpAddress.of(100, 64, 0, 2), NEAR, carrier);
        Host first = internet.host(one, "first", IpAddress.of(192, 168, 1, 2));
        Host second = internet.host(two, "second", IpAddress.of(192, 168, 1, 2));
        first.onDatagram((local, from, datagram) ->
                heard.add("first " + time.now().since(Moment.ZERO).toMillis()));
        server.onDatagram((local, from, datagram) -> {
            heard.add("server " + time.now().since(Moment.ZERO).toMillis() + " from " + from);
            server.send(80, from, datagram);
        });
        first.send(4000, server.at(80), HELLO);
        second.send(4000, server.at(80), HELLO);
        time.run(Duration.ofSeconds(1));
        assertThat(heard)
                .containsExactly("server 30 from 203.0.113.99:4000", "server 30 from 203.0.113.99:49152", "first 60");
        assertThat(internet.outside(first, 4000, server.at(80)))
                .contains(UdpAddress.parse("203.0.113.99:4000").orElseThrow());
    }

    @Test
    void weather_loses_doubles_and_delays() {
        List<List<Duration>> copies =
                List.of(List.of(), List.of(Duration.ofMillis(5), Duration.ofMillis(7)), List.of(Duration.ZERO));
        List<List<Duration>> left = new ArrayList<>(copies);
        internet.weather(packet -> left.removeFirst());
        for (int i = 0; i < copies.size(); i++) {
            phone.send(4000, server.at(80), HELLO);
        }
        time.run(Duration.ofSeconds(1));
        assertThat(heard).hasSize(3);
        assertThat(heard.getFirst()).startsWith("server 20");
    }

    @Test
    void what_was_sent_before_a_reboot_with_a_new_address_finds_nobody() {
        server.onDatagram((local, from, datagram) -> server.send(80, from, datagram));
        phone.send(4000, server.at(80), HELLO);
        time.run(Duration.ofMillis(30));
        internet.reboot(home, IpAddress.of(203, 0, 113, 8));
        time.run(Duration.ofSeconds(1));
        assertThat(heard).isEmpty();
    }

    @Test
    void what_falls_on_one_moment_happens_in_the_order_it_was_scheduled() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            time.after(Duration.ofMillis(number % 2), () -> order.add(number));
        }
        time.run(Duration.ofSeconds(1));
        assertThat(order.subList(0, 50)).isSorted();
        assertThat(order.subList(50, 100)).isSorted();
        assertThat(order.getFirst()).isZero();
    }

    @Test
    void one_seed_gives_one_sequence_and_a_fork_one_of_its_own() {
        assertThat(new Dice(1).bytes(100)).isEqualTo(new Dice(1).bytes(100));
        assertThat(new Dice(1).bytes(100)).isNotEqualTo(new Dice(2).bytes(100));
        Dice dice = new Dice(1);
        Bytes first = dice.fork("weather").bytes(8);
        assertThat(dice.fork("weather").bytes(8)).isEqualTo(first);
        assertThat(dice.fork("keys").bytes(8)).isNotEqualTo(first);
        assertThat(new Dice(0).next()).as("SplitMix64's first value for seed 0").isEqualTo(0xE220A8397B1DCDAFL);
    }
}
