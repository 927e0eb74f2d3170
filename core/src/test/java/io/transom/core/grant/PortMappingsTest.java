package io.transom.core.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Input.GatewayChanged.Gateway;
import io.transom.core.Input.UpnpAnswered;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.grant.PortMappings.Result;
import io.transom.core.trust.Identity;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.portmap.NatPmpCodec;
import io.transom.wire.portmap.NatPmpMessage;
import io.transom.wire.portmap.PcpCodec;
import io.transom.wire.portmap.PcpMessage;
import io.transom.wire.signal.PeerSignal.Candidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of a router, when, and what its answers are worth; the router is written out answer by answer. */
class PortMappingsTest {
    private static final IpAddress OWN = IpAddress.of(192, 168, 1, 2);
    private static final UdpAddress ROUTER = address("192.168.1.1:5351");
    private static final Gateway GATEWAY = new Gateway(ROUTER.ip(), OWN);
    private static final List<List<UdpAddress>> HOSTS =
            List.of(List.of(address("192.168.1.2:40000")), List.of(address("192.168.1.2:40001")));
    private static final List<UdpAddress> SEEN = List.of(address("198.51.100.7:61001"), address("198.51.100.7:61002"));
    private static final IpAddress OUTSIDE = IpAddress.of(198, 51, 100, 7);

    private final PortMappings mappings = new PortMappings(counting(), Identity.generate(counting())::mappingNonce);
    private final List<Event> events = new ArrayList<>();
    private Moment now = Moment.ZERO;

    @BeforeEach
    void at_home() {
        mappings.onSocketsBound(HOSTS, now);
        mappings.onGateway(Optional.of(GATEWAY), now);
    }

    // ---- PCP ----

    @Test
    void a_router_with_pcp_grants_both_ports_at_once_and_the_peer_is_told() {
        List<PcpMessage.MapRequest> asked = pcp(wake());
        assertThat(asked).extracting(PcpMessage.MapRequest::internalPort).containsExactly(40000, 40001);
        assertThat(asked).extracting(PcpMessage.MapRequest::lifetimeSeconds).containsOnly(7200L);
        assertThat(asked).extracting(PcpMessage.MapRequest::client).containsOnly(OWN);
        assertThat(asked.get(0).nonce()).isNotEqualTo(asked.get(1).nonce());

        asked.forEach(request -> grant(request, 7200, 100));
        assertThat(wake()).isEmpty();

        assertThat(mappings.candidates(SEEN))
                .containsExactly(
                        new Candidate(Candidate.Type.GRANTED, 0, address("198.51.100.7:40000")),
                        new Candidate(Candidate.Type.GRANTED, 1, address("198.51.100.7:40001")));
        assertThat(events).extracting(Event::name).containsExactly(EventName.PORT_MAPPED, EventName.PORT_MAPPED);
        assertThat(text(events.getFirst())).contains("protocol=pcp", "remote=198.51.100.7:40000", "offered=true");
        // Nobody else is asked any more.
        assertThat(after(Duration.ofSeconds(29))).isEmpty();
    }

    @Test
    void a_new_mapping_is_asked_for_once_more_soon_in_case_the_router_has_restarted_within_its_clocks_rounding() {
        pcp(wake()).forEach(request -> grant(request, 7200, 1));
        List<PcpMessage.MapRequest> again = pcp(after(Lease.FIRST_RENEWAL));
        assertThat(again).extracting(PcpMessage.MapRequest::internalPort).containsExactly(40000, 40001);
        // Its clock began anew two seconds after the grant, which rounding could as well explain.
        again.forEach(request -> grant(request, 7200, 29));
        assertThat(mappings.candidates(SEEN)).hasSize(2);
        assertThat(pcp(after(Duration.ofSeconds(3590)))).isEmpty();
    }

    @Test
    void that_question_too_may_be_lost_twice() {
        granted(7200);
        for (int lost = 0; lost < 2; lost++) {
            assertThat(pcp(after(Lease.FIRST_RENEWAL))).hasSize(2);
        }
        assertThat(pcp(after(Lease.FIRST_RENEWAL))).hasSize(2);
        assertThat(pcp(after(Lease.FIRST_RENEWAL))).isEmpty();
        assertThat(mappings.grants()).hasSize(2);
    }

