package io.transom.core.trust;

import io.transom.wire.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/** X25519 (RFC 7748) and Ed25519 (RFC 8032) on raw keys of 32 octets, as the wire has them. */
final class Curves {
    static final int KEY = 32;

    /** u = 9 (RFC 7748 section 4.1). */
    private static final Bytes BASE_POINT = basePoint();

    private Curves() {}

    /**
     * The agreement of a private and a public key, 32 octets; empty where the public key is a point of small order, for
     * which anybody knows the result (RFC 7748 section 6.1).
     */
    static Optional<Bytes> agree(Bytes privateKey, Bytes publicKey) {
        if (publicKey.length() != KEY) {
            return Optional.empty();
        }
        try {
            KeyFactory keys = KeyFactory.getInstance("X25519");
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(
                    keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, privateKey.toArray())));
            agreement.doPhase(
                    keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, coordinate(publicKey))), true);
            return Optional.of(Bytes.owning(agreement.generateSecret()));
        } catch (InvalidKeyException smallOrder) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has X25519", e);
        }
    }

    /** The public half of an X25519 private key: its agreement with the base point. */
    static Bytes agreementPublic(Bytes privateKey) {
        return agree(privateKey, BASE_POINT)
                .orElseThrow(() -> new IllegalStateException("the base point isn't of small order"));
    }

    /** The public half of an Ed25519 private key (RFC 8032 section 5.1.5). */
    static Bytes signingPublic(Bytes privateKey) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new ThisAlone(privateKey));
            EdECPublicKey made = (EdECPublicKey) generator.generateKeyPair().getPublic();
            byte[] octets = reversed(made.getPoint().getY().toByteArray());
            if (made.getPoint().isXOdd()) {
                octets[KEY - 1] |= (byte) 0x80;
            }
            return Bytes.owning(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    /** Little-endian, the unused top bit masked as RFC 7748 section 5 demands. */
    private static BigInteger coordinate(Bytes publicKey) {
        byte[] bigEndian = publicKey.toArray();
        bigEndian[KEY - 1] &= 0x7F;
        return new BigInteger(1, reversed(bigEndian));
    }

    private static byte[] reversed(byte[] octets) {
        byte[] turned = new byte[KEY];
        for (int i = 0; i < Math.min(KEY, octets.length); i++) {
            turned[i] = octets[octets.length - 1 - i];
        }
        return turned;
    }

    private static Bytes basePoint() {
        byte[] octets = new byte[KEY];
        octets[0] = 9;
        return Bytes.owning(octets);
    }

    /**
     * Hands the key generator the private key that we have: the platform offers no other way from a private Ed25519 key to
     * its public one. Nothing random here.
     */
    private static final class ThisAlone extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final transient Bytes octets;

        ThisAlone(Bytes octets) {
            this.octets = octets;
        }

        @Override
        public void nextBytes(byte[] target) {
            if (target.length != octets.length()) {
                throw new IllegalStateException("asked for " + target.length + " octets, not " + octets.length());
            }
            System.arraycopy(octets.shared(), 0, target, 0, target.length);
        }
    }
}
