package io.transom.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.wire.Bytes;
import java.nio.charset.StandardCharsets;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SrtpTest {
    private static final Bytes KEY = Bytes.hex("000102030405060708090a0b0c0d0e0f");
    private static final Bytes SALT = Bytes.hex("a0a1a2a3a4a5a6a7a8a9aaab");

    /** RFC 7714 §16.1.1: session key and salt are given there, so no derivation takes part. */
    private static final SessionKeys RFC_7714 = new SessionKeys(
            new SecretKeySpec(KEY.toArray(), "AES"), Bytes.owning("Quid pro quo".getBytes(StandardCharsets.US_ASCII)));

    private static final Bytes GALLIA =
            Bytes.join(Bytes.hex("8040f17b8041f8d35501a0b2"), Bytes.utf8("Gallia est omnis divisa in partes tres"));
    private static final Bytes GALLIA_SEALED = Bytes.hex("8040f17b8041f8d35501a0b2"
            + "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
            + "899d7f27beb16a9152cf765ee4390cce");

    private final SrtpSender sender = new SrtpSender(KEY, SALT);
    private final SrtpReceiver receiver = new SrtpReceiver(KEY, SALT);

    static Bytes packet(int sequence) {
        return Bytes.join(
                Bytes.hex("806f"),
                Bytes.of((byte) (sequence >> 8), (byte) sequence),
                Bytes.hex("0000000adecafbad"),
                Bytes.utf8("sound " + sequence));
    }

    @Test
    void protects_as_rfc_7714_section_16_shows() {
        assertThat(new SrtpSender(RFC_7714).protect(GALLIA)).isEqualTo(GALLIA_SEALED);
        assertThat(new SrtpReceiver(RFC_7714).open(GALLIA_SEALED)).isEqualTo(new Opened.Authentic(0xf17b, GALLIA));
    }

    @Test
    void derives_keys_as_rfc_3711_appendix_b_3_shows() {
        Bytes master = Bytes.hex("e1f97a0d3e018be0d64fa32c06de4139");
        Bytes salt = Bytes.hex("0ec675ad498afeebb6960b3aabe6");
        assertThat(Bytes.of(SessionKeys.derive(master, salt, 0x00, 16)))
                .isEqualTo(Bytes.hex("c61e7a93744f39ee10734afe3ff7a087"));
        assertThat(Bytes.of(SessionKeys.derive(master, salt, 0x02, 14)))
                .isEqualTo(Bytes.hex("30cbbc08863d8c85d49db34a9ae1"));
        assertThat(Bytes.of(SessionKeys.derive(master, salt, 0x01, 94)).slice(0, 16))
                .isEqualTo(Bytes.hex("cebe321f6ff7716b6fd4ab49af256a15"));
    }

    /** Key derivation from a salt of 12 octets and AES-GCM together, as libsrtp's driver has it. */
    @Test
    void agrees_with_libsrtp_from_master_key_to_packet() {
        Bytes plain = Bytes.hex("800f1234decafbadcafebabeabababababababababababababababab");
        Bytes sealed =
                Bytes.hex("800f1234decafbadcafebabec5002ede04cfdd2eb91159e0880aa06ed2976826f796b201df3131a127e8a392");
        assertThat(new SrtpSender(KEY, SALT).protect(plain)).isEqualTo(sealed);
    }

    @Test
    void what_was_sent_is_opened_in_any_order_once() {
        Bytes first = sender.protect(packet(7));
        Bytes second = sender.protect(packet(8));
        assertThat(receiver.open(second)).isEqualTo(new Opened.Authentic(8, packet(8)));
        assertThat(receiver.open(first)).isEqualTo(new Opened.Authentic(7, packet(7)));
        assertThat(receiver.open(first)).isInstanceOf(Opened.Replayed.class);
        assertThat(receiver.open(second)).isInstanceOf(Opened.Replayed.class);
    }

    @Test
    void the_sequence_number_may_wrap_even_where_the_wrap_is_lost_or_late() {
        int start = 0xFFF0;
        for (int i = 0; i < 14; i++) {
            assertThat(receiver.open(sender.protect(packet(start + i)))).isInstanceOf(Opened.Authentic.class);
        }
        Bytes lateAcrossTheWrap = sender.protect(packet(0xFFFE));
        sender.protect(packet(0xFFFF));
        Bytes afterTheWrap = sender.protect(packet(0));
        assertThat(receiver.open(afterTheWrap)).isEqualTo(new Opened.Authentic(0x10000, packet(0)));
        assertThat(receiver.open(lateAcrossTheWrap)).isEqualTo(new Opened.Authentic(0xFFFE, packet(0xFFFE)));
    }

    @Test
    void what_is_older_than_the_window_is_not_heard_again() {
        Bytes first = sender.protect(packet(0));
        receiver.open(first);
        for (int i = 1; i <= ReplayWindow.SIZE; i++) {
            receiver.open(sender.protect(packet(i)));
        }
        assertThat(receiver.open(first)).isInstanceOf(Opened.Replayed.class);
    }

    @Test
    void every_flipped_bit_and_every_cut_is_rejected_and_changes_nothing() {
        Bytes whole = sender.protect(packet(100));
        for (int bit = 0; bit < whole.length() * 8; bit++) {
            byte[] forged = whole.toArray();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(receiver.open(Bytes.owning(forged))).as("bit " + bit).isInstanceOf(Opened.Rejected.class);
        }
        for (int length = 0; length < whole.length(); length++) {
            assertThat(receiver.open(whole.slice(0, length))).isInstanceOf(Opened.Rejected.class);
        }
        assertThat(receiver.open(whole)).isEqualTo(new Opened.Authentic(100, packet(100)));
    }

    @Test
    void another_source_another_key_and_rtcp_are_rejected() {
        receiver.open(sender.protect(packet(1)));
        byte[] other = packet(2).toArray();
        other[8] ^= 1;
        SrtpSender second = new SrtpSender(KEY, SALT);
        assertThat(receiver.open(second.protect(Bytes.owning(other)))).isInstanceOf(Opened.Rejected.class);
        SrtpSender stranger = new SrtpSender(Bytes.hex("ff0102030405060708090a0b0c0d0e0f"), SALT);
        assertThat(receiver.open(stranger.protect(packet(2)))).isInstanceOf(Opened.Rejected.class);
        assertThat(receiver.open(Bytes.hex("80c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1")))
                .isInstanceOf(Opened.Rejected.class);
    }

    @Test
    void the_sender_refuses_to_use_a_nonce_twice() {
        sender.protect(packet(5));
        assertThatThrownBy(() -> sender.protect(packet(5))).isInstanceOf(IllegalArgumentException.class);
    }
}
