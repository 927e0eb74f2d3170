package io.transom.simulator.curve;

import io.transom.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Ed25519. What was signed here, octet for octet, isn't worked out again by who verifies it; anything else is left to the
 * platform.
 */
final class QuickSignature extends SignatureSpi {
    private static final String PLATFORMS = "SunEC";
    private static final int KEY = 32;

    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private byte[] own = new byte[0];
    private @Nullable EdECPublicKey theirs;

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
        if (!(key instanceof EdECPrivateKey edwards)) {
            throw new InvalidKeyException("an Ed25519 private key is needed");
        }
        own = edwards.getBytes().orElseThrow(() -> new InvalidKeyException("the key doesn't tell its octets"));
        message.reset();
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
        if (!(key instanceof EdECPublicKey edwards)) {
            throw new InvalidKeyException("an Ed25519 public key is needed");
        }
        theirs = edwards;
        message.reset();
    }

    @Override
    protected void engineUpdate(byte octet) {
        message.write(octet);
    }

    @Override
    protected void engineUpdate(byte[] octets, int offset, int length) {
        message.write(octets, offset, length);
    }

    @Override
    protected byte[] engineSign() {
        byte[] signed = Known.OF_THREAD.get().sign(own, message.toByteArray());
        message.reset();
        return signed;
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        if (theirs == null) {
            throw new SignatureException("no key was given");
        }
        byte[] octets = message.toByteArray();
        message.reset();
        return Known.OF_THREAD.get().wasSigned(octets(theirs), octets, signature)
                || platforms(theirs, octets, signature);
    }

    private static boolean platforms(EdECPublicKey key, byte[] message, byte[] signature) throws SignatureException {
        try {
            Signature verifier = Signature.getInstance("Ed25519", PLATFORMS);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (NoSuchAlgorithmException | NoSuchProviderException | InvalidKeyException e) {
            throw new SignatureException(e);
        }
    }

    /** RFC 8032 section 5.1.2: y, least first, and the sign of x in the topmost bit. */
    private static Bytes octets(EdECPublicKey key) {
        byte[] bigEndian = key.getPoint().getY().toByteArray();
        byte[] octets = new byte[KEY];
        for (int i = 0; i < Math.min(KEY, bigEndian.length); i++) {
            octets[i] = bigEndian[bigEndian.length - 1 - i];
        }
        octets[KEY - 1] |= (byte) (key.getPoint().isXOdd() ? 0x80 : 0);
        return Bytes.owning(octets);
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
        throw new InvalidParameterException("there are none");
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
        throw new InvalidParameterException("there are none");
    }
}
