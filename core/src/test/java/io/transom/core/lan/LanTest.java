package io.transom.core.lan;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.path.Target;
import io.transom.core.trust.Identity;
import io.transom.core.trust.LanSeal;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.dns.DnsCodec;
import io.transom.wire.dns.DnsMessage;
import io.transom.wire.dns.DnsName;
import io.transom.wire.dns.DnsRecord;
import io.transom.wire.signal.ControlSignal.Send;
import io.transom.wire.signal.LanRecord;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal.Candidate;
import io.transom.wire.signal.SignalKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two of a household and whoever else is on the link. */
class LanTest {
    private static final UdpAddress ANNAS = at("192.168.1.2", 4000);
    private static final UdpAddress DOORS = at("192.168.1.3", 4000);
    private static final UdpAddress STRANGERS = at("192.168.1.66", 4000);
    private static final CallId CALL = new CallId(Bytes.owning(new byte[CallId.LENGTH]));

    private final Entropy entropy = new SeededEntropy(7);
    private final Identity anna = Identity.generate(entropy);
    private final Identity door = Identity.generate(entropy);
    private final Map<Lan.Drop, Integer> dropped = new EnumMap<>(Lan.Drop.class);
    private final Bytes annasBoot = entropy.bytes(16);
    private final Lan annas = lan(anna, door, "door", Role.DEVICE, annasBoot, ANNAS, 1);
    private Bytes doorsBoot = entropy.bytes(16);
    private Lan doors = lan(door, anna, "anna", Role.CALLER, doorsBoot, DOORS, 5);
    private Moment now = Moment.ZERO;

    private static UdpAddress at(String ip, int port) {
        return new UdpAddress(IpAddress.parse(ip).orElseThrow(), port);
    }

    private Lan lan(Identity self, Identity other, String name, Role role, Bytes boot, UdpAddress at, long starts) {
        Member member = new Member(other.publicIdentity(), name, role, "home");
        Lan lan =
                new Lan(self, () -> List.of(member), boot, starts, entropy, why -> dropped.merge(why, 1, Integer::sum));
        lan.onHosts(List.of(at), Moment.ZERO);
        lan.onLinks(List.of(new Subnet(at.ip(), 24)), Moment.ZERO);
        return lan;
    }

    private static UdpAddress mdns(UdpAddress host) {
        return new UdpAddress(host.ip(), Lan.MDNS_PORT);
    }

    private static List<Bytes> multicasts(List<Effect> effects) {
        return effects.stream()
                .map(effect -> ((Effect.Multicast) effect).message())
                .toList();
    }

    /** Everything that both say in {@code seconds}, heard by the other; what the door said is returned. */
    private List<Bytes> run(int seconds) {
        List<Bytes> said = new ArrayList<>();
        Moment end = now.plus(Duration.ofSeconds(seconds));
        while (now.isBefore(end)) {
            for (Bytes message : multicasts(doors.wake(now))) {
                said.add(message);
                annas.onMulticast(mdns(DOORS), message, now);
            }
            multicasts(annas.wake(now)).forEach(message -> doors.onMulticast(mdns(ANNAS), message, now));
            now = now.plus(Duration.ofMillis(20));
        }
        return said;
    }

    /** {@code sealed} as anybody on the link can announce it. */
    private List<Member> announced(Bytes sealed, UdpAddress from) {
        DnsName name = DnsName.beneath("anybody", LanService.TYPE);
        int cut = Math.min(253, sealed.length());
        List<Bytes> strings =
                new ArrayList<>(List.of(Bytes.utf8("v=1"), Bytes.join(Bytes.utf8("a="), sealed.slice(0, cut))));
        if (cut < sealed.length()) {
            strings.add(Bytes.join(Bytes.utf8("b="), sealed.slice(cut, sealed.length())));
        }
        Bytes message = DnsCodec.encode(DnsMessage.response(List.of(new DnsRecord.Text(name, 4500, strings))));
        now = now.plus(Duration.ofSeconds(1));
        return annas.onMulticast(mdns(from), message, now);
    }

