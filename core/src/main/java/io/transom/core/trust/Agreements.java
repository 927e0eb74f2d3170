package io.transom.core.trust;

import io.transom.wire.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The X25519 agreements of one long-lived private key with other long-lived keys: the same for every message between the
 * two (RFC 9180 section 4.1, the second half of AuthEncap), so a call doesn't wait for them again. As secret as the private
 * key beside which they are kept. A manager's logins come from several threads.
 */
final class Agreements {
    /** A household and its manager many times over; a manager of more endpoints computes the others' anew. */
    static final int MOST = 256;

    private final Bytes privateKey;
    private final Map<Bytes, Optional<Bytes>> known = new LinkedHashMap<>(16, 0.75f, true);

    Agreements(Bytes privateKey) {
        this.privateKey = privateKey;
    }

    /** As {@link Curves#agree}. */
    synchronized Optional<Bytes> with(Bytes publicKey) {
        Optional<Bytes> before = known.get(publicKey);
        if (before != null) {
            return before;
        }
        Optional<Bytes> agreed = Curves.agree(privateKey, publicKey);
        known.put(publicKey, agreed);
        if (known.size() > MOST) {
            known.remove(known.keySet().iterator().next());
        }
        return agreed;
    }

    synchronized int size() {
        return known.size();
    }

    @Override
    public String toString() {
        return "Agreements";
    }
}
