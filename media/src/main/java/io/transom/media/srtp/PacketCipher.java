package io.transom.media.srtp;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/** AES-GCM of one direction: one JCA cipher, initialised anew for each packet. */
final class PacketCipher {
    static final int TAG_OCTETS = 16;

    private final SessionKeys keys;
    private final int mode;
    private final Cipher cipher;
    private final byte[] nonce = new byte[SessionKeys.SALT_OCTETS];

    PacketCipher(SessionKeys keys, int mode) {
        this.keys = keys;
        this.mode = mode;
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
    }

    /**
     * Copies {@code header} octets as they are and encrypts or decrypts what follows.
     *
     * @param index the packet's 48-bit index, ROC · 2^16 + SEQ
     * @return false when the tag does not fit; {@code to} then holds nothing to use
     */
    boolean apply(byte[] from, int header, int ssrc, long index, byte[] to) {
        setNonce(ssrc, index);
        try {
            cipher.init(mode, keys.key(), new GCMParameterSpec(TAG_OCTETS * 8, nonce));
            cipher.updateAAD(from, 0, header);
            System.arraycopy(from, 0, to, 0, header);
            cipher.doFinal(from, header, from.length - header, to, header);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("AES-GCM refuses packet index " + index, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed on " + from.length + " octets", e);
        }
    }

    private void setNonce(int ssrc, long index) {
        for (int i = 0; i < nonce.length; i++) {
            nonce[i] = (byte) keys.salt().at(i);
        }
        for (int i = 0; i < 4; i++) {
            nonce[2 + i] ^= (byte) (ssrc >>> 24 - 8 * i);
        }
        for (int i = 0; i < 6; i++) {
            nonce[6 + i] ^= (byte) (index >>> 40 - 8 * i);
        }
    }
}
