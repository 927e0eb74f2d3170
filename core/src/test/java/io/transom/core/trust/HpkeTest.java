package io.transom.core.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 9180 appendix A.1, sequence number 0, and what an attacker may try. */
class HpkeTest {
    private static final Bytes INFO = Bytes.hex("4f6465206f6e2061204772656369616e2055726e");
    private static final Bytes PLAIN = Bytes.hex("4265617574792069732074727574682c20747275746820626561757479");
    private static final Bytes ADDITIONAL = Bytes.hex("436f756e742d30");

    private static final Hpke.Keys BASE_RECEIVER =
            keys("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8");
    private static final Entropy BASE_EPHEMERAL =
            count -> Bytes.hex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736");

    private static final Hpke.Keys AUTH_RECEIVER =
            keys("fdea67cf831f1ca98d8e27b1f6abeb5b7745e9d35348b80fa407ff6958f9137e");
    private static final Hpke.Keys AUTH_SENDER =
            keys("dc4a146313cce60a278a5323d321f051c5707e9c45ba21a3479fecdf76fc69dd");
    private static final Entropy AUTH_EPHEMERAL =
            count -> Bytes.hex("ff4442ef24fbc3c1ff86375b0be1e77e88a0de1e79b30896d73411c5ff4c3518");

    @Test
    void mode_base_seals_as_in_appendix_a_1_1() {
        assertThat(BASE_RECEIVER.publicKey().toHex())
                .isEqualTo("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d");
        Hpke.Sealed sealed =
                Hpke.seal(Optional.empty(), BASE_RECEIVER.publicKey(), INFO, ADDITIONAL, PLAIN, BASE_EPHEMERAL);
        assertThat(sealed.encapsulated().toHex())
                .isEqualTo("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
        assertThat(sealed.ciphertext().toHex())
                .isEqualTo(
                        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a");
        assertExports(
                sealed.exporter(),
                "3853fe2b4035195a573ffc53856e77058e15d9ea064de3e59f4961d0095250ee",
                "2e8f0b54673c7029649d4eb9d5e33bf1872cf76d623ff164ac185da9e88c21a5",
                "e9e43065102c3836401bed8c3c3c75ae46be1639869391d62c61f1ec7af54931");
        assertThat(Hpke.open(
                                BASE_RECEIVER,
                                Optional.empty(),
                                sealed.encapsulated(),
                                INFO,
                                ADDITIONAL,
                                sealed.ciphertext())
                        .map(Hpke.Opened::plain))
                .contains(PLAIN);
    }

    @Test
    void mode_auth_seals_as_in_appendix_a_1_3() {
        assertThat(AUTH_SENDER.publicKey().toHex())
                .isEqualTo("8b0c70873dc5aecb7f9ee4e62406a397b350e57012be45cf53b7105ae731790b");
        assertThat(AUTH_RECEIVER.publicKey().toHex())
                .isEqualTo("1632d5c2f71c2b38d0a8fcc359355200caa8b1ffdf28618080466c909cb69b2e");
        Hpke.Sealed sealed = sealAuth();
        assertThat(sealed.encapsulated().toHex())
                .isEqualTo("23fb952571a14a25e3d678140cd0e5eb47a0961bb18afcf85896e5453c312e76");
        assertThat(sealed.ciphertext().toHex())
                .isEqualTo(
                        "5fd92cc9d46dbf8943e72a07e42f363ed5f721212cd90bcfd072bfd9f44e06b80fd17824947496e21b680c141b");
        assertExports(
                sealed.exporter(),
                "28c70088017d70c896a8420f04702c5a321d9cbf0279fba899b59e51bac72c85",
                "25dfc004b0892be1888c3914977aa9c9bbaf2c7471708a49e1195af48a6f29ce",
                "5a0131813abc9a522cad678eb6bafaabc43389934adb8097d23c5ff68059eb64");
        assertThat(openAuth(sealed.encapsulated(), INFO, ADDITIONAL, sealed.ciphertext())
                        .map(Hpke.Opened::exporter))
                .contains(sealed.exporter());
    }

    @Test
    void any_flipped_bit_opens_nothing() {
        Hpke.Sealed sealed = sealAuth();
        for (int i = 0; i < sealed.ciphertext().length(); i++) {
            assertThat(openAuth(sealed.encapsulated(), INFO, ADDITIONAL, flipped(sealed.ciphertext(), i)))
                    .isEmpty();
        }
        for (int i = 0; i < sealed.encapsulated().length(); i++) {
            assertThat(openAuth(flipped(sealed.encapsulated(), i), INFO, ADDITIONAL, sealed.ciphertext()))
                    .isEmpty();
        }
        assertThat(openAuth(sealed.encapsulated(), flipped(INFO, 3), ADDITIONAL, sealed.ciphertext()))
                .isEmpty();
        assertThat(openAuth(sealed.encapsulated(), INFO, flipped(ADDITIONAL, 3), sealed.ciphertext()))
                .isEmpty();
    }

    @Test
    void a_cut_ciphertext_opens_nothing() {
        Hpke.Sealed sealed = sealAuth();
        for (int length = 0; length < sealed.ciphertext().length(); length++) {
            assertThat(openAuth(
                            sealed.encapsulated(),
                            INFO,
                            ADDITIONAL,
                            sealed.ciphertext().slice(0, length)))
                    .isEmpty();
        }
    }

    @Test
    void what_is_sealed_to_a_key_of_small_order_opens_for_nobody() {
        Bytes zero = Bytes.of(new byte[32]);
        Hpke.Sealed sealed = Hpke.seal(Optional.of(AUTH_SENDER), zero, INFO, ADDITIONAL, PLAIN, new SeededEntropy(1));
        Hpke.Sealed again = Hpke.seal(Optional.of(AUTH_SENDER), zero, INFO, ADDITIONAL, PLAIN, new SeededEntropy(2));
        assertThat(sealed.ciphertext()).isNotEqualTo(again.ciphertext());
        assertThat(openAuth(zero, INFO, ADDITIONAL, sealed.ciphertext())).isEmpty();
    }

    private static Hpke.Sealed sealAuth() {
        return Hpke.seal(Optional.of(AUTH_SENDER), AUTH_RECEIVER.publicKey(), INFO, ADDITIONAL, PLAIN, AUTH_EPHEMERAL);
    }

    private static Optional<Hpke.Opened> openAuth(Bytes encapsulated, Bytes info, Bytes additional, Bytes ciphertext) {
        return Hpke.open(
                AUTH_RECEIVER, Optional.of(AUTH_SENDER.publicKey()), encapsulated, info, additional, ciphertext);
    }

    private static void assertExports(Hpke.Exporter exporter, String empty, String zero, String text) {
        assertThat(exporter.export(Bytes.EMPTY, 32).toHex()).isEqualTo(empty);
        assertThat(exporter.export(Bytes.hex("00"), 32).toHex()).isEqualTo(zero);
        assertThat(exporter.export(Bytes.utf8("TestContext"), 32).toHex()).isEqualTo(text);
    }

    private static Hpke.Keys keys(String privateKey) {
        return new Hpke.Keys(Bytes.hex(privateKey), Curves.agreementPublic(Bytes.hex(privateKey)));
    }

    private static Bytes flipped(Bytes octets, int index) {
        byte[] changed = octets.toArray();
        changed[index] ^= 1;
        return Bytes.of(changed);
    }
}