    @Test
    void a_lost_question_is_sent_again_after_three_seconds_and_not_for_ever() {
        int asked = pcp(wake()).size();
        assertThat(asked).isEqualTo(2);
        for (int second = 0; second < 120; second++) {
            asked += pcp(after(Duration.ofSeconds(1))).size();
            mappings.onUpnp(new UpnpAnswered(List.of(), "none"), now);
        }
        assertThat(asked).isEqualTo(2 * PcpClient.MOST_TRIES);
        assertThat(mappings.wakeAt()).isNotEqualTo(Moment.NEVER);
        assertThat(mappings.wakeAt().since(now)).isBetween(Duration.ofMinutes(7), PortMappings.SEARCH_AGAIN);
    }

    @Test
    void a_mapping_is_renewed_after_half_its_life_with_the_nonce_it_was_made_with() {
        List<PcpMessage.MapRequest> first = settled(7200);
        List<Effect> early = after(Duration.ofSeconds(3590));
        assertThat(pcp(early)).isEmpty();
        List<PcpMessage.MapRequest> renewals = pcp(after(Duration.ofSeconds(920)));
        assertThat(renewals)
                .extracting(PcpMessage.MapRequest::nonce)
                .containsExactlyInAnyOrderElementsOf(
                        first.stream().map(PcpMessage.MapRequest::nonce).toList());
        assertThat(renewals.getFirst().suggested().ip()).isEqualTo(OUTSIDE);
        renewals.forEach(request -> grant(request, 7200, 100 + 4510));
        assertThat(mappings.grants()).hasSize(2);
    }

    @Test
    void a_mapping_that_is_not_renewed_is_offered_no_longer_than_it_lives() {
        granted(600);
        for (int i = 0; i < 59; i++) {
            after(Duration.ofSeconds(10));
            assertThat(mappings.candidates(SEEN)).hasSize(2);
        }
        after(Duration.ofSeconds(11));
        assertThat(mappings.candidates(SEEN)).isEmpty();
    }

    @Test
    void a_router_that_has_restarted_is_noticed_within_a_minute_and_asked_anew() {
        settled(7200);
        List<Effect> check = after(Duration.ofSeconds(31));
        assertThat(decoded(check)).containsExactly(new PcpMessage.AnnounceRequest(OWN));
        assertThat(hear(PcpCodec.encode(new PcpMessage.AnnounceResponse(0, 0, 3))))
                .isEqualTo(Result.ROUTER_RESTARTED);
        assertThat(mappings.candidates(SEEN)).isEmpty();
        List<PcpMessage.MapRequest> again = pcp(wake());
        assertThat(again).hasSize(2);
        again.forEach(request -> grant(request, 7200, 3));
        assertThat(mappings.candidates(SEEN)).hasSize(2);
    }

    @Test
    void a_router_that_restarts_too_soon_for_its_clock_to_tell_is_asked_anew_once_the_world_sees_us_elsewhere() {
        granted(7200);
        List<UdpAddress> elsewhere = List.of(address("198.51.100.9:61001"), address("198.51.100.9:61002"));
        List<PcpMessage.MapRequest> again = pcp(mappings.wake(elsewhere, now));
        assertThat(again).extracting(PcpMessage.MapRequest::internalPort).containsExactly(40000, 40001);
        again.forEach(request -> answer(
                request, 0, 7200, 100, new UdpAddress(elsewhere.getFirst().ip(), request.internalPort())));
        assertThat(mappings.candidates(elsewhere)).hasSize(2);
    }

    @Test
    void an_ipv6_address_says_nothing_about_a_granted_one() {
        List<PcpMessage.MapRequest> asked = pcp(wake());
        asked.forEach(request -> grant(request, 7200, 100));
        assertThat(mappings.wake(List.of(address("[2001:db8::7]:40000")), now)).isEmpty();
    }

    @Test
    void a_clock_that_goes_on_as_ours_does_is_no_restart() {
        settled(7200);
        after(Duration.ofSeconds(31));
        assertThat(hear(PcpCodec.encode(new PcpMessage.AnnounceResponse(0, 0, 160))))
                .isEqualTo(Result.TAKEN);
        assertThat(mappings.grants()).hasSize(2);
    }

    @Test
    void a_program_that_was_started_anew_asks_with_the_nonces_that_the_router_knows() {
        List<PcpMessage.MapRequest> before = pcp(wake());
        PortMappings again = new PortMappings(counting(), Identity.generate(counting())::mappingNonce);
        again.onSocketsBound(HOSTS, now);
        again.onGateway(Optional.of(GATEWAY), now);
        assertThat(pcp(again.wake(SEEN, now)))
                .extracting(PcpMessage.MapRequest::nonce)
                .containsExactlyElementsOf(
                        before.stream().map(PcpMessage.MapRequest::nonce).toList());
    }

