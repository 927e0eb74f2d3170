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
    void x25519_multiplies_as_in_rfc_7748_section_5_2() {
        assertThat(Curves.agree(
                        Bytes.hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                        Bytes.hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")))
                .contains(Bytes.hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
        assertThat(Curves.agree(
                        Bytes.hex("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d"),
                        Bytes.hex("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493")))
                .contains(Bytes.hex("95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"));
    }

    @Test
    void x25519_on_its_own_results_a_thousand_times_is_that_of_rfc_7748_section_5_2() {
        Bytes scalar = Bytes.hex("09" + "00".repeat(31));
        Bytes point = scalar;
        for (int round = 1; round <= 1_000; round++) {
            Bytes next = Curves.agree(scalar, point).orElseThrow();
            point = scalar;
            scalar = next;
            if (round == 1) {
                assertThat(scalar.toHex())
                        .isEqualTo("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
            }
        }
        assertThat(scalar.toHex()).isEqualTo("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
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
    void hkdf_of_longer_inputs_is_rfc_5869_test_case_2() {
        Bytes key = Hkdf.extract(counting(0x60, 0xaf), counting(0x00, 0x4f));
        assertThat(key.toHex()).isEqualTo("06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244");
        assertThat(Hkdf.expand(key, counting(0xb0, 0xff), 82).toHex())
                .isEqualTo("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                        + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                        + "cc30c58179ec3e87c14c01d5c1f3434f1d87");
    }

    private static Bytes counting(int from, int to) {
        byte[] octets = new byte[to - from + 1];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (from + i);
        }
        return Bytes.owning(octets);
    }

    @Test
    void hkdf_without_salt_and_info_is_rfc_5869_test_case_3() {
        Bytes key = Hkdf.extract(Bytes.EMPTY, Bytes.hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"));
        assertThat(key.toHex()).isEqualTo("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04");
        assertThat(Hkdf.expand(key, Bytes.EMPTY, 42).toHex())
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    /** Of the specification by McGrew and Viega that SP 800-38D refers to. */
    @Test
    void aes_gcm_is_test_case_4_of_its_specification() {
        Bytes key = Bytes.hex("feffe9928665731c6d6a8f9467308308");
        Bytes nonce = Bytes.hex("cafebabefacedbaddecaf888");
        Bytes additional = Bytes.hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        Bytes plain = Bytes.hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
        Bytes sealed = Bytes.hex("42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
                + "5bc94fbc3221a5db94fae95ae7121a47");
        assertThat(Aead.seal(key, nonce, additional, plain)).isEqualTo(sealed);
        assertThat(Aead.open(key, nonce, additional, sealed)).contains(plain);
        assertThat(Aead.open(key, nonce, Bytes.EMPTY, sealed)).isEmpty();
    }

    @Test
    void sha_256_is_that_of_fips_180() {
        assertThat(Digests.sha256(Bytes.utf8("a"), Bytes.utf8("bc")).toHex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void hmac_with_keys_shorter_and_longer_than_a_block_is_rfc_4231_test_cases_1_and_6() {
        assertThat(Digests.hmacSha256(Bytes.hex("0b".repeat(20)), Bytes.utf8("Hi There"))
                        .toHex())
                .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        Bytes text = Bytes.utf8("Test Using Larger Than Block-Size Key - Hash Key First");
        assertThat(Digests.hmacSha256(Bytes.hex("aa".repeat(131)), text).toHex())
                .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    @Test
    void hmac_is_rfc_4231_test_case_2() {
        assertThat(Digests.hmacSha256(Bytes.utf8("Jefe"), Bytes.utf8("what do ya want "), Bytes.utf8("for nothing?"))
                        .toHex())
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
