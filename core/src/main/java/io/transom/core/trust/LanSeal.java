package io.transom.core.trust;

import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.PublicIdentity;
import io.transom.wire.signal.LanRecord;
import java.util.Optional;

/**
 * What is heard by everybody on a home's link and means something only to who knows the endpoint's public keys, which
 * are never told on the link.
 *
 * <pre>
 * a record   salt (16) | tag (8) | sealed: record, signature (64) | its AEAD tag (16)
 *   tag      SHA-256("transom lan tag 1" | keys | salt), its first octets: whose record, for who knows the keys
 *   key      HKDF(keys, salt): 16 octets of key, 12 of nonce; a salt is used once
 *   signed   "transom lan record 1" | keys | salt | record
 * a name     SHA-256("transom lan name 1" | keys | fresh octets), its first 10 octets: who a datagram is to, or from
 * </pre>
 *
 * The sealing hides who is where from strangers; it proves nothing, for others know the keys too: that the signature
 * does.
 */
public final class LanSeal {
    public static final int SALT = 16;
    public static final int TAG = 8;
    public static final int NAME = 10;
    /** Salt, tag, the AEAD's tag, the signature and the longest record. */
    public static final int LONGEST = SALT + TAG + LanRecord.LONGEST + SigningKey.SIGNATURE + Aead.TAG;

    private static final Bytes DOMAIN = Bytes.utf8("transom lan record 1");

    private LanSeal() {}

    public static Bytes seal(Identity self, LanRecord record, Entropy entropy) {
        Bytes salt = entropy.bytes(SALT);
        Bytes plain = record.encode();
        Bytes signature = self.sign(signed(self.publicIdentity(), salt, plain));
        Bytes head = Bytes.join(salt, tag(self.publicIdentity(), salt));
        Bytes keys = keys(self.publicIdentity(), salt);
        return Bytes.join(head, Aead.seal(key(keys), nonce(keys), head, Bytes.join(plain, signature)));
    }

    /** Whether this may be the record of {@code whose}: costs a hash. */
    public static boolean isOf(PublicIdentity whose, Bytes sealed) {
        return sealed.length() > SALT + TAG
                && sealed.length() <= LONGEST
                && tag(whose, sealed.slice(0, SALT)).equals(sealed.slice(SALT, SALT + TAG));
    }

    /** The record, where {@code whose} has signed it. */
    public static Optional<LanRecord> open(PublicIdentity whose, Bytes sealed) {
        if (!isOf(whose, sealed)) {
            return Optional.empty();
        }
        Bytes salt = sealed.slice(0, SALT);
        Bytes keys = keys(whose, salt);
        return Aead.open(key(keys), nonce(keys), sealed.slice(0, SALT + TAG), sealed.slice(SALT + TAG, sealed.length()))
                .filter(plain -> plain.length() > SigningKey.SIGNATURE)
                .flatMap(plain -> {
                    Bytes record = plain.slice(0, plain.length() - SigningKey.SIGNATURE);
                    Bytes signature = plain.slice(plain.length() - SigningKey.SIGNATURE, plain.length());
                    return SigningKey.holds(whose.signing(), signed(whose, salt, record), signature)
                            ? LanRecord.decode(record)
                            : Optional.empty();
                });
    }

    /** What {@code whose} is called in one datagram. */
    public static Bytes name(PublicIdentity whose, Bytes fresh) {
        return Digests.sha256(Bytes.utf8("transom lan name 1"), whose.encode(), fresh)
                .slice(0, NAME);
    }

    private static Bytes tag(PublicIdentity whose, Bytes salt) {
        return Digests.sha256(Bytes.utf8("transom lan tag 1"), whose.encode(), salt)
                .slice(0, TAG);
    }

    private static Bytes signed(PublicIdentity whose, Bytes salt, Bytes record) {
        return Bytes.join(DOMAIN, whose.encode(), salt, record);
    }

    private static Bytes keys(PublicIdentity whose, Bytes salt) {
        return Hkdf.expand(Hkdf.extract(salt, whose.encode()), Bytes.utf8("transom lan seal 1"), Aead.KEY + Aead.NONCE);
    }

    private static Bytes key(Bytes keys) {
        return keys.slice(0, Aead.KEY);
    }

    private static Bytes nonce(Bytes keys) {
        return keys.slice(Aead.KEY, Aead.KEY + Aead.NONCE);
    }
}