    @Test
    void an_added_address_gives_nothing_back_and_has_the_router_looked_at() {
        granted(7200);
        mappings.onSocketsBound(
                List.of(
                        List.of(address("192.168.1.2:40000"), address("[2001:db8::7]:40000")),
                        List.of(address("192.168.1.2:40001"), address("[2001:db8::7]:40001"))),
                now);
        assertThat(decoded(wake())).containsExactly(new PcpMessage.AnnounceRequest(OWN));
        assertThat(mappings.grants()).hasSize(2);
    }

    @Test
    void what_a_program_before_us_gave_back_is_no_answer_to_us() {
        List<PcpMessage.MapRequest> asked = pcp(wake());
        asked.forEach(request -> answer(request, 0, 0, 100, request.suggested()));
        asked.forEach(request -> grant(request, 7200, 100));
        assertThat(mappings.grants()).hasSize(2);
    }

    @Test
    void at_the_end_mappings_are_given_back() {
        List<PcpMessage.MapRequest> made = granted(7200);
        List<PcpMessage.MapRequest> removed = pcp(mappings.shutDown());
        assertThat(removed).extracting(PcpMessage.MapRequest::lifetimeSeconds).containsExactly(0L, 0L);
        assertThat(removed)
                .extracting(PcpMessage.MapRequest::nonce)
                .containsExactlyElementsOf(
                        made.stream().map(PcpMessage.MapRequest::nonce).toList());
        assertThat(after(Duration.ofHours(1))).isEmpty();
        assertThat(mappings.wakeAt()).isEqualTo(Moment.NEVER);
    }

    // ---- NAT-PMP ----

    @Test
    void a_router_that_knows_only_nat_pmp_is_asked_so_at_once() {
        wake();
        assertThat(hear(Bytes.hex("0000000100000007"))).isEqualTo(Result.TAKEN);
        List<Effect> asked = wake();
        assertThat(decoded(asked))
                .containsExactly(
                        new NatPmpMessage.AddressRequest(),
                        new NatPmpMessage.MapRequest(40000, 40000, 7200),
                        new NatPmpMessage.MapRequest(40001, 40001, 7200));
        answerNatPmp(7);
        wake();
        assertThat(mappings.candidates(SEEN))
                .extracting(Candidate::address)
                .containsExactly(address("198.51.100.7:50000"), address("198.51.100.7:50001"));
        assertThat(text(events.getFirst())).contains("protocol=nat-pmp");
    }

