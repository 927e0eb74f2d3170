package io.transom.wire;

/**
 * One end's keys for SRTP with AEAD_AES_128_GCM (RFC 7714): master key 16 octets, master salt 12 octets, each way.
 */
public record MediaKeys(Bytes sendKey, Bytes sendSalt, Bytes receiveKey, Bytes receiveSalt) {
    public MediaKeys {
        if (sendKey.length() != 16
                || receiveKey.length() != 16
                || sendSalt.length() != 12
                || receiveSalt.length() != 12) {
            throw new IllegalArgumentException("master keys have 16 octets and master salts 12");
        }
    }

    /** The same keys from the other end. */
    public MediaKeys reversed() {
        return new MediaKeys(receiveKey, receiveSalt, sendKey, sendSalt);
    }
}
