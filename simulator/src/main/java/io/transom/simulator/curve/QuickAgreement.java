package io.transom.simulator.curve;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.SecureRandom;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** X25519, with what {@link Known} has seen. */
final class QuickAgreement extends KeyAgreementSpi {
    private byte[] scalar = new byte[0];
    private byte[] secret = new byte[0];

    @Override
    protected void engineInit(Key key, @Nullable SecureRandom ignored) throws InvalidKeyException {
        if (!(key instanceof XECPrivateKey own)) {
            throw new InvalidKeyException("an X25519 private key is needed");
        }
        scalar = own.getScalar().orElseThrow(() -> new InvalidKeyException("the key doesn't tell its octets"));
    }

    @Override
    protected void engineInit(Key key, @Nullable AlgorithmParameterSpec ignored, @Nullable SecureRandom random)
            throws InvalidKeyException {
        engineInit(key, random);
    }

    @Override
    protected @Nullable Key engineDoPhase(Key key, boolean last) throws InvalidKeyException {
        if (!last || !(key instanceof XECPublicKey theirs)) {
            throw new InvalidKeyException("one X25519 public key is needed");
        }
        secret = Known.OF_THREAD.get().multiply(scalar, octets(theirs));
        if (Arrays.equals(secret, new byte[secret.length])) {
            throw new InvalidKeyException("a point of small order");
        }
        return null;
    }

    /** Least first. */
    private static byte[] octets(XECPublicKey key) {
        byte[] bigEndian = key.getU().toByteArray();
        byte[] octets = new byte[32];
        for (int i = 0; i < Math.min(octets.length, bigEndian.length); i++) {
            octets[i] = bigEndian[bigEndian.length - 1 - i];
        }
        return octets;
    }

    @Override
    protected byte[] engineGenerateSecret() {
        return secret;
    }

    @Override
    protected int engineGenerateSecret(byte[] to, int offset) {
        System.arraycopy(secret, 0, to, offset, secret.length);
        return secret.length;
    }

    @Override
    protected SecretKey engineGenerateSecret(String algorithm) {
        throw new UnsupportedOperationException("the octets are all that this gives");
    }
}