    @Test
    void without_any_answer_nat_pmp_is_asked_after_a_second_and_upnp_after_three() {
        wake();
        assertThat(decoded(after(Duration.ofMillis(990)))).isEmpty();
        assertThat(decoded(after(Duration.ofMillis(20)))).contains(new NatPmpMessage.AddressRequest());
        List<Effect> upnp = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            upnp.addAll(after(Duration.ofMillis(100)));
        }
        assertThat(upnp)
                .filteredOn(Effect.AskUpnp.class::isInstance)
                .containsExactly(new Effect.AskUpnp(GATEWAY, List.of(40000, 40001), Duration.ofHours(2)));
    }

    @Test
    void a_nat_pmp_router_that_has_restarted_is_asked_anew() {
        wake();
        hear(Bytes.hex("0000000100000007"));
        wake();
        answerNatPmp(500);
        assertThat(decoded(after(Lease.FIRST_RENEWAL)))
                .containsExactly(
                        new NatPmpMessage.MapRequest(40000, 50000, 7200),
                        new NatPmpMessage.MapRequest(40001, 50001, 7200));
        answerNatPmp(530);
        assertThat(decoded(after(Duration.ofSeconds(61)))).containsExactly(new NatPmpMessage.AddressRequest());
        assertThat(hear(NatPmpCodec.encode(new NatPmpMessage.AddressResponse(0, 2, OUTSIDE))))
                .isEqualTo(Result.ROUTER_RESTARTED);
        assertThat(decoded(wake())).contains(new NatPmpMessage.MapRequest(40000, 50000, 7200));
    }

    // ---- UPnP ----

    @Test
    void what_upnp_grants_is_offered_renewed_and_given_back() {
        askedByUpnp();
        UdpAddress external = address("198.51.100.7:40000");
        mappings.onUpnp(
                new UpnpAnswered(List.of(new UpnpAnswered.Mapped(40000, external, Duration.ofHours(2))), ""), now);
        wake();
        assertThat(mappings.candidates(SEEN)).containsExactly(new Candidate(Candidate.Type.GRANTED, 0, external));
        assertThat(text(events.getLast())).contains("protocol=upnp");
        assertThat(after(UpnpClient.AGAIN)).hasSize(1).allMatch(Effect.AskUpnp.class::isInstance);
        assertThat(mappings.shutDown()).containsExactly(new Effect.EndUpnp());
    }

    @Test
    void an_answer_of_upnp_that_nobody_waits_for_changes_nothing() {
        granted(7200);
        UdpAddress external = address("198.51.100.7:50505");
        mappings.onUpnp(
                new UpnpAnswered(List.of(new UpnpAnswered.Mapped(40000, external, Duration.ofHours(2))), ""), now);
        assertThat(mappings.grants()).allMatch(grant -> grant.protocol() == Grant.Protocol.PCP);
    }

    // ---- what an answer is worth ----

    @Test
    void behind_a_second_router_nothing_is_offered_and_the_event_says_why() {
        List<PcpMessage.MapRequest> asked = pcp(wake());
        asked.forEach(request -> grant(request, 7200, 100));
        List<UdpAddress> elsewhere = List.of(address("203.0.113.80:7000"));
        pcp(mappings.wake(elsewhere, now)).forEach(request -> grant(request, 7200, 100));
        List<Effect> effects = mappings.wake(elsewhere, now);
        assertThat(mappings.candidates(elsewhere)).isEmpty();
        assertThat(effects)
                .hasSize(2)
                .first()
                .isInstanceOfSatisfying(
                        Effect.Note.class,
                        note -> assertThat(text(note.event())).contains("offered=false", "second router"));
        assertThat(mappings.wake(elsewhere, now)).as("asked anew once").isEmpty();
    }

    @Test
    void a_granted_port_below_1024_or_one_that_is_seen_anyway_is_not_offered() {
        List<PcpMessage.MapRequest> asked = pcp(wake());
        answer(asked.get(0), 0, 7200, 100, new UdpAddress(OUTSIDE, 53));
        answer(asked.get(1), 0, 7200, 100, SEEN.get(1));
        assertThat(mappings.grants()).hasSize(2);
        assertThat(mappings.candidates(SEEN)).isEmpty();
    }

    @Test
    void only_the_gateway_is_believed_and_only_what_it_was_asked() {
        PcpMessage.MapRequest asked = pcp(wake()).getFirst();
        UdpAddress external = new UdpAddress(OUTSIDE, 40000);
        Bytes good = PcpCodec.encode(new PcpMessage.MapResponse(0, 7200, 100, asked.nonce(), 40000, external));
        Bytes otherNonce = PcpCodec.encode(
                new PcpMessage.MapResponse(0, 7200, 100, Bytes.hex("00112233445566778899aabb"), 40000, external));
        Bytes otherPort = PcpCodec.encode(new PcpMessage.MapResponse(0, 7200, 100, asked.nonce(), 40001, external));
        assertThat(mappings.onDatagram(0, address("192.168.1.9:5351"), good, now))
                .isEqualTo(Result.NOT_OURS);
        assertThat(mappings.onDatagram(0, address("192.168.1.1:5352"), good, now))
                .isEqualTo(Result.NOT_OURS);
        assertThat(mappings.onDatagram(1, ROUTER, good, now)).isEqualTo(Result.NOT_OURS);
        assertThat(hear(otherNonce)).isEqualTo(Result.NOT_OURS);
        assertThat(hear(otherPort)).isEqualTo(Result.NOT_OURS);
        assertThat(hear(NatPmpCodec.encode(new NatPmpMessage.MapResponse(0, 1, 40000, 40000, 7200))))
                .isEqualTo(Result.NOT_OURS);
        assertThat(hear(PcpCodec.encode(new PcpMessage.AnnounceResponse(0, 0, 1))))
                .isEqualTo(Result.NOT_OURS);
        assertThat(mappings.grants()).isEmpty();
        assertThat(hear(good)).isEqualTo(Result.TAKEN);
        assertThat(hear(good)).as("a copy").isEqualTo(Result.NOT_OURS);
        assertThat(mappings.grants()).hasSize(1);
    }

    @Test
    void a_gateway_with_a_public_address_is_nobodys_home_router() {
        PortMappings elsewhere = new PortMappings(counting(), Identity.generate(counting())::mappingNonce);
        elsewhere.onSocketsBound(List.of(List.of(address("203.0.113.5:40000"))), now);
        elsewhere.onGateway(Optional.of(new Gateway(IpAddress.of(203, 0, 113, 1), IpAddress.of(203, 0, 113, 5))), now);
        assertThat(elsewhere.wake(List.of(), now)).isEmpty();
        assertThat(elsewhere.wakeAt()).isEqualTo(Moment.NEVER);
    }

    @Test
    void a_refusal_by_all_is_asked_again_after_ten_minutes_and_not_before() {
        pcp(wake()).forEach(request -> answer(request, 2, 1800, 100, new UdpAddress(OUTSIDE, 0)));
        assertThat(decoded(wake())).contains(new NatPmpMessage.AddressRequest());
        hear(NatPmpCodec.encode(new NatPmpMessage.MapResponse(2, 100, 40000, 0, 0)));
        hear(NatPmpCodec.encode(new NatPmpMessage.MapResponse(2, 100, 40001, 0, 0)));
        assertThat(wake()).containsExactly(new Effect.AskUpnp(GATEWAY, List.of(40000, 40001), Duration.ofHours(2)));
        mappings.onUpnp(new UpnpAnswered(List.of(), "refused"), now);
        assertThat(after(PortMappings.SEARCH_AGAIN.minusSeconds(1))).isEmpty();
        assertThat(pcp(after(Duration.ofSeconds(2)))).hasSize(2);
    }

    // ---- helpers ----

    private void askedByUpnp() {
        wake();
        List<Effect> all = new ArrayList<>();
        for (int i = 0; i < 40 && all.stream().noneMatch(Effect.AskUpnp.class::isInstance); i++) {
            all.addAll(after(Duration.ofMillis(100)));
        }
        assertThat(all).anyMatch(Effect.AskUpnp.class::isInstance);
    }

    private List<PcpMessage.MapRequest> granted(long seconds) {
        List<PcpMessage.MapRequest> asked = pcp(wake());
        asked.forEach(request -> grant(request, seconds, 100));
        wake();
        assertThat(mappings.grants()).hasSize(2);
        return asked;
    }

    /** Granted, and once more when that was asked for. */
    private List<PcpMessage.MapRequest> settled(long seconds) {
        List<PcpMessage.MapRequest> asked = granted(seconds);
        pcp(after(Lease.FIRST_RENEWAL)).forEach(request -> grant(request, seconds, 130));
        wake();
        return asked;
    }

    private void grant(PcpMessage.MapRequest request, long seconds, long epoch) {
        answer(request, 0, seconds, epoch, new UdpAddress(OUTSIDE, request.internalPort()));
    }

    private void answer(PcpMessage.MapRequest request, int result, long seconds, long epoch, UdpAddress external) {
        Result heard = hear(PcpCodec.encode(
                new PcpMessage.MapResponse(result, seconds, epoch, request.nonce(), request.internalPort(), external)));
        assertThat(heard).isEqualTo(Result.TAKEN);
    }

    private void answerNatPmp(long epoch) {
        hear(NatPmpCodec.encode(new NatPmpMessage.AddressResponse(0, epoch, OUTSIDE)));
        hear(NatPmpCodec.encode(new NatPmpMessage.MapResponse(0, epoch, 40000, 50000, 7200)));
        hear(NatPmpCodec.encode(new NatPmpMessage.MapResponse(0, epoch, 40001, 50001, 7200)));
    }

    private Result hear(Bytes datagram) {
        return mappings.onDatagram(0, ROUTER, datagram, now);
    }

    private List<Effect> wake() {
        List<Effect> effects = mappings.wake(SEEN, now);
        List<Effect> rest = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Note note) {
                events.add(note.event());
            } else {
                rest.add(effect);
            }
        }
        return rest;
    }

    private List<Effect> after(Duration duration) {
        now = now.plus(duration);
        return wake();
    }

    /** What was sent, all of it to the router and nobody else. */
    private static List<Object> decoded(List<Effect> effects) {
        List<Object> messages = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.SendDatagram send) {
                assertThat(send.way()).isEqualTo(Way.direct(0, ROUTER));
                messages.add(NatPmpCodec.decode(send.datagram())
                        .<Object>map(message -> message)
                        .orElseGet(() -> PcpCodec.decode(send.datagram()).orElseThrow()));
            }
        }
        return messages;
    }

    private static List<PcpMessage.MapRequest> pcp(List<Effect> effects) {
        return decoded(effects).stream()
                .filter(PcpMessage.MapRequest.class::isInstance)
                .map(PcpMessage.MapRequest.class::cast)
                .toList();
    }

    private static String text(Event event) {
        return String.join(
                " ",
                event.fields().stream()
                        .map(field -> field.key() + "=" + field.value())
                        .toList());
    }

    private static UdpAddress address(String text) {
        return UdpAddress.parse(text).orElseThrow();
    }

    private static Entropy counting() {
        int[] count = {0};
        return length -> {
            byte[] octets = new byte[length];
            java.util.Arrays.fill(octets, (byte) ++count[0]);
            return Bytes.owning(octets);
        };
    }
}
