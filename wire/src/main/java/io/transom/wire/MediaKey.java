package io.transom.wire;

/** The key of SRTP with AEAD_AES_128_GCM (RFC 7714) in one direction: master key 16 octets, master salt 12 octets. */
public record MediaKey(Bytes key, Bytes salt) {
    public MediaKey {
        if (key.length() != 16 || salt.length() != 12) {
            throw new IllegalArgumentException("a master key has 16 octets and a master salt 12");
        }
    }
}
