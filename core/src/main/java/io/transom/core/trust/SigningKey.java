package io.transom.core.trust;

import io.transom.wire.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;

/**
 * An Ed25519 key (RFC 8032) that signs. Whatever is signed begins with words that nothing else begins with, so that a
 * signature can't be taken for one of something else.
 */
public final class SigningKey {
    /** Of a signature, in octets. */
    public static final int SIGNATURE = 64;

    private final Bytes privateKey;
    /** As much work as half a signature, so it is worked out once. */
    private final Bytes publicKey;

    private final PrivateKey platforms;

    private SigningKey(Bytes privateKey) {
        this.privateKey = privateKey;
        this.publicKey = Curves.signingPublic(privateKey);
        this.platforms = platforms(privateKey);
    }

    /** @param privateKey 32 octets */
    public static SigningKey of(Bytes privateKey) {
        return new SigningKey(privateKey);
    }

    /** 32 octets. */
    public Bytes publicKey() {
        return publicKey;
    }

    /** 32 octets. */
    Bytes privateKey() {
        return privateKey;
    }

    public Bytes sign(Bytes message) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(platforms);
            signer.update(message.shared());
            return Bytes.owning(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    /** Whether the holder of {@code publicKey} has signed exactly {@code message}; false for whatever isn't a key. */
    public static boolean holds(Bytes publicKey, Bytes message, Bytes signature) {
        if (publicKey.length() != Curves.KEY || signature.length() != SIGNATURE) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(decode(publicKey));
            verifier.update(message.shared());
            return verifier.verify(signature.shared());
        } catch (InvalidKeySpecException | InvalidKeyException | SignatureException foreign) {
            // A point that isn't on the curve, or a number that is too large: bytes of a stranger.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    private static PrivateKey platforms(Bytes privateKey) {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, privateKey.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    /** Section 5.1.3: little-endian y, and the sign of x in the topmost bit. */
    private static PublicKey decode(Bytes publicKey) throws GeneralSecurityException {
        byte[] bigEndian = new byte[Curves.KEY];
        for (int i = 0; i < Curves.KEY; i++) {
            bigEndian[i] = (byte) publicKey.at(Curves.KEY - 1 - i);
        }
        boolean xOdd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7F;
        EdECPoint point = new EdECPoint(xOdd, new BigInteger(1, bigEndian));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    /** Whose key this is, and nothing of it. */
    @Override
    public String toString() {
        return "SigningKey[" + publicKey.toHex().substring(0, 8) + "]";
    }
}
