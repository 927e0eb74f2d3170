package io.transom.core.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The standards' own examples. */
class PrimitivesTest {
    private static final Bytes ALICE = Bytes.hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    private static final Bytes BOB = Bytes.hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");

    @Test
    void x25519_agrees_as_in_rfc_7748_section_6_1() {
        Bytes alicePublic = Bytes.hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        Bytes bobPublic = Bytes.hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
        Bytes shared = Bytes.hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
        assertThat(Curves.agreementPublic(ALICE)).isEqualTo(alicePublic);
        assertThat(Curves.agreementPublic(BOB)).isEqualTo(bobPublic);
        assertThat(Curves.agree(ALICE, bobPublic)).contains(shared);
        assertThat(Curves.agree(BOB, alicePublic)).contains(shared);
    }

    @Test
    void the_unused_top_bit_of_a_public_key_is_ignored() {
        byte[] withTopBit = Curves.agreementPublic(BOB).toArray();
        withTopBit[31] |= (byte) 0x80;
        assertThat(Curves.agree(ALICE, Bytes.of(withTopBit)))
                .isEqualTo(Curves.agree(ALICE, Curves.agreementPublic(BOB)));
    }

    /** 0, 1, p - 1, p, p + 1 and the two points of order 8 (RFC 7748 section 7; Bernstein's list). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void a_public_key_of_small_order_agrees_on_nothing(String key) {
        assertThat(Curves.agree(ALICE, Bytes.hex(key))).isEmpty();
    }

    @Test
    void ed25519_public_keys_derive_as_in_rfc_8032_section_7_1() {
        assertThat(Curves.signingPublic(Bytes.hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
                        .toHex())
                .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(Curves.signingPublic(Bytes.hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"))
                        .toHex())
                .isEqualTo("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    }

    @Test
    void hkdf_is_rfc_5869_test_case_1() {
        Bytes key = Hkdf.extract(
                Bytes.hex("000102030405060708090a0b0c"), Bytes.hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"));
        assertThat(key.toHex()).isEqualTo("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
        assertThat(Hkdf.expand(key, Bytes.hex("f0f1f2f3f4f5f6f7f8f9"), 42).toHex())
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    }

    @Test
    void hkdf_without_salt_and_info_is_rfc_5869_test_case_3() {
        Bytes key = Hkdf.extract(Bytes.EMPTY, Bytes.hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"));
        assertThat(key.toHex()).isEqualTo("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04");
        assertThat(Hkdf.expand(key, Bytes.EMPTY, 42).toHex())
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    @Test
    void hmac_is_rfc_4231_test_case_2() {
        assertThat(Digests.hmacSha256(Bytes.utf8("Jefe"), Bytes.utf8("what do ya want "), Bytes.utf8("for nothing?"))
                        .toHex())
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