    private Bytes doorsRecord(long starts, long sequence, UdpAddress... addresses) {
        return LanSeal.seal(door, new LanRecord(doorsBoot, starts, sequence, List.of(addresses)), entropy);
    }

    private List<UdpAddress> whereTheDoorIs() {
        return annas.targets(door.id(), List.of(), now).stream()
                .map(Target::address)
                .toList();
    }

    private Send request() {
        return new Send(SignalKind.CALL_REQUEST, door.id(), CALL, Duration.ofSeconds(5), Bytes.utf8("an envelope"));
    }

    private Bytes datagram() {
        Effect.SendDatagram sent =
                (Effect.SendDatagram) annas.send(request(), now).getFirst();
        return sent.datagram();
    }

    // ---- how it is meant ----

    @Test
    void two_members_find_each_other_by_what_they_announce_and_know_each_others_boot() {
        run(2);
        assertThat(annas.named("door", now).map(Peer::boot)).contains(doorsBoot);
        assertThat(doors.find(anna.id(), now).map(Peer::boot)).contains(annasBoot);
        assertThat(whereTheDoorIs()).containsExactly(DOORS);
    }

    @Test
    void who_comes_late_asks_and_is_answered() {
        run(30);
        Lan late = lan(anna, door, "door", Role.DEVICE, annasBoot, ANNAS, 2);
        late.onLinks(List.of(), now);
        late.onLinks(List.of(new Subnet(ANNAS.ip(), 24)), now);
        Moment asked = now;
        while (late.named("door", now).isEmpty() && now.since(asked).toMillis() < 500) {
            multicasts(late.wake(now)).forEach(message -> doors.onMulticast(mdns(ANNAS), message, now));
            multicasts(doors.wake(now)).forEach(message -> late.onMulticast(mdns(DOORS), message, now));
            now = now.plus(Duration.ofMillis(5));
        }
        assertThat(late.named("door", now)).isPresent();
        assertThat(now.since(asked)).isLessThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void an_idle_hour_costs_a_handful_of_messages() {
        assertThat(run(3600)).hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void a_sealed_signal_goes_straight_to_the_address_and_says_who_sent_it() {
        run(2);
        assertThat(annas.send(request(), now))
                .singleElement()
                .satisfies(effect ->
                        assertThat(((Effect.SendDatagram) effect).way()).isEqualTo(Way.direct(0, DOORS)));
        Lan.Heard heard = doors.onSignal(Way.direct(0, ANNAS), datagram(), now).orElseThrow();
        assertThat(heard.from().id()).isEqualTo(anna.id());
        assertThat(heard.kind()).isEqualTo(SignalKind.CALL_REQUEST);
        assertThat(heard.call()).isEqualTo(CALL);
        assertThat(heard.envelope()).isEqualTo(Bytes.utf8("an envelope"));
        assertThat(datagram().length()).isLessThanOrEqualTo(1200);
    }

    @Test
    void whoever_leaves_says_so_and_nobody_else_can() {
        List<Bytes> said = run(2);
        byte[] forged = said.getFirst().toArray();
        // Life 0 in every record: what a stranger can make of an announcement.
        DnsMessage message = DnsCodec.decode(Bytes.owning(forged)).orElseThrow();
        List<DnsRecord> dead = new ArrayList<>();
        for (DnsRecord record : message.records()) {
            if (record instanceof DnsRecord.Text text) {
                dead.add(new DnsRecord.Text(text.name(), 0, text.strings()));
            }
        }
        annas.onMulticast(mdns(STRANGERS), DnsCodec.encode(DnsMessage.response(dead)), now);
        assertThat(annas.named("door", now)).isPresent();
        multicasts(doors.shutDown()).forEach(bye -> annas.onMulticast(mdns(DOORS), bye, now));
        assertThat(annas.named("door", now)).isEmpty();
    }

    @Test
    void a_stranger_who_hears_everything_learns_no_name_no_id_and_no_key() {
        for (Bytes message : run(2)) {
            String text = new String(message.shared(), StandardCharsets.ISO_8859_1);
            assertThat(text).doesNotContain("door", "home", door.id().text());
            assertThat(message.toHex())
                    .doesNotContain(
                            doorsBoot.toHex(),
                            door.publicIdentity().signing().toHex(),
                            door.publicIdentity().agreement().toHex());
        }
    }

    // ---- who means ill ----

    @Test
    void a_record_signed_with_other_keys_is_dropped_even_by_who_knows_the_doors() {
        Identity mallory = Identity.generate(entropy);
        LanRecord lie = new LanRecord(doorsBoot, 9, 9, List.of(STRANGERS));
        assertThat(announced(LanSeal.seal(mallory, lie, entropy), STRANGERS)).isEmpty();
        Identity half = Identity.fromSecret(
                Bytes.join(door.secret().slice(0, 32), mallory.secret().slice(32, 64)));
        assertThat(announced(LanSeal.seal(half, lie, entropy), STRANGERS)).isEmpty();
        assertThat(annas.all(now)).isEmpty();
        assertThat(dropped).containsEntry(Lan.Drop.RECORD, 2);
    }

    @Test
    void a_record_of_an_earlier_boot_or_an_earlier_network_changes_nothing() {
        Bytes yesterdays = doorsRecord(4, 99, STRANGERS);
        Bytes earlier = doorsRecord(5, 0, STRANGERS);
        run(2);
        assertThat(announced(yesterdays, STRANGERS)).isEmpty();
        assertThat(announced(earlier, STRANGERS)).isEmpty();
        assertThat(whereTheDoorIs()).containsExactly(DOORS);
    }

    @Test
    void a_replayed_record_is_forgotten_when_the_true_one_is_heard() {
        Bytes yesterdays = doorsRecord(4, 99, STRANGERS);
        assertThat(announced(yesterdays, STRANGERS)).hasSize(1);
        run(2);
        assertThat(whereTheDoorIs()).containsExactly(DOORS);
    }

    @Test
    void a_record_that_names_a_public_address_another_link_or_no_host_gets_no_packet() {
        for (String elsewhere : List.of(
                "203.0.113.9",
                "192.168.2.3",
                "10.0.0.1",
                "127.0.0.1",
                "224.0.0.251",
                "192.168.1.255",
                "192.168.1.0",
                "255.255.255.255",
                "0.0.0.0",
                "fe80::1")) {
            assertThat(announced(doorsRecord(6, 1, at(elsewhere, 4000)), DOORS))
                    .as(elsewhere)
                    .isEmpty();
        }
        assertThat(announced(doorsRecord(6, 1, at("192.168.1.3", 53)), DOORS)).isEmpty();
        assertThat(announced(doorsRecord(6, 1, ANNAS), DOORS)).isEmpty();
        assertThat(annas.send(request(), now)).isEmpty();
        announced(doorsRecord(6, 1, at("203.0.113.9", 4000), DOORS), DOORS);
        assertThat(whereTheDoorIs()).containsExactly(DOORS);
    }

    @Test
    void a_sealed_signal_can_only_name_candidates_on_our_own_links() {
        run(2);
        List<Candidate> named = List.of(
                new Candidate(Candidate.Type.HOST, 1, at("192.168.1.3", 4001)),
                new Candidate(Candidate.Type.HOST, 0, at("203.0.113.9", 4000)),
                new Candidate(Candidate.Type.OBSERVED, 0, at("192.168.1.77", 4000)));
        assertThat(annas.targets(door.id(), named, now))
                .extracting(Target::address)
                .containsExactly(DOORS, at("192.168.1.3", 4001));
    }

    @Test
    void what_doesnt_come_from_our_link_or_from_a_responder_isnt_read() {
        Bytes announcement = run(1).getFirst();
        Lan fresh = lan(anna, door, "door", Role.DEVICE, annasBoot, ANNAS, 2);
        fresh.onMulticast(at("203.0.113.9", 5353), announcement, now);
        fresh.onMulticast(at("192.168.1.3", 5354), announcement, now);
        assertThat(fresh.all(now)).isEmpty();
        fresh.onMulticast(mdns(DOORS), announcement, now);
        assertThat(fresh.all(now)).hasSize(1);
    }

    @Test
    void a_flood_of_records_leaves_nothing_behind_and_is_looked_at_for_a_moment_only() {
        run(2);
        for (int i = 0; i < 20_000; i++) {
            UdpAddress from = at("192.168.1." + (4 + i % 250), 5353);
            DnsName name = DnsName.beneath("n" + i, LanService.TYPE);
            Bytes noise = Bytes.join(Bytes.utf8("a="), entropy.bytes(200));
            annas.onMulticast(
                    from,
                    DnsCodec.encode(DnsMessage.response(
                            List.of(new DnsRecord.Text(name, 86_400, List.of(Bytes.utf8("v=1"), noise))))),
                    now);
        }
        assertThat(annas.all(now)).hasSize(1);
        assertThat(dropped.get(Lan.Drop.RECORD)).isLessThanOrEqualTo(4 * 8);
        assertThat(dropped.get(Lan.Drop.FLOOD)).isGreaterThan(19_000);
        Guard guard = new Guard(8, Duration.ofMillis(250));
        for (int i = 0; i < 1000; i++) {
            guard.admits(at("10.0." + i / 256 + "." + i % 256, 1).ip(), now);
        }
        assertThat(guard.sources()).isEqualTo(Guard.MOST_SOURCES);
    }

    @Test
    void a_datagram_that_was_recorded_before_we_started_anew_isnt_ours_any_more() {
        run(2);
        Bytes recorded = datagram();
        assertThat(doors.onSignal(Way.direct(0, ANNAS), recorded, now)).isPresent();
        doorsBoot = entropy.bytes(16);
        doors = lan(door, anna, "anna", Role.CALLER, doorsBoot, DOORS, 6);
        run(2);
        assertThat(doors.find(anna.id(), now)).isPresent();
        assertThat(doors.onSignal(Way.direct(0, ANNAS), recorded, now)).isEmpty();
        assertThat(dropped).containsEntry(Lan.Drop.SIGNAL, 1);
    }

    @Test
    void a_signal_of_a_stranger_through_a_relay_or_from_far_away_is_dropped_and_a_flood_of_them_costs_little() {
        run(2);
        Bytes good = datagram();
        assertThat(doors.onSignal(new Way.Relayed(0, ANNAS, 0x4000), good, now)).isEmpty();
        assertThat(doors.onSignal(Way.direct(0, at("203.0.113.9", 4000)), good, now))
                .isEmpty();
        byte[] other = good.toArray();
        other[30] ^= 1;
        for (int i = 0; i < 1000; i++) {
            assertThat(doors.onSignal(Way.direct(0, STRANGERS), Bytes.owning(other), now))
                    .isEmpty();
        }
        assertThat(dropped.get(Lan.Drop.FLOOD)).isGreaterThan(900);
        assertThat(doors.onSignal(Way.direct(0, ANNAS), good, now)).isPresent();
    }

    @Test
    void who_is_no_member_any_more_isnt_here_any_more() {
        List<Member> members = new ArrayList<>(List.of(new Member(door.publicIdentity(), "door", Role.DEVICE, "home")));
        Lan lan = new Lan(anna, () -> members, annasBoot, 3, entropy, why -> {});
        lan.onHosts(List.of(ANNAS), now);
        lan.onLinks(List.of(new Subnet(ANNAS.ip(), 24)), now);
        run(1).forEach(message -> lan.onMulticast(mdns(DOORS), message, now));
        assertThat(lan.named("door", now)).isPresent();
        members.clear();
        assertThat(lan.named("door", now)).isEmpty();
        assertThat(lan.send(request(), now)).isEmpty();
    }
}
