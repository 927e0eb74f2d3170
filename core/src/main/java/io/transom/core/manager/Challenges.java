package io.transom.core.manager;

import io.transom.core.trust.Digests;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One-time challenges. Nothing is remembered of those that are handed out, so that asking costs the manager nothing;
 * only those that admitted somebody are remembered until they are too old anyway.
 *
 * <pre>
 * minted at (8, nanoseconds) || random (8) || HMAC-SHA-256 of both (first 16)
 * </pre>
 */
final class Challenges {
    static final int LENGTH = 32;
    /** Fetching, connecting and proving takes four round trips; a mobile network at its worst has 2 s each. */
    static final Duration LIFE = Duration.ofSeconds(30);
    /** What one core can prove within {@link #LIFE}, at half a millisecond a login; 4 MB. Only admitted logins count. */
    static final int MOST_USED = 65_536;

    /** What there is to say of a challenge. */
    enum Judgement {
        FRESH,
        FOREIGN,
        STALE,
        USED,
        /** Too many were used lately to be sure: nobody is admitted until some are forgotten. */
        BUSY
    }

    private static final int STAMP = 8;
    private static final int SIGNED = 16;

    /** New at each start: what was handed out before a restart is foreign after it, for nobody knows what was used. */
    private final Bytes key;

    private final Entropy entropy;
    /** When each may be forgotten: in order of use, which is the order of time. */
    private final Map<Bytes, Moment> used = new LinkedHashMap<>();

    Challenges(Entropy entropy) {
        this.key = entropy.bytes(32);
        this.entropy = entropy;
    }

    Bytes mint(Moment now) {
        Bytes signed = Bytes.join(Octets.of(now.nanos()), entropy.bytes(SIGNED - STAMP));
        return Bytes.join(signed, check(signed));
    }

    Judgement judge(Bytes challenge, Moment now) {
        if (challenge.length() != LENGTH) {
            return Judgement.FOREIGN;
        }
        Bytes signed = challenge.slice(0, SIGNED);
        if (!check(signed).sameSecret(challenge.slice(SIGNED, LENGTH))) {
            return Judgement.FOREIGN;
        }
        Duration age = now.since(new Moment(Octets.toLong(signed)));
        if (age.isNegative() || age.compareTo(LIFE) > 0) {
            return Judgement.STALE;
        }
        forget(now);
        if (used.containsKey(challenge)) {
            return Judgement.USED;
        }
        return used.size() >= MOST_USED ? Judgement.BUSY : Judgement.FRESH;
    }

    void use(Bytes challenge, Moment now) {
        used.put(challenge, now.plus(LIFE));
    }

    private void forget(Moment now) {
        Iterator<Moment> oldest = used.values().iterator();
        while (oldest.hasNext() && oldest.next().isBefore(now)) {
            oldest.remove();
        }
    }

    private Bytes check(Bytes signed) {
        return Digests.hmacSha256(key, signed).slice(0, LENGTH - SIGNED);
    }
}
