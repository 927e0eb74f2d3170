package io.transom.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The test vectors of RFC 5769, sections 2.1 to 2.3. */
class Rfc5769Test {
    static final Bytes PASSWORD = Bytes.utf8("VOkJxbRl1RmTxUk/WvJxBt");

    static final Bytes REQUEST = Bytes.hex("000100582112a442b7e7a701bc34d686fa87dfae"
            + "802200105354554e207465737420636c69656e74"
            + "002400046e0001ff"
            + "80290008932ff9b151263b36"
            + "000600096576746a3a68367659202020"
            + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
            + "80280004e57a3bcf");

    static final Bytes IPV4_RESPONSE = Bytes.hex("0101003c2112a442b7e7a701bc34d686fa87dfae"
            + "8022000b7465737420766563746f7220"
            + "002000080001a147e112a643"
            + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
            + "80280004c07d4c96");

    static final Bytes IPV6_RESPONSE = Bytes.hex("010100482112a442b7e7a701bc34d686fa87dfae"
            + "8022000b7465737420766563746f7220"
            + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
            + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
            + "80280004c8fb0b4c");

    static final List<Bytes> ALL = List.of(REQUEST, IPV4_RESPONSE, IPV6_RESPONSE);

    @Test
    void the_sample_request_is_read_field_by_field() {
        StunMessage message = StunCodec.decode(REQUEST).orElseThrow();

        assertThat(message.type()).isEqualTo(StunMessage.Type.BINDING_REQUEST);
        assertThat(message.transactionId()).isEqualTo(Bytes.hex("b7e7a701bc34d686fa87dfae"));
        assertThat(message.attributes())
                .containsExactly(
                        new StunAttribute.Software("STUN test client"),
                        new StunAttribute.Priority(0x6E0001FFL),
                        new StunAttribute.IceControlled(0x932FF9B151263B36L),
                        new StunAttribute.Username("evtj:h6vY"));
        assertThat(message.unknownRequired()).isEmpty();
    }

    @Test
    void the_sample_responses_name_the_mapped_address() {
        assertThat(mapped(IPV4_RESPONSE)).hasToString("192.0.2.1:32853");
        assertThat(mapped(IPV6_RESPONSE)).hasToString("[2001:db8:1234:5678:11:2233:4455:6677]:32853");
    }

    @Test
    void integrity_holds_under_the_password_and_under_no_other() {
        for (Bytes sample : ALL) {
            assertThat(StunCodec.hasIntegrity(sample)).isTrue();
            assertThat(StunCodec.integrityHolds(sample, PASSWORD)).isTrue();
            assertThat(StunCodec.integrityHolds(sample, Bytes.utf8("VOkJxbRl1RmTxUk/WvJxBu")))
                    .isFalse();
        }
    }

    /**
     * What the samples show of reading, for writing: HMAC-SHA1 over everything before the attribute, with a length that ends
     * behind it (RFC 8489 section 14.5). The samples' padding is of spaces, so ours can't be the same octets.
     */
    @Test
    void what_we_write_has_the_integrity_that_the_samples_have() throws GeneralSecurityException {
        StunMessage sample = StunCodec.decode(REQUEST).orElseThrow();
        byte[] ours = StunCodec.encode(sample, Optional.of(PASSWORD)).toArray();
        assertThat(ours).hasSize(REQUEST.length());
        int at = ours.length - 8 - 24;
        assertThat(Bytes.of(ours).slice(at, at + 4)).isEqualTo(Bytes.hex("00080014"));
        byte[] covered = Arrays.copyOf(ours, at);
        covered[3] = (byte) (at + 24 - 20);
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(PASSWORD.toArray(), "HmacSHA1"));
        assertThat(Bytes.of(ours).slice(at + 4, at + 24)).isEqualTo(Bytes.of(mac.doFinal(covered)));
    }

    private static UdpAddress mapped(Bytes datagram) {
        return StunCodec.decode(datagram)
                .orElseThrow()
                .first(StunAttribute.XorMappedAddress.class)
                .orElseThrow()
                .address();
    }
}
