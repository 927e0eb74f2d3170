package io.transom.simulator.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.simulator.net.Dice;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    private static final UdpAddress INSIDE = address(192, 168, 1, 2, 4000);
    private static final IpAddress OUTSIDE = IpAddress.of(203, 0, 113, 7);
    private static final UdpAddress ALICE = address(198, 51, 100, 1, 1000);
    private static final UdpAddress ALICES_OTHER_PORT = address(198, 51, 100, 1, 1001);
    private static final UdpAddress BOB = address(198, 51, 100, 2, 1000);
    private static final Moment NOW = Moment.ZERO;

    private static UdpAddress address(int a, int b, int c, int d, int port) {
        return new UdpAddress(IpAddress.of(a, b, c, d), port);
    }

    private static Router router(Mapping mapping, Filtering filtering) {
        return new Router(RouterKind.of(mapping, filtering), OUTSIDE);
    }

    @ParameterizedTest
    @CsvSource({
        "ENDPOINT_INDEPENDENT, true, true",
        "ADDRESS_DEPENDENT, true, false",
        "ADDRESS_AND_PORT_DEPENDENT, false, false"
    })
    void a_mapping_is_reused_as_far_as_its_kind_says(Mapping mapping, boolean samePort, boolean sameAddress) {
        Router router = router(mapping, Filtering.ENDPOINT_INDEPENDENT);
        Optional<UdpAddress> first = router.outbound(INSIDE, ALICE, NOW);
        assertThat(router.outbound(INSIDE, ALICE, NOW)).isEqualTo(first);
        assertThat(router.outbound(INSIDE, ALICES_OTHER_PORT, NOW).equals(first))
                .isEqualTo(samePort);
        assertThat(router.outbound(INSIDE, BOB, NOW).equals(first)).isEqualTo(sameAddress);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ei/apd+grant", "apd/apd+grant"})
    void a_granted_port_lets_everybody_in_and_answers_through_itself_until_it_is_over(String text) {
        Router router = new Router(RouterKind.parse(text).orElseThrow(), OUTSIDE);
        Moment end = NOW.plus(Duration.ofHours(2));
        UdpAddress granted = router.grant(INSIDE, end, NOW).orElseThrow();
        Moment later = NOW.plus(Duration.ofHours(1));
        assertThat(router.inbound(BOB, granted, later)).contains(INSIDE);
        assertThat(router.mapped(INSIDE, BOB, later)).contains(granted);
        assertThat(router.outbound(INSIDE, BOB, later)).contains(granted);
        assertThat(router.grants(INSIDE, later)).isTrue();
        assertThat(router.inbound(ALICE, granted, end.plus(Duration.ofHours(1))))
                .isEmpty();
        router.reboot(OUTSIDE);
        assertThat(router.grants(INSIDE, later)).isFalse();
    }

    @Test
    void a_port_that_is_one_for_all_is_the_one_that_is_granted() {
        Router router = new Router(RouterKind.parse("ei/apd+grant").orElseThrow(), OUTSIDE);
        Optional<UdpAddress> mapped = router.outbound(INSIDE, ALICE, NOW);
        assertThat(router.grant(INSIDE, NOW.plus(Duration.ofHours(2)), NOW)).isEqualTo(mapped);
    }

    @ParameterizedTest
    @CsvSource({
        "ENDPOINT_INDEPENDENT, true, true",
        "ADDRESS_DEPENDENT, true, false",
        "ADDRESS_AND_PORT_DEPENDENT, false, false"
    })
    void a_filter_lets_in_as_far_as_its_kind_says(Filtering filtering, boolean otherPort, boolean otherAddress) {
        Router router = router(Mapping.ENDPOINT_INDEPENDENT, filtering);
        UdpAddress outside = router.outbound(INSIDE, ALICE, NOW).orElseThrow();
        assertThat(router.inbound(ALICE, outside, NOW)).contains(INSIDE);
        assertThat(router.inbound(ALICES_OTHER_PORT, outside, NOW).isPresent()).isEqualTo(otherPort);
        assertThat(router.inbound(BOB, outside, NOW).isPresent()).isEqualTo(otherAddress);
    }

    @Test
    void a_stateful_firewall_is_closed_until_its_host_has_sent_and_an_open_host_never_is() {
        UdpAddress host = new UdpAddress(OUTSIDE, 4000);
        Router firewall = router(Mapping.NONE, Filtering.ENDPOINT_INDEPENDENT);
        assertThat(firewall.inbound(ALICE, host, NOW)).isEmpty();
        assertThat(firewall.outbound(host, BOB, NOW)).contains(host);
        assertThat(firewall.inbound(ALICE, host, NOW)).contains(host);
        assertThat(new Router(RouterKind.open(), OUTSIDE).inbound(ALICE, host, NOW))
                .contains(host);
        assertThat(firewall.dropped()).isEqualTo(1);
    }

    @Test
    void an_idle_mapping_is_forgotten_and_a_used_one_is_kept() {
        Router router = router(Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT);
        UdpAddress outside = router.outbound(INSIDE, ALICE, NOW).orElseThrow();
        Moment almost = NOW.plus(RouterKind.ORDINARY_EXPIRY.minusMillis(1));
        assertThat(router.inbound(ALICE, outside, almost)).contains(INSIDE);
        assertThat(router.outbound(INSIDE, ALICE, almost)).contains(outside);
        Moment later = almost.plus(RouterKind.ORDINARY_EXPIRY.minusMillis(1));
        assertThat(router.inbound(ALICE, outside, later)).contains(INSIDE);
        assertThat(router.inbound(ALICE, outside, later.plus(Duration.ofMillis(1))))
                .isEmpty();
    }

    @Test
    void inbound_packets_keep_a_mapping_only_where_the_router_is_of_that_kind() {
        Router router = new Router(RouterKind.linux(), OUTSIDE);
        UdpAddress outside = router.outbound(INSIDE, ALICE, NOW).orElseThrow();
        Moment almost = NOW.plus(RouterKind.ORDINARY_EXPIRY.minusMillis(1));
        router.inbound(ALICE, outside, almost);
        assertThat(router.inbound(ALICE, outside, almost.plus(Duration.ofSeconds(1))))
                .contains(INSIDE);
        assertThat(outside.port()).as("Linux keeps the port").isEqualTo(INSIDE.port());
    }

    @Test
    void a_reboot_forgets_every_window_and_may_bring_another_address() {
        Router router = router(Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT);
        UdpAddress before = router.outbound(INSIDE, ALICE, NOW).orElseThrow();
        IpAddress moved = IpAddress.of(203, 0, 113, 8);
        router.reboot(moved);
        assertThat(router.inbound(ALICE, before, NOW)).isEmpty();
        assertThat(router.outbound(INSIDE, ALICE, NOW).orElseThrow().ip()).isEqualTo(moved);
    }

    @Test
    void a_flood_from_inside_fills_the_table_and_no_more() {
        Router router = router(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ENDPOINT_INDEPENDENT);
        for (int port = 1; port <= Router.MOST_MAPPINGS + 10; port++) {
            router.outbound(INSIDE, new UdpAddress(ALICE.ip(), port), NOW);
        }
        assertThat(router.mappings()).isEqualTo(Router.MOST_MAPPINGS);
        assertThat(router.dropped()).isEqualTo(10);
    }

    @Test
    void sequential_ports_can_be_guessed_preserved_ones_are_the_inside_ones_and_random_ones_are_thrown() {
        RouterKind kind = RouterKind.of(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ENDPOINT_INDEPENDENT);
        Router sequential = new Router(kind, OUTSIDE);
        int first = sequential.outbound(INSIDE, ALICE, NOW).orElseThrow().port();
        assertThat(sequential.outbound(INSIDE, BOB, NOW)).contains(new UdpAddress(OUTSIDE, first + 1));

        Router preserved = new Router(kind.choosing(Ports.PRESERVED), OUTSIDE);
        assertThat(preserved.outbound(INSIDE, ALICE, NOW)).contains(new UdpAddress(OUTSIDE, INSIDE.port()));
        assertThat(preserved.outbound(INSIDE, BOB, NOW).orElseThrow().port()).isNotEqualTo(INSIDE.port());

        Router random = new Router(kind.choosing(Ports.RANDOM), OUTSIDE, new Dice(1));
        List<UdpAddress> once = twenty(random);
        assertThat(once).doesNotHaveDuplicates();
        assertThat(once.stream().mapToInt(UdpAddress::port).max().orElseThrow()
                        - once.stream().mapToInt(UdpAddress::port).min().orElseThrow())
                .as("spread over all ports")
                .isGreaterThan(30_000);
        assertThat(twenty(new Router(kind.choosing(Ports.RANDOM), OUTSIDE, new Dice(1))))
                .isEqualTo(once);
    }

    private static List<UdpAddress> twenty(Router router) {
        return IntStream.range(0, 20)
                .mapToObj(i -> router.outbound(INSIDE, new UdpAddress(ALICE.ip(), 1000 + i), NOW)
                        .orElseThrow())
                .toList();
    }

    @Test
    void who_gives_a_port_back_gets_another_one() {
        Router router = new Router(RouterKind.linux(), OUTSIDE);
        UdpAddress first = router.outbound(INSIDE, ALICE, NOW).orElseThrow();
        router.giveBack(first);
        assertThat(router.outbound(INSIDE, ALICE, NOW).orElseThrow()).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ei/apd+preserved+reject", "apd/apd+preserved+reject"})
    void a_rejected_packet_costs_the_inside_host_its_port_towards_that_remote_for_thirty_seconds(String kind) {
        Router router = new Router(RouterKind.parse(kind).orElseThrow(), OUTSIDE);
        UdpAddress same = new UdpAddress(OUTSIDE, INSIDE.port());
        assertThat(router.arrive(ALICE, same, NOW)).isEqualTo(new Arrival.Rejected());
        UdpAddress evaded = router.outbound(INSIDE, ALICE, NOW).orElseThrow();
        assertThat(evaded).isNotEqualTo(same);
        assertThat(router.outbound(INSIDE, ALICE, NOW)).as("and stays there").contains(evaded);
        assertThat(router.arrive(ALICE, evaded, NOW)).isEqualTo(new Arrival.LetIn(INSIDE));
        assertThat(router.outbound(INSIDE, BOB, NOW))
                .as("others see no difference")
                .contains(same);
        Moment later = NOW.plus(Rejections.TAKEN_FOR);
        Router patient = new Router(RouterKind.parse(kind).orElseThrow(), OUTSIDE);
        patient.arrive(ALICE, same, NOW);
        assertThat(patient.outbound(INSIDE, ALICE, later)).contains(same);
    }

    @Test
    void who_sends_before_the_other_sides_packet_comes_keeps_his_port() {
        Router router = new Router(RouterKind.linux().rejecting(), OUTSIDE);
        UdpAddress same = router.outbound(INSIDE, ALICE, NOW).orElseThrow();
        assertThat(router.arrive(ALICE, same, NOW)).isEqualTo(new Arrival.LetIn(INSIDE));
        assertThat(router.arrive(BOB, same, NOW)).isEqualTo(new Arrival.Rejected());
        assertThat(router.outbound(INSIDE, ALICE, NOW)).contains(same);
    }

    @Test
    void where_udp_is_blocked_nothing_goes_out_or_comes_in() {
        Router router = new Router(RouterKind.blocked(), OUTSIDE);
        assertThat(router.outbound(INSIDE, ALICE, NOW)).isEmpty();
        assertThat(router.arrive(ALICE, new UdpAddress(OUTSIDE, INSIDE.port()), NOW))
                .isEqualTo(new Arrival.Dropped());
        assertThat(router.dropped()).isEqualTo(2);
    }

    @Test
    void there_are_thirteen_kinds_and_each_can_be_written_and_read() {
        List<RouterKind> kinds = RouterKind.all();
        assertThat(kinds).hasSize(13).doesNotHaveDuplicates();
        assertThat(kinds)
                .allSatisfy(kind -> assertThat(RouterKind.parse(kind.text())).contains(kind));
        assertThat(RouterKind.parse("apd")).isEmpty();
        assertThat(RouterKind.parse("apd/full-cone")).isEmpty();
        assertThatThrownBy(() -> RouterKind.of(Mapping.UNKNOWN, Filtering.ADDRESS_DEPENDENT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "open",
                "blocked",
                "ei/apd+preserved+refreshing+hairpin+reject",
                "apd/apd+random",
                "none/apd+reject"
            })
    void what_else_a_router_does_is_part_of_its_text(String text) {
        assertThat(RouterKind.parse(text).orElseThrow().text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"open+reject", "blocked+hairpin", "ei/apd+sideways", "ei/apd+", "unknown/apd", ""})
    void what_is_no_kind_of_router_is_not_read(String text) {
        assertThat(RouterKind.parse(text)).isEmpty();
    }
}
