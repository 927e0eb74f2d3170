package io.transom.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.lan.Subnet;
import io.transom.core.path.Target;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.PeerSignal.Candidate;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
    private static UdpAddress address(String text) {
        return UdpAddress.parse(text).orElseThrow();
    }

    private static final UdpAddress REFLECTOR = address("203.0.113.1:3478");
    private static final UdpAddress OURS = address("198.51.100.1:4000");
    private static final UdpAddress THEIRS = address("198.51.100.2:4000");

    private final Targets targets = new Targets(List.of(OURS), List.of(REFLECTOR), links("192.168.1.2"));

    private static List<Subnet> links(String... own) {
        return Stream.of(own)
                .map(ip -> Subnet.usual(IpAddress.parse(ip).orElseThrow()))
                .toList();
    }

    private static Candidate observed(UdpAddress address) {
        return new Candidate(Candidate.Type.OBSERVED, 0, address);
    }

    private static Candidate granted(UdpAddress address) {
        return new Candidate(Candidate.Type.GRANTED, 0, address);
    }

    private static Candidate host(String text) {
        return new Candidate(Candidate.Type.HOST, 0, address(text));
    }

    @Test
    void an_address_that_only_one_of_peer_and_manager_names_is_no_target() {
        UdpAddress victim = address("192.0.2.9:53");
        assertThat(targets.agreed(List.of(observed(THEIRS), observed(victim)), List.of(THEIRS)))
                .containsExactly(new Target(Target.Type.ATTESTED, THEIRS));
        assertThat(targets.agreed(List.of(observed(THEIRS)), List.of(THEIRS, victim)))
                .containsExactly(new Target(Target.Type.ATTESTED, THEIRS));
    }

    @Test
    void a_granted_port_is_a_target_only_at_an_address_that_the_manager_attests() {
        UdpAddress granted = address("198.51.100.2:50505");
        assertThat(targets.agreed(List.of(granted(granted)), List.of(THEIRS)))
                .containsExactly(new Target(Target.Type.ATTESTED, granted, Target.Why.GRANTED))
                .as("a port that the peer alone names is sent no sound before it is proved")
                .noneMatch(Target::isAgreed);
        for (String victim : List.of("192.0.2.9:50505", "198.51.100.2:53", "198.51.100.2:0", "192.168.1.1:50505")) {
            assertThat(targets.agreed(List.of(granted(address(victim))), List.of(THEIRS)))
                    .as(victim)
                    .isEmpty();
        }
    }

    @Test
    void links_of_the_peer_are_targets_only_where_both_are_seen_at_one_address() {
        List<Candidate> hosts = List.of(host("192.168.1.7:5000"), host("192.168.1.2:5000"));
        assertThat(targets.agreed(hosts, List.of(THEIRS))).isEmpty();
        assertThat(targets.agreed(hosts, List.of(address("198.51.100.1:4999"))))
                .hasSize(2)
                .allMatch(target -> target.type() == Target.Type.LAN);
    }

    /** Behind one carrier's NAT all are seen at one address: a member there could name a stranger in the carrier's network. */
    @Test
    void what_is_on_none_of_our_own_links_is_no_target_even_in_one_home() {
        for (String elsewhere : List.of(
                "192.168.2.7", "192.168.1.0", "192.168.1.255", "10.0.0.1", "172.16.0.1", "100.64.0.1", "169.254.3.4")) {
            assertThat(targets.agreed(List.of(host(elsewhere + ":5000")), List.of(address("198.51.100.1:4999"))))
                    .as(elsewhere)
                    .isEmpty();
        }
        Targets wide = new Targets(
                List.of(OURS),
                List.of(REFLECTOR),
                List.of(new Subnet(IpAddress.parse("10.0.0.2").orElseThrow(), 16)));
        List<Candidate> hosts = List.of(host("10.0.7.7:5000"), host("10.1.7.7:5000"));
        assertThat(wide.agreed(hosts, List.of(address("198.51.100.1:4999"))))
                .containsExactly(new Target(Target.Type.LAN, address("10.0.7.7:5000")));
    }

    @Test
    void links_of_the_peer_are_no_targets_of_whoever_has_none() {
        Targets onTheInternet = new Targets(List.of(OURS), List.of(REFLECTOR), links("198.51.100.1"));
        Targets atHome = new Targets(List.of(OURS), List.of(REFLECTOR), links("192.168.1.2"));
        List<Candidate> hosts = List.of(host("192.168.1.7:5000"));
        assertThat(onTheInternet.agreed(hosts, List.of(address("198.51.100.1:4999"))))
                .isEmpty();
        assertThat(atHome.agreed(hosts, List.of(address("198.51.100.1:4999")))).hasSize(1);
    }

    @Test
    void in_one_home_neither_onTheInternetnor_loopback_nor_multicast_hosts_are_targets() {
        List<Candidate> hosts =
                List.of(host("192.0.2.9:5000"), host("127.0.0.1:5000"), host("224.0.0.1:5000"), host("10.0.0.1:0"));
        assertThat(targets.agreed(hosts, List.of(address("198.51.100.1:4999")))).isEmpty();
    }

    @Test
    void private_and_loopback_addresses_need_a_manager_of_that_scope() {
        List<UdpAddress> attested = List.of(address("127.0.0.2:4000"), address("10.1.2.3:4000"), THEIRS);
        assertThat(targets.attested(attested))
                .containsExactly(new Target(Target.Type.ATTESTED, THEIRS, Target.Why.ATTESTED));
        Targets inAHome = new Targets(List.of(), List.of(address("192.168.1.1:3478")), List.of());
        assertThat(inAHome.attested(attested)).hasSize(2);
        Targets onOneMachine = new Targets(List.of(), List.of(address("127.0.0.1:3478")), List.of());
        assertThat(onOneMachine.attested(attested)).hasSize(3);
        assertThat(new Targets(List.of(), List.of(), List.of()).attested(attested))
                .hasSize(1);
    }

    @Test
    void the_manager_alone_points_at_four_addresses_at_most() {
        List<UdpAddress> strangers = IntStream.rangeClosed(1, 8)
                .mapToObj(i -> address("192.0.2." + i + ":4000"))
                .toList();
        assertThat(targets.attested(strangers)).hasSize(4);
    }

    @Test
    void multicast_broadcast_and_unspecified_addresses_are_never_targets() {
        List<UdpAddress> bad = List.of(
                address("224.0.0.1:4000"),
                address("255.255.255.255:4000"),
                address("0.0.0.0:4000"),
                address("[ff02::1]:4000"));
        Targets onOneMachine = new Targets(List.of(), List.of(address("127.0.0.1:3478")), List.of());
        assertThat(onOneMachine.attested(bad)).isEmpty();
        assertThat(onOneMachine.agreed(bad.stream().map(TargetsTest::observed).toList(), bad))
                .isEmpty();
    }

    private static final UdpAddress OURS_V6 = address("[2001:db8:1::2]:4000");
    private static final UdpAddress THEIRS_V6 = address("[2001:db8:2::2]:4000");

    /** A home with both, whose manager is reached by both. */
    private final Targets dualStack = new Targets(
            List.of(OURS, OURS_V6),
            List.of(REFLECTOR, address("[2001:db8::1]:3478")),
            links("192.168.1.2", "2001:db8:1::2", "fd00:1::2"));

    @Test
    void both_families_are_targets_at_once() {
        assertThat(dualStack.agreed(List.of(observed(THEIRS), observed(THEIRS_V6)), List.of(THEIRS, THEIRS_V6)))
                .extracting(Target::address)
                .containsExactly(THEIRS, THEIRS_V6);
    }

    @Test
    void nothing_of_a_family_that_we_have_no_address_of_is_a_target() {
        Targets plain = new Targets(List.of(OURS), List.of(REFLECTOR), links("192.168.1.2"));
        assertThat(plain.attested(List.of(THEIRS, THEIRS_V6)))
                .extracting(Target::address)
                .containsExactly(THEIRS);
    }

    @Test
    void a_unique_local_address_is_private_and_needs_a_manager_of_that_scope() {
        UdpAddress local = address("[fd00:1::9]:4000");
        assertThat(dualStack.attested(List.of(local))).isEmpty();
        Targets atHome = new Targets(List.of(), List.of(address("[fd00:1::1]:3478")), List.of());
        assertThat(atHome.attested(List.of(local))).hasSize(1);
        // That the manager is in our home by one family says nothing of the other.
        assertThat(atHome.attested(List.of(address("10.1.2.3:4000")))).isEmpty();
    }

    @Test
    void two_in_one_ipv6_prefix_are_in_one_home() {
        List<Candidate> hosts = List.of(host("[fd00:1::9]:4000"), host("[fe80::9]:4000"), host("[2001:db8:1::9]:53"));
        assertThat(dualStack.agreed(hosts, List.of(THEIRS_V6))).isEmpty();
        assertThat(dualStack.agreed(hosts, List.of(address("[2001:db8:1::9]:4000"))))
                .containsExactly(new Target(Target.Type.LAN, address("[fd00:1::9]:4000")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::ffff:198.51.100.9",
                "::198.51.100.9",
                "64:ff9b::c633:6409",
                "64:ff9b:1::c633:6409",
                "2002:c633:6409::1",
                "2001::c633:6409",
                "fe80::9",
                "ff02::1",
                "::"
            })
    void an_address_that_names_no_machine_or_one_of_the_other_family_is_no_target(String ip) {
        String readable = ip.replace("198.51.100.9", "c633:6409");
        UdpAddress bad = address("[" + readable + "]:4000");
        assertThat(dualStack.attested(List.of(bad))).isEmpty();
        assertThat(dualStack.agreed(List.of(observed(bad), host("[" + readable + "]:4000")), List.of(bad)))
                .isEmpty();
    }
}
