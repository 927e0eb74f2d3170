package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.trust.ControlChannel.ReflectorCredentials;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.signal.LocalSocket;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ReflectorClientTest {
    private static UdpAddress address(String text) {
        return UdpAddress.parse(text).orElseThrow();
    }

    private static final UdpAddress PRIMARY = address("203.0.113.1:3478");
    private static final UdpAddress OTHER_PORT = address("203.0.113.1:3479");
    private static final UdpAddress OTHER_ADDRESS = address("203.0.113.2:3478");
    private static final UdpAddress HOST = address("192.168.1.2:5000");
    private static final UdpAddress SEEN = address("198.51.100.1:4000");
    private static final UdpAddress SEEN_OTHERWISE = address("198.51.100.1:4001");

    private final SeededEntropy entropy = new SeededEntropy(1);
    private final ReflectorClient client = new ReflectorClient(entropy);
    private Moment now = new Moment(1_000_000_000L);

    private Bytes reply(Effect.SendDatagram asked, UdpAddress seen) {
        Bytes transaction = StunCodec.decode(asked.datagram()).orElseThrow().transactionId();
        return StunCodec.encode(
                StunMessage.of(
                        StunMessage.Type.BINDING_SUCCESS,
                        transaction,
                        new StunAttribute.XorMappedAddress(seen),
                        new StunAttribute.ObservationProof(entropy.bytes(24))),
                Optional.empty());
    }

    private List<Effect.SendDatagram> asked() {
        List<Effect> effects = new ArrayList<>();
        client.wake(now, effects);
        return effects.stream()
                .filter(Effect.SendDatagram.class::isInstance)
                .map(Effect.SendDatagram.class::cast)
                .filter(sent -> direct(sent).socket() < 2)
                .toList();
    }

    private static Way.Direct direct(Effect.SendDatagram sent) {
        return (Way.Direct) sent.way();
    }

    /** What is sent next from a registered socket, and the time when it is. */
    private Effect.SendDatagram nextQuestion() {
        List<Effect.SendDatagram> asked = List.of();
        while (asked.isEmpty()) {
            now = client.wakeAt();
            asked = asked();
        }
        return asked.getFirst();
    }

    private Mapping measure(List<UdpAddress> reflectors, Function<UdpAddress, UdpAddress> nat) {
        client.bound(List.of(List.of(HOST)), reflectors, now);
        asked().forEach(question -> client.onStun(
                direct(question).socket(),
                direct(question).remote(),
                reply(question, nat.apply(direct(question).remote())),
                now));
        assertThat(client.firewall().filtering()).isEqualTo(Filtering.UNKNOWN);
        return client.firewall().mapping();
    }

    @Test
    void it_asks_from_every_socket_with_a_padded_request() {
        client.bound(List.of(List.of(HOST), List.of(HOST)), List.of(PRIMARY, OTHER_PORT), now);
        List<Effect.SendDatagram> asked = asked();
        assertThat(asked).hasSize(3).allMatch(question -> question.datagram().length() >= 120);
        assertThat(asked.stream().filter(question -> direct(question).remote().equals(PRIMARY)))
                .hasSize(2);
    }

    @Test
    void a_lost_question_is_repeated_fast_three_times_and_then_with_the_keepalive() {
        client.bound(List.of(List.of(HOST)), List.of(PRIMARY), now);
        long[] waits = {250, 500, 1000, 15_000, 15_000};
        asked();
        for (long wait : waits) {
            Moment before = now;
            now = client.wakeAt();
            assertThat(now.since(before)).isEqualTo(Duration.ofMillis(wait));
            assertThat(asked()).hasSize(1);
        }
    }

    @Test
    void a_login_has_the_windows_asked_that_were_given_up_and_one_answer_has_all_the_others() {
        client.bound(List.of(List.of(HOST), List.of(HOST)), List.of(PRIMARY, OTHER_PORT), now);
        asked();
        while (client.wakeAt().since(now).compareTo(Duration.ofSeconds(1)) <= 0) {
            now = client.wakeAt();
            asked();
        }
        now = now.plus(Duration.ofSeconds(3));
        assertThat(asked()).isEmpty();
        client.loggedIn(new ReflectorCredentials("anna", entropy.bytes(20)), now);
        List<Effect.SendDatagram> again = asked();
        assertThat(again).extracting(sent -> direct(sent).remote()).containsExactly(PRIMARY, PRIMARY);
        // A lost one costs no more than at the first start.
        now = now.plus(Windows.FIRST_RETRY);
        again = asked();
        assertThat(again).hasSize(2);
        client.onStun(0, PRIMARY, reply(again.getFirst(), SEEN), now);
        assertThat(asked()).extracting(sent -> direct(sent).remote()).containsExactlyInAnyOrder(PRIMARY, OTHER_PORT);
    }

    @Test
    void the_mapping_is_kept_open_and_a_new_address_is_told() {
        client.bound(List.of(List.of(HOST)), List.of(PRIMARY), now);
        Effect.SendDatagram first = asked().getFirst();
        assertThat(client.onStun(0, PRIMARY, reply(first, SEEN), now)).isEqualTo(ReflectorClient.Verdict.CHANGED);
        Moment answered = now;
        Effect.SendDatagram second = nextQuestion();
        assertThat(now).isEqualTo(answered.plus(Keepalive.UNMEASURED));
        assertThat(client.onStun(0, PRIMARY, reply(second, SEEN), now)).isEqualTo(ReflectorClient.Verdict.SAME);
        assertThat(client.onStun(0, PRIMARY, reply(nextQuestion(), SEEN_OTHERWISE), now))
                .isEqualTo(ReflectorClient.Verdict.CHANGED);
        assertThat(client.observed(0, true).orElseThrow().address()).isEqualTo(SEEN_OTHERWISE);
    }

    @Test
    void answers_from_elsewhere_doubled_or_never_asked_for_change_nothing() {
        client.bound(List.of(List.of(HOST)), List.of(PRIMARY), now);
        Effect.SendDatagram question = asked().getFirst();
        Bytes reply = reply(question, SEEN);
        assertThat(client.onStun(0, OTHER_ADDRESS, reply, now)).isEqualTo(ReflectorClient.Verdict.NOT_OURS);
        assertThat(client.onStun(1, PRIMARY, reply, now)).isEqualTo(ReflectorClient.Verdict.NOT_OURS);
        for (int length = 0; length < reply.length(); length++) {
            assertThat(client.onStun(0, PRIMARY, reply.slice(0, length), now))
                    .isEqualTo(ReflectorClient.Verdict.NOT_OURS);
        }
        assertThat(client.observed(0, true)).isEmpty();
        assertThat(client.onStun(0, PRIMARY, reply, now)).isEqualTo(ReflectorClient.Verdict.CHANGED);
        assertThat(client.onStun(0, PRIMARY, reply, now)).isEqualTo(ReflectorClient.Verdict.NOT_OURS);
    }

    @Test
    void being_seen_at_a_local_address_means_no_translation() {
        assertThat(measure(List.of(PRIMARY, OTHER_PORT), to -> HOST)).isEqualTo(Mapping.NONE);
    }

    @Test
    void another_port_for_another_port_is_address_and_port_dependent() {
        assertThat(measure(List.of(PRIMARY, OTHER_PORT), to -> to.equals(PRIMARY) ? SEEN : SEEN_OTHERWISE))
                .isEqualTo(Mapping.ADDRESS_AND_PORT_DEPENDENT);
    }

    @Test
    void with_one_reflector_address_the_same_port_twice_is_reported_as_unknown() {
        assertThat(measure(List.of(PRIMARY, OTHER_PORT), to -> SEEN)).isEqualTo(Mapping.UNKNOWN);
    }

    @Test
    void a_second_reflector_address_tells_independent_from_address_dependent() {
        List<UdpAddress> three = List.of(PRIMARY, OTHER_PORT, OTHER_ADDRESS);
        assertThat(measure(three, to -> SEEN)).isEqualTo(Mapping.ENDPOINT_INDEPENDENT);
        assertThat(measure(three, to -> to.equals(OTHER_ADDRESS) ? SEEN_OTHERWISE : SEEN))
                .isEqualTo(Mapping.ADDRESS_DEPENDENT);
    }

    private static final UdpAddress PRIMARY_V6 = address("[2001:db8::1]:3478");
    private static final UdpAddress HOST_V6 = address("[2001:db8:1::2]:5000");

    private void answer(List<Effect.SendDatagram> asked, UdpAddress reflector, UdpAddress seen) {
        asked.stream()
                .filter(question -> direct(question).remote().equals(reflector))
                .forEach(question -> client.onStun(direct(question).socket(), reflector, reply(question, seen), now));
    }

    @Test
    void a_socket_is_asked_by_both_families_at_once_and_registered_once_for_each() {
        client.bound(List.of(List.of(HOST, HOST_V6)), List.of(PRIMARY, PRIMARY_V6), now);
        List<Effect.SendDatagram> asked = asked();
        assertThat(asked).extracting(question -> direct(question).remote()).containsExactly(PRIMARY, PRIMARY_V6);
        answer(asked, PRIMARY, SEEN);
        answer(asked, PRIMARY_V6, HOST_V6);
        assertThat(client.sockets())
                .extracting(socket -> socket.observed().orElseThrow().address())
                .containsExactly(SEEN, HOST_V6);
        assertThat(client.sockets()).extracting(LocalSocket::hosts).containsExactly(List.of(HOST), List.of(HOST_V6));
    }

    @Test
    void nobody_waits_for_a_family_that_is_dead() {
        client.bound(List.of(List.of(HOST, HOST_V6)), List.of(PRIMARY, PRIMARY_V6), now);
        answer(asked(), PRIMARY_V6, HOST_V6);
        assertThat(client.complete()).isTrue();
    }

    @Test
    void what_we_have_no_address_of_is_not_asked() {
        client.bound(List.of(List.of(HOST)), List.of(PRIMARY, PRIMARY_V6), now);
        assertThat(asked()).extracting(question -> direct(question).remote()).containsExactly(PRIMARY);
        client.bound(List.of(List.of(HOST_V6)), List.of(PRIMARY, PRIMARY_V6), now);
        assertThat(asked()).extracting(question -> direct(question).remote()).containsExactly(PRIMARY_V6);
    }

    @Test
    void ipv4_is_what_is_measured_unless_nothing_comes_of_it() {
        client.bound(List.of(List.of(HOST, HOST_V6)), List.of(PRIMARY, OTHER_PORT, PRIMARY_V6), now);
        List<Effect.SendDatagram> asked = asked();
        answer(asked, PRIMARY_V6, HOST_V6);
        assertThat(client.firewall().mapping()).isEqualTo(Mapping.UNKNOWN);
        for (int again = 0; again < 4; again++) {
            now = client.wakeAt();
            asked();
        }
        assertThat(client.firewall().mapping()).isEqualTo(Mapping.NONE);
    }

    @Test
    void without_translation_ipv6_is_asked_only_as_often_as_the_proof_needs_it() {
        client.bound(List.of(List.of(HOST, HOST_V6)), List.of(PRIMARY, PRIMARY_V6), now);
        List<Effect.SendDatagram> asked = asked();
        answer(asked, PRIMARY, SEEN);
        answer(asked, PRIMARY_V6, HOST_V6);
        Moment answered = now;
        Effect.SendDatagram next = nextQuestion();
        while (!direct(next).remote().equals(PRIMARY_V6)) {
            client.onStun(0, PRIMARY, reply(next, SEEN), now);
            next = nextQuestion();
        }
        assertThat(now.since(answered)).isBetween(Keepalive.LONGEST, Keepalive.LONGEST.plus(Windows.FIRST_RETRY));
    }
}
