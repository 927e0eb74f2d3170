package io.transom.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.transom.wire.Bytes;
import io.transom.wire.Hostile;
import io.transom.wire.UdpAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StunCodecTest {
    private static final Bytes TRANSACTION = Bytes.hex("000102030405060708090a0b");
    private static final Bytes KEY = Bytes.hex("00112233445566778899aabbccddeeff00112233");
    private static final UdpAddress V4 = UdpAddress.parse("203.0.113.9:40000").orElseThrow();
    private static final UdpAddress V6 = UdpAddress.parse("[2001:db8::9]:65535").orElseThrow();

    private static final List<StunAttribute> EVERY_KIND = List.of(
            new StunAttribute.Username("abcdefghijklmnop:qrstuvwxyz234567"),
            new StunAttribute.XorMappedAddress(V4),
            new StunAttribute.XorMappedAddress(V6),
            new StunAttribute.MappedAddress(V6),
            new StunAttribute.ResponseOrigin(V4),
            new StunAttribute.OtherAddress(V6),
            new StunAttribute.ChangeRequest(true, false),
            new StunAttribute.ChangeRequest(false, true),
            new StunAttribute.Padding(0),
            new StunAttribute.Padding(33),
            new StunAttribute.ResponsePort(1),
            new StunAttribute.ResponsePort(65_535),
            new StunAttribute.Software("Tür 門"),
            new StunAttribute.ErrorCode(420, "Unknown Attribute"),
            new StunAttribute.ErrorCode(699, ""),
            new StunAttribute.UnknownAttributes(List.of(0x7FFE, 0x0014)),
            new StunAttribute.Priority(0xFFFFFFFFL),
            new StunAttribute.IceControlling(-1L),
            new StunAttribute.IceControlled(Long.MIN_VALUE),
            new StunAttribute.UseCandidate(),
            new StunAttribute.SealedSignal(Bytes.hex("01aabbcc")),
            new StunAttribute.ObservationProof(Bytes.owning(new byte[24])),
            new StunAttribute.ChannelNumber(0x4FFF),
            new StunAttribute.BindSequence(0xFFFFFFFFL),
            new StunAttribute.Unknown(0x7FFE, Bytes.hex("0102030405")),
            new StunAttribute.Unknown(0xFFFE, Bytes.EMPTY));

    @Test
    void every_attribute_survives_the_wire_with_and_without_integrity() {
        assertThat(EVERY_KIND.stream().map(Object::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(StunAttribute.class.getPermittedSubclasses());
        for (StunAttribute attribute : EVERY_KIND) {
            for (StunMessage.Type type : StunMessage.Type.values()) {
                StunMessage message = StunMessage.of(type, TRANSACTION, attribute);
                assertThat(StunCodec.decode(StunCodec.encode(message, Optional.empty())))
                        .contains(message);
                assertThat(StunCodec.decode(StunCodec.encode(message, Optional.of(KEY))))
                        .contains(message);
            }
        }
        for (int first = 0; first < EVERY_KIND.size(); first += 10) {
            List<StunAttribute> several = EVERY_KIND.subList(first, Math.min(first + 20, EVERY_KIND.size()));
            StunMessage message = new StunMessage(StunMessage.Type.BINDING_SUCCESS, TRANSACTION, several);
            assertThat(StunCodec.decode(StunCodec.encode(message, Optional.of(KEY))))
                    .contains(message);
        }
    }

    @Test
    void integrity_is_whole_only_under_the_key_that_made_it_and_over_unchanged_octets() {
        Bytes good = StunCodec.encode(request(new StunAttribute.Username("a:b")), Optional.of(KEY));
        assertThat(StunCodec.integrityHolds(good, KEY)).isTrue();
        assertThat(StunCodec.integrityHolds(good, Bytes.utf8("another"))).isFalse();

        int protectedOctets = good.length() - 8;
        AtomicInteger at = new AtomicInteger();
        Hostile.everyChangedOctet(good, changed -> {
            // Behind MESSAGE-INTEGRITY lies only FINGERPRINT: that one decode() judges.
            boolean isProtected = at.getAndIncrement() / 255 < protectedOctets;
            assertThat(StunCodec.integrityHolds(changed, KEY)).isEqualTo(!isProtected);
        });
    }

    @Test
    void a_message_without_integrity_proves_nothing() {
        Bytes bare = StunCodec.encode(request(), Optional.empty());
        assertThat(StunCodec.hasIntegrity(bare)).isFalse();
        assertThat(StunCodec.integrityHolds(bare, KEY)).isFalse();
    }

    @Test
    void a_changed_octet_is_noticed_or_changes_nothing_that_was_said() {
        for (Bytes good : samples()) {
            Bytes key = StunCodec.integrityHolds(good, KEY) ? KEY : Rfc5769Test.PASSWORD;
            Optional<StunMessage> original = StunCodec.decode(good);
            assertThat(original).isPresent();
            AtomicInteger passed = new AtomicInteger();
            Hostile.everyChangedOctet(good, changed -> {
                Optional<StunMessage> read = StunCodec.decode(changed);
                if (StunCodec.integrityHolds(changed, key) && read.isPresent()) {
                    assertThat(read).isEqualTo(original);
                    passed.incrementAndGet();
                }
            });
            // Another type in place of FINGERPRINT's: 2 octets with 255 changes each. All else is refused.
            assertThat(passed).hasValueLessThanOrEqualTo(2 * 255);
        }
    }

    @Test
    void a_wrong_fingerprint_refuses_a_message_without_integrity_too() {
        Bytes good = StunCodec.encode(request(new StunAttribute.Priority(7)), Optional.empty());
        assertThat(StunCodec.decode(good)).isPresent();
        Hostile.everyChangedOctet(
                good.slice(good.length() - 4, good.length()),
                fingerprint -> assertThat(StunCodec.decode(Bytes.join(good.slice(0, good.length() - 4), fingerprint)))
                        .isEmpty());
    }

    @Test
    void no_cut_message_is_read() {
        for (Bytes good : samples()) {
            Hostile.everyTruncation(good, cut -> {
                assertThat(StunCodec.decode(cut)).isEmpty();
                assertThat(StunCodec.integrityHolds(cut, KEY)).isFalse();
            });
        }
    }

    @Test
    void noise_is_never_an_exception() {
        Hostile.noise(200_000, 1600, Bytes.EMPTY, noise -> {
            StunCodec.decode(noise);
            StunCodec.integrityHolds(noise, KEY);
            Datagrams.kind(noise);
        });
        // Noise of an honest length behind an honest header reaches the attributes.
        Hostile.noise(200_000, 64, Bytes.EMPTY, noise -> {
            Bytes body = noise.slice(0, noise.length() & ~3);
            Bytes header = Bytes.of((byte) 0, (byte) 1, (byte) 0, (byte) body.length());
            Bytes datagram = Bytes.join(header, Bytes.hex("2112a442"), TRANSACTION, body);
            StunCodec.decode(datagram)
                    .ifPresent(read ->
                            assertThat(StunCodec.encode(read, Optional.empty())).isNotNull());
            assertThat(StunCodec.integrityHolds(datagram, KEY)).isFalse();
        });
    }

    @Test
    void every_malformed_value_of_a_known_attribute_refuses_the_message() {
        for (String attribute : List.of(
                "0020000400015000", // XOR-MAPPED-ADDRESS without an address
                "00200008000250000a000001", // family 6 with 4 octets
                "0024000200000000", // PRIORITY of 2 octets
                "0025000400000000", // USE-CANDIDATE with a value
                "0003000100000000", // CHANGE-REQUEST of 1 octet
                "00060002c3280000", // USERNAME that isn't UTF-8
                "00090004" + "00000264", // ERROR-CODE of class 2
                "00090004" + "00000464", // ERROR-CODE with number 100
                "00080004" + "00000000", // MESSAGE-INTEGRITY of 4 octets
                "d7a10000", // SEALED-SIGNAL without a kind
                "d7a2000400000000", // OBSERVATION-PROOF of 4 octets
                "000c00024000" + "0000", // CHANNEL-NUMBER of 2 octets
                "d7a3000200010000", // BIND-SEQUENCE of 2 octets
                "80290004" + "00000000")) { // ICE-CONTROLLED of 4 octets
            assertThat(StunCodec.decode(raw(Bytes.hex(attribute))))
                    .as(attribute)
                    .isEmpty();
        }
    }

    @Test
    void what_follows_integrity_is_left_out() {
        Bytes keyed = StunCodec.encode(request(new StunAttribute.Username("a:b")), Optional.of(KEY));
        Bytes attributes = keyed.slice(20, keyed.length() - 8);
        Bytes smuggled = raw(Bytes.join(attributes, Bytes.hex("00250000"), Bytes.hex("7ffe0000")));

        StunMessage read = StunCodec.decode(smuggled).orElseThrow();
        assertThat(read.attributes()).containsExactly(new StunAttribute.Username("a:b"));
        assertThat(read.unknownRequired()).isEmpty();
    }

    @Test
    void unknown_required_attributes_are_seen_and_unknown_optional_ones_do_no_harm() {
        StunMessage read = StunCodec.decode(raw(Bytes.hex("7ffe0000" + "fffe0000" + "00140000")))
                .orElseThrow();
        assertThat(read.unknownRequired()).containsExactly(0x7FFE, 0x0014);
        assertThat(read.has(StunAttribute.Unknown.class)).isTrue();
    }

    @Test
    void twenty_four_attributes_are_read_and_one_more_is_not() {
        Bytes one = Bytes.hex("fffe0000");
        assertThat(StunCodec.decode(raw(times(24, one)))).isPresent();
        assertThat(StunCodec.decode(raw(times(25, one)))).isEmpty();
    }

    /** Or a message could be read that can't be said. */
    @Test
    void twenty_four_attributes_fit_besides_integrity_and_fingerprint() {
        StunMessage most = new StunMessage(
                StunMessage.Type.BINDING_REQUEST,
                TRANSACTION,
                Collections.nCopies(24, new StunAttribute.UseCandidate()));
        Bytes datagram = StunCodec.encode(most, Optional.of(KEY));
        assertThat(StunCodec.decode(datagram)).contains(most);
        assertThat(StunCodec.integrityHolds(datagram, KEY)).isTrue();
    }

    @Test
    void a_datagram_has_at_most_1500_octets() {
        StunMessage fits = request(new StunAttribute.Padding(1500 - 20 - 8 - 4));
        assertThat(StunCodec.encode(fits, Optional.empty()).length()).isEqualTo(1500);
        assertThatIllegalArgumentException().isThrownBy(() -> StunCodec.encode(fits, Optional.of(KEY)));
        assertThat(StunCodec.decode(raw(Bytes.join(Bytes.hex("002605d8"), Bytes.owning(new byte[1496])))))
                .isEmpty();
    }

    @Test
    void other_methods_and_the_old_protocol_without_a_cookie_are_not_ours() {
        Bytes bare = raw(Bytes.EMPTY);
        assertThat(StunCodec.decode(bare)).isPresent();
        assertThat(StunCodec.decode(Bytes.join(Bytes.hex("0003"), bare.slice(2, 20))))
                .isEmpty();
        assertThat(StunCodec.decode(Bytes.join(bare.slice(0, 4), Bytes.hex("2112a443"), TRANSACTION)))
                .isEmpty();
    }

    @Test
    void of_several_of_one_kind_the_first_counts() {
        StunMessage twice = request(new StunAttribute.Priority(1), new StunAttribute.Priority(2));
        assertThat(twice.first(StunAttribute.Priority.class)).contains(new StunAttribute.Priority(1));
    }

    @Test
    void the_first_octet_tells_the_alphabet() {
        for (int first = 0; first < 256; first++) {
            Datagrams.Kind expected = first < 4
                    ? Datagrams.Kind.STUN
                    : first < 20
                            ? Datagrams.Kind.UNKNOWN
                            : first < 64
                                    ? Datagrams.Kind.DTLS
                                    : first < 80
                                            ? Datagrams.Kind.CHANNEL
                                            : first < 128 || first > 191 ? Datagrams.Kind.UNKNOWN : Datagrams.Kind.RTP;
            assertThat(Datagrams.kind(Bytes.of((byte) first)))
                    .as("first octet %d", first)
                    .isEqualTo(expected);
        }
        assertThat(Datagrams.kind(Bytes.EMPTY)).isEqualTo(Datagrams.Kind.UNKNOWN);
    }

    private static StunMessage request(StunAttribute... attributes) {
        return StunMessage.of(StunMessage.Type.BINDING_REQUEST, TRANSACTION, attributes);
    }

    private static List<Bytes> samples() {
        StunMessage signal = request(
                new StunAttribute.Username("abcdefghijklmnop:qrstuvwxyz234567"),
                new StunAttribute.SealedSignal(Bytes.hex("01aabbcc")));
        return List.of(
                Rfc5769Test.REQUEST,
                Rfc5769Test.IPV4_RESPONSE,
                Rfc5769Test.IPV6_RESPONSE,
                StunCodec.encode(signal, Optional.of(KEY)));
    }

    /** A Binding request with exactly these attribute octets and no FINGERPRINT. */
    private static Bytes raw(Bytes attributes) {
        Bytes type = Bytes.hex("0001");
        Bytes length = Attributes.number(attributes.length(), 2);
        return Bytes.join(type, length, Bytes.hex("2112a442"), TRANSACTION, attributes);
    }

    private static Bytes times(int count, Bytes part) {
        return Bytes.join(Collections.nCopies(count, part).toArray(Bytes[]::new));
    }
}
