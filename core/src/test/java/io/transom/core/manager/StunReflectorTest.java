package io.transom.core.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.manager.Household.Endpoint;
import io.transom.core.manager.Switchboard.Reflector;
import io.transom.core.trust.ControlChannel;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StunReflectorTest {
    private static final UdpAddress FROM = UdpAddress.parse("203.0.113.9:41000").orElseThrow();
    private static final UdpAddress FROM_V6 =
            UdpAddress.parse("[2001:db8:1:2::9]:41000").orElseThrow();
    private static final List<UdpAddress> SOCKETS = Stream.of(
                    "192.0.2.1:3478", "192.0.2.1:3479", "192.0.2.2:3478", "192.0.2.2:3479")
            .map(text -> UdpAddress.parse(text).orElseThrow())
            .toList();

    private final Household home = new Household();
    private final Reflector reflector = home.switchboard.reflector(SOCKETS);

    @Test
    void a_padded_question_is_answered_with_everything_there_is_to_know() {
        for (UdpAddress from : List.of(FROM, FROM_V6)) {
            Bytes request = request(new StunAttribute.Padding(120));
            Reflector.Reply reply = ask(0, from, request).orElseThrow();
            assertThat(reply.socket()).isZero();
            assertThat(reply.to()).isEqualTo(from);
            StunMessage answer = StunCodec.decode(reply.datagram()).orElseThrow();
            assertThat(answer.type()).isEqualTo(StunMessage.Type.BINDING_SUCCESS);
            assertThat(answer.transactionId()).isEqualTo(request.slice(8, 20));
            assertThat(answer.first(StunAttribute.XorMappedAddress.class))
                    .contains(new StunAttribute.XorMappedAddress(from));
            assertThat(answer.first(StunAttribute.ResponseOrigin.class))
                    .contains(new StunAttribute.ResponseOrigin(SOCKETS.getFirst()));
            assertThat(answer.first(StunAttribute.OtherAddress.class))
                    .contains(new StunAttribute.OtherAddress(SOCKETS.getLast()));
            assertThat(answer.has(StunAttribute.ObservationProof.class)).isTrue();
        }
    }

    @Test
    void our_clients_question_of_120_octets_leaves_room_for_the_proof() {
        Bytes request = request(new StunAttribute.Padding(88));
        assertThat(request.length()).isEqualTo(120);
        for (UdpAddress from : List.of(FROM, FROM_V6)) {
            assertThat(answer(0, from, request).has(StunAttribute.ObservationProof.class))
                    .isTrue();
        }
    }

    @Test
    void a_bare_question_is_answered_with_the_address_in_at_most_44_octets() {
        for (UdpAddress from : List.of(FROM, FROM_V6)) {
            Reflector.Reply reply = ask(0, from, bare()).orElseThrow();
            assertThat(reply.datagram().length()).isLessThanOrEqualTo(44);
            StunMessage answer = StunCodec.decode(reply.datagram()).orElseThrow();
            assertThat(answer.attributes()).containsExactly(new StunAttribute.XorMappedAddress(from));
        }
    }

    @Test
    void bare_questions_are_limited_by_prefix_and_other_prefixes_do_not_notice() {
        int answered = 0;
        for (int i = 0; i < 200; i++) {
            UdpAddress from = new UdpAddress(IpAddress.of(203, 0, 113, i), 4000 + i);
            answered += ask(0, from, bare()).isPresent() ? 1 : 0;
        }
        assertThat(answered).isEqualTo(PrefixLimits.BURST);
        assertThat(home.counted(Counters.Reason.REFLECTOR_TOO_MANY)).isEqualTo(200 - PrefixLimits.BURST);
        assertThat(ask(0, new UdpAddress(IpAddress.of(203, 0, 114, 1), 9), bare()))
                .isPresent();
        assertThat(ask(0, FROM, request(new StunAttribute.Padding(88)))).isPresent();
        home.now = home.now.plus(Duration.ofSeconds(1));
        assertThat(ask(0, FROM, bare())).isPresent();
    }

    @Test
    void one_holder_of_ipv6_addresses_is_one_prefix() {
        int answered = 0;
        for (int i = 0; i < 200; i++) {
            UdpAddress from = UdpAddress.parse("[2001:db8:1:" + i + "::1]:5").orElseThrow();
            answered += ask(0, from, bare()).isPresent() ? 1 : 0;
        }
        assertThat(answered).isEqualTo(PrefixLimits.BURST);
    }

    @Test
    void bare_questions_from_everywhere_do_not_grow_the_table_nor_free_anyone_of_a_limit() {
        PrefixLimits limits = new PrefixLimits();
        IpAddress victim = IpAddress.of(203, 0, 113, 1);
        for (int i = 0; i < PrefixLimits.BURST; i++) {
            limits.allow(victim, home.now);
        }
        int allowed = 0;
        for (int i = 0; i < 3 * PrefixLimits.MOST_PREFIXES; i++) {
            allowed += limits.allow(IpAddress.of(10, i >> 8, i & 255, 1), home.now) ? 1 : 0;
        }
        assertThat(allowed).isEqualTo(PrefixLimits.MOST_PREFIXES - 1);
        assertThat(limits.allow(victim, home.now)).isFalse();
        assertThat(limits.allow(IpAddress.of(9, 9, 9, 9), home.now.plus(Duration.ofSeconds(6))))
                .isTrue();
    }

    @Test
    void no_answer_is_larger_than_its_question_but_a_bare_ones_whatever_is_asked() {
        SplittableRandom random = new SplittableRandom(11);
        ControlChannel.ReflectorCredentials known = member().channel.reflector();
        int answered = 0;
        for (int i = 0; i < 20_000; i++) {
            Bytes request = randomRequest(random, known);
            UdpAddress from = random.nextBoolean() ? FROM : FROM_V6;
            home.now = home.now.plus(Duration.ofMillis(100));
            Optional<Reflector.Reply> reply = reflector.onDatagram(random.nextInt(4), from, request, home.now);
            if (reply.isPresent()) {
                answered++;
                int most = request.length() == 20 ? 44 : request.length();
                assertThat(reply.get().datagram().length()).isLessThanOrEqualTo(most);
                assertThat(reply.get().to()).isEqualTo(from);
                assertThat(StunCodec.decode(reply.get().datagram())).isPresent();
            }
        }
        assertThat(answered).isBetween(5_000, 19_000);
    }

    @Test
    void an_answer_from_elsewhere_takes_the_key_of_a_login() {
        ControlChannel.ReflectorCredentials known = member().channel.reflector();
        int[][] expected = {{1, 0, 1}, {0, 1, 2}, {1, 1, 3}};
        for (int[] wish : expected) {
            Bytes request = change(known, wish[1] == 1, wish[0] == 1);
            Reflector.Reply reply = ask(0, FROM, request).orElseThrow();
            assertThat(reply.socket()).isEqualTo(wish[2]);
            assertThat(StunCodec.integrityHolds(reply.datagram(), known.key())).isTrue();
            assertThat(StunCodec.decode(reply.datagram()).orElseThrow().first(StunAttribute.ResponseOrigin.class))
                    .contains(new StunAttribute.ResponseOrigin(SOCKETS.get(wish[2])));
            assertThat(ask(3, FROM, request).orElseThrow().socket()).isEqualTo(3 ^ wish[2]);
        }
    }

    @Test
    void strangers_forgers_and_those_who_have_left_get_an_error_from_where_they_asked() {
        Endpoint member = member();
        ControlChannel.ReflectorCredentials known = member.channel.reflector();
        Bytes unsigned = StunCodec.encode(
                StunMessage.of(
                        StunMessage.Type.BINDING_REQUEST,
                        home.entropy.bytes(12),
                        new StunAttribute.ChangeRequest(true, true),
                        new StunAttribute.Username(known.username()),
                        new StunAttribute.Padding(88)),
                Optional.empty());
        Bytes forged =
                change(new ControlChannel.ReflectorCredentials(known.username(), Bytes.of(new byte[20])), true, true);
        Bytes stranger = change(new ControlChannel.ReflectorCredentials("abcdefghijklmnop", known.key()), true, true);
        for (Bytes request : List.of(unsigned, forged, stranger)) {
            assertUnauthenticated(request);
        }
        Bytes good = change(known, true, true);
        assertThat(ask(0, FROM, good).orElseThrow().socket()).isEqualTo(3);
        member.say(new ControlSignal.Leave());
        assertUnauthenticated(good);
        assertThat(home.counted(Counters.Reason.REFLECTOR_UNAUTHENTICATED)).isEqualTo(4);
    }

    @Test
    void a_new_login_has_new_credentials_and_the_old_ones_are_over() {
        Endpoint member = member();
        Bytes old = change(member.channel.reflector(), true, true);
        member.login();
        assertUnauthenticated(old);
        assertThat(ask(0, FROM, change(member.channel.reflector(), true, true))
                        .orElseThrow()
                        .socket())
                .isEqualTo(3);
    }

    @Test
    void an_alternate_address_that_is_not_there_is_said_not_to_be_there() {
        ControlChannel.ReflectorCredentials known = member().channel.reflector();
        Reflector twoPorts = home.switchboard.reflector();
        StunMessage answer = StunCodec.decode(twoPorts.onDatagram(0, FROM, change(known, true, false), home.now)
                        .orElseThrow()
                        .datagram())
                .orElseThrow();
        assertThat(answer.first(StunAttribute.ErrorCode.class).orElseThrow().code())
                .isEqualTo(420);
        assertThat(twoPorts.onDatagram(0, FROM, change(known, false, true), home.now)
                        .orElseThrow()
                        .socket())
                .isEqualTo(1);
        StunMessage plain = StunCodec.decode(
                        twoPorts.onDatagram(0, FROM, request(new StunAttribute.Padding(200)), home.now)
                                .orElseThrow()
                                .datagram())
                .orElseThrow();
        assertThat(plain.has(StunAttribute.ResponseOrigin.class)).isFalse();
        assertThat(plain.has(StunAttribute.OtherAddress.class)).isFalse();
    }

    @Test
    void an_attribute_that_has_to_be_understood_and_is_not_is_named() {
        StunMessage answer = answer(
                0,
                FROM,
                request(new StunAttribute.Unknown(0x7FFE, Bytes.of(new byte[4])), new StunAttribute.Padding(88)));
        assertThat(answer.type()).isEqualTo(StunMessage.Type.BINDING_ERROR);
        assertThat(answer.first(StunAttribute.UnknownAttributes.class)
                        .orElseThrow()
                        .types())
                .containsExactly(0x7FFE);
    }

    @Test
    void answers_indications_and_what_is_no_stun_are_not_answered() {
        for (StunMessage.Type type : StunMessage.Type.values()) {
            Bytes datagram = StunCodec.encode(
                    StunMessage.of(type, home.entropy.bytes(12), new StunAttribute.Padding(88)), Optional.empty());
            assertThat(ask(0, FROM, datagram).isPresent()).isEqualTo(type == StunMessage.Type.BINDING_REQUEST);
        }
        for (int length = 0; length < 200; length++) {
            assertThat(ask(0, FROM, home.entropy.bytes(length))).isEmpty();
        }
        assertThat(home.counted(Counters.Reason.REFLECTOR_MALFORMED))
                .isEqualTo(StunMessage.Type.values().length - 1 + 200);
    }

    @Test
    void nobody_is_answered_at_an_address_that_is_nobodys() {
        for (String nowhere :
                List.of("0.0.0.0:5", "224.0.0.1:5", "255.255.255.255:5", "[ff02::1]:5", "203.0.113.9:0")) {
            assertThat(ask(0, UdpAddress.parse(nowhere).orElseThrow(), bare())).isEmpty();
        }
    }

    @Test
    void a_question_under_a_login_is_answered_under_it() {
        ControlChannel.ReflectorCredentials known = member().channel.reflector();
        for (UdpAddress from : List.of(FROM, FROM_V6)) {
            Reflector.Reply reply = ask(0, from, change(known, false, false)).orElseThrow();
            assertThat(StunCodec.integrityHolds(reply.datagram(), known.key())).isTrue();
            assertThat(StunCodec.decode(reply.datagram()).orElseThrow().has(StunAttribute.ObservationProof.class))
                    .isTrue();
        }
    }

    @Test
    void an_answer_to_another_port_takes_a_login_and_the_proof_of_exactly_that_address() {
        ControlChannel.ReflectorCredentials known = member().channel.reflector();
        for (UdpAddress from : List.of(FROM, FROM_V6)) {
            UdpAddress spare = new UdpAddress(from.ip(), 42_000);
            Bytes proof = home.proof(spare);
            Bytes request = toPort(known, 42_000, proof);
            for (int socket : new int[] {0, 1, 2, 3}) {
                Reflector.Reply reply = ask(socket, from, request).orElseThrow();
                assertThat(reply.to()).isEqualTo(spare);
                assertThat(reply.socket()).isEqualTo(socket);
                assertThat(reply.datagram().length()).isLessThanOrEqualTo(request.length());
                assertThat(StunCodec.integrityHolds(reply.datagram(), known.key()))
                        .isTrue();
            }
        }
    }

    @Test
    void nobody_can_aim_an_answer_at_a_port_or_an_address_that_is_not_his() {
        Endpoint member = member();
        ControlChannel.ReflectorCredentials known = member.channel.reflector();
        UdpAddress spare = new UdpAddress(FROM.ip(), 42_000);
        Bytes proof = home.proof(spare);
        UdpAddress stranger = UdpAddress.parse("198.51.100.66:42000").orElseThrow();
        for (Bytes request : List.of(
                toPort(known, 42_001, proof),
                toPort(known, 42_000, home.proof(stranger)),
                toPort(known, 42_000, home.proof(FROM)),
                toPort(known, 42_000, home.entropy.bytes(24)))) {
            assertError(403, FROM, request);
        }
        assertError(403, stranger, toPort(known, 42_000, proof));
        Bytes withoutProof = StunCodec.encode(
                StunMessage.of(
                        StunMessage.Type.BINDING_REQUEST,
                        home.entropy.bytes(12),
                        new StunAttribute.Username(known.username()),
                        new StunAttribute.ResponsePort(42_000),
                        new StunAttribute.Padding(88)),
                Optional.of(known.key()));
        assertError(403, FROM, withoutProof);
        assertError(
                401,
                FROM,
                toPort(
                        new ControlChannel.ReflectorCredentials(known.username(), Bytes.of(new byte[20])),
                        42_000,
                        proof));
        Bytes good = toPort(known, 42_000, proof);
        assertThat(ask(0, FROM, good).orElseThrow().to()).isEqualTo(spare);
        member.say(new ControlSignal.Leave());
        assertError(401, FROM, good);
    }

    @Test
    void the_proof_for_another_port_may_be_ten_minutes_over_and_no_more() {
        UdpAddress spare = new UdpAddress(FROM.ip(), 42_000);
        Bytes proof = home.proof(spare);
        home.now = home.now.plus(ObservationProofs.LIFE).plus(StunReflector.PATIENCE);
        ControlChannel.ReflectorCredentials known = member().channel.reflector();
        assertThat(ask(0, FROM, toPort(known, 42_000, proof)).orElseThrow().to())
                .isEqualTo(spare);
        home.now = home.now.plus(Duration.ofMillis(1));
        assertError(403, FROM, toPort(known, 42_000, proof));
    }

    @Test
    void another_port_and_another_socket_of_ours_at_once_are_refused() {
        ControlChannel.ReflectorCredentials known = member().channel.reflector();
        Bytes request = StunCodec.encode(
                StunMessage.of(
                        StunMessage.Type.BINDING_REQUEST,
                        home.entropy.bytes(12),
                        new StunAttribute.Username(known.username()),
                        new StunAttribute.ChangeRequest(true, true),
                        new StunAttribute.ResponsePort(42_000),
                        new StunAttribute.ObservationProof(home.proof(new UdpAddress(FROM.ip(), 42_000)))),
                Optional.of(known.key()));
        assertError(420, FROM, request);
    }

    private Bytes toPort(ControlChannel.ReflectorCredentials credentials, int port, Bytes proof) {
        return StunCodec.encode(
                StunMessage.of(
                        StunMessage.Type.BINDING_REQUEST,
                        home.entropy.bytes(12),
                        new StunAttribute.Username(credentials.username()),
                        new StunAttribute.ResponsePort(port),
                        new StunAttribute.ObservationProof(proof)),
                Optional.of(credentials.key()));
    }

    /** An error goes to where the question came from, whatever it asked for. */
    private void assertError(int code, UdpAddress from, Bytes request) {
        Reflector.Reply reply = ask(0, from, request).orElseThrow();
        assertThat(reply.to()).isEqualTo(from);
        StunMessage answer = StunCodec.decode(reply.datagram()).orElseThrow();
        assertThat(answer.first(StunAttribute.ErrorCode.class).orElseThrow().code())
                .isEqualTo(code);
    }

    private void assertUnauthenticated(Bytes request) {
        Reflector.Reply reply = ask(0, FROM, request).orElseThrow();
        assertThat(reply.socket()).isZero();
        StunMessage answer = StunCodec.decode(reply.datagram()).orElseThrow();
        assertThat(answer.first(StunAttribute.ErrorCode.class).orElseThrow().code())
                .isEqualTo(401);
    }

    private Endpoint member() {
        return home.new Endpoint().joined("door", Role.DEVICE, "home").registered("203.0.113.1:4000");
    }

    private Bytes change(ControlChannel.ReflectorCredentials credentials, boolean ip, boolean port) {
        return StunCodec.encode(
                StunMessage.of(
                        StunMessage.Type.BINDING_REQUEST,
                        home.entropy.bytes(12),
                        new StunAttribute.ChangeRequest(ip, port),
                        new StunAttribute.Username(credentials.username()),
                        new StunAttribute.Padding(88)),
                Optional.of(credentials.key()));
    }

    private Bytes randomRequest(SplittableRandom random, ControlChannel.ReflectorCredentials known) {
        if (random.nextInt(8) == 0) {
            return bare();
        }
        Stream.Builder<StunAttribute> attributes = Stream.builder();
        if (random.nextInt(3) == 0) {
            attributes.add(new StunAttribute.ChangeRequest(random.nextBoolean(), random.nextBoolean()));
        }
        if (random.nextInt(3) == 0) {
            attributes.add(new StunAttribute.Username(known.username()));
        }
        if (random.nextInt(6) == 0) {
            attributes.add(new StunAttribute.ResponsePort(FROM.port()));
            attributes.add(new StunAttribute.ObservationProof(home.proof(FROM)));
        }
        if (random.nextInt(6) == 0) {
            attributes.add(new StunAttribute.Unknown(random.nextInt(0x7000, 0x9000), Bytes.EMPTY));
        }
        if (random.nextBoolean()) {
            attributes.add(new StunAttribute.Padding(random.nextInt(200)));
        }
        Optional<Bytes> key = random.nextBoolean() ? Optional.of(known.key()) : Optional.empty();
        StunMessage message = new StunMessage(
                StunMessage.Type.BINDING_REQUEST,
                home.entropy.bytes(12),
                attributes.build().toList());
        return StunCodec.encode(message, key);
    }

    private Bytes request(StunAttribute... attributes) {
        return StunCodec.encode(
                StunMessage.of(StunMessage.Type.BINDING_REQUEST, home.entropy.bytes(12), attributes), Optional.empty());
    }

    private Bytes bare() {
        return Bytes.join(Bytes.hex("000100002112a442"), home.entropy.bytes(12));
    }

    private Optional<Reflector.Reply> ask(int socket, UdpAddress from, Bytes datagram) {
        return reflector.onDatagram(socket, from, datagram, home.now);
    }

    private StunMessage answer(int socket, UdpAddress from, Bytes datagram) {
        return StunCodec.decode(ask(socket, from, datagram).orElseThrow().datagram())
                .orElseThrow();
    }
}
