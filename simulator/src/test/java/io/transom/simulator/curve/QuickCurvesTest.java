package io.transom.simulator.curve;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.trust.SigningKey;
import io.transom.simulator.net.Dice;
import io.transom.simulator.world.Options;
import io.transom.simulator.world.World;
import io.transom.wire.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuickCurvesTest {
    private static final BigInteger MODULUS = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    @AfterEach
    void the_platforms_again() {
        QuickCurves.remove();
    }

    @Test
    void agrees_with_the_platform_on_every_key() throws GeneralSecurityException {
        Dice dice = new Dice(1);
        List<BigInteger> points = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            points.add(new BigInteger(1, dice.bytes(32).toArray()).clearBit(255));
        }
        // Around what has two forms, around what is of small order, and with few or with all bits.
        for (int i = -20; i <= 20; i++) {
            points.add(MODULUS.add(BigInteger.valueOf(i)).clearBit(255));
            points.add(BigInteger.valueOf(Math.abs(i)));
        }
        points.add(BigInteger.TWO.pow(254));
        points.add(new BigInteger("325606250916557431795983626356110631294008115727848805560023387167927233504"));
        for (BigInteger point : points) {
            byte[] scalar = dice.bytes(32).toArray();
            String platforms = agreement(scalar, point);
            QuickCurves.install();
            String quick = agreement(scalar, point);
            QuickCurves.remove();
            assertThat(quick).as("point " + point).isEqualTo(platforms);
        }
    }

    /** The second end finds what the first one has worked out; a stranger's key, or one with another bit, is no such thing. */
    @Test
    void remembers_an_agreement_for_the_other_end_and_for_nobody_else() {
        Dice dice = new Dice(2);
        byte[] base = Bytes.hex("09" + "00".repeat(31)).toArray();
        Known known = new Known();
        byte[] ann = dice.bytes(32).toArray();
        byte[] bob = dice.bytes(32).toArray();
        byte[] annPublic = known.multiply(ann, base);
        byte[] bobPublic = known.multiply(bob, base);
        byte[] agreed = known.multiply(ann, bobPublic);
        assertThat(agreed).isEqualTo(Ladder.multiply(ann, bobPublic));
        assertThat(known.multiply(bob, annPublic)).isEqualTo(agreed).isEqualTo(Ladder.multiply(bob, annPublic));
        for (int bit = 0; bit < 255; bit++) {
            byte[] other = annPublic.clone();
            other[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(known.multiply(bob, other)).isEqualTo(Ladder.multiply(bob, other));
        }
        byte[] stranger = dice.bytes(32).toArray();
        assertThat(known.multiply(stranger, annPublic)).isEqualTo(Ladder.multiply(stranger, annPublic));
    }

    /** RFC 7748 section 5.2: the result is the next scalar, the scalar the next point. */
    @Test
    void gives_what_the_rfc_has_after_a_thousand_times() {
        byte[] scalar = new byte[32];
        scalar[0] = 9;
        byte[] point = scalar;
        for (int i = 0; i < 1_000; i++) {
            byte[] next = Ladder.multiply(scalar, point);
            point = scalar;
            scalar = next;
        }
        assertThat(scalar)
                .asHexString()
                .isEqualToIgnoringCase("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
    }

    @Test
    void signs_as_the_platform_does_with_every_key() {
        Dice dice = new Dice(3);
        for (int i = 0; i < 100; i++) {
            Bytes secret = dice.bytes(32);
            Bytes message = dice.bytes(i * 10);
            SigningKey key = SigningKey.of(secret);
            Bytes platforms = key.sign(message);
            QuickCurves.install();
            Bytes quick = key.sign(message);
            QuickCurves.remove();
            assertThat(quick).isEqualTo(platforms);
        }
    }

    /** What was signed here is remembered; of what wasn't, not a bit is believed that the platform wouldn't believe. */
    @Test
    void believes_the_signatures_that_the_platform_believes() {
        Dice dice = new Dice(4);
        SigningKey key = SigningKey.of(dice.bytes(32));
        Bytes message = dice.bytes(40);
        Bytes elsewhere = key.sign(message);
        QuickCurves.install();
        assertThat(SigningKey.holds(key.publicKey(), message, elsewhere)).isTrue();
        Bytes here = key.sign(message);
        assertThat(SigningKey.holds(key.publicKey(), message, here)).isTrue();
        for (int bit = 0; bit < 512; bit += 7) {
            assertThat(SigningKey.holds(key.publicKey(), message, flipped(here, bit)))
                    .isFalse();
            assertThat(SigningKey.holds(key.publicKey(), flipped(message, bit % 320), here))
                    .isFalse();
            assertThat(SigningKey.holds(flipped(key.publicKey(), bit % 256), message, here))
                    .isFalse();
        }
    }

    private static Bytes flipped(Bytes octets, int bit) {
        byte[] changed = octets.toArray();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        return Bytes.owning(changed);
    }

    @Test
    void a_world_is_the_same_with_and_without_it() {
        String without = World.run(Options.of(7)).hash();
        QuickCurves.install();
        assertThat(World.run(Options.of(7)).hash()).isEqualTo(without);
    }

    private static String agreement(byte[] scalar, BigInteger point) throws GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance("X25519");
        KeyAgreement agreement = KeyAgreement.getInstance("X25519");
        agreement.init(keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
        try {
            agreement.doPhase(keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, point)), true);
        } catch (InvalidKeyException smallOrder) {
            return "of small order";
        }
        return new BigInteger(1, agreement.generateSecret()).toString(16);
    }
}
