package io.transom.core.manager;

import io.transom.core.trust.Digests;
import io.transom.core.trust.Identity;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.time.Duration;

/**
 * The reflector's word that a datagram of its reached an address: who can show it to the switchboard has received there.
 * Only they two know the key.
 *
 * <pre>
 * good until (8, nanoseconds) || HMAC-SHA-256 of that, the address and the port (first 16)
 * </pre>
 */
final class ObservationProofs {
    static final int LENGTH = 24;
    /** Endpoints ask the reflector every 90 s or more often to keep their window open; a proof outlives a lease. */
    static final Duration LIFE = Duration.ofMinutes(2);

    private static final int STAMP = 8;

    private final Bytes key;

    /** The key comes from the manager's own, so that a manager that restarts still knows where its endpoints are. */
    ObservationProofs(Identity self) {
        this.key = Digests.hmacSha256(self.secret(), Bytes.utf8("transom observation proofs 1"));
    }

    Bytes prove(UdpAddress address, Moment now) {
        Bytes until = Octets.of(now.plus(LIFE).nanos());
        return Bytes.join(until, check(until, address));
    }

    boolean holds(UdpAddress address, Bytes proof, Moment now) {
        return holds(address, proof, Duration.ZERO, now);
    }

    /** As {@link #holds(UdpAddress, Bytes, Moment)}, or has done so until at most {@code patience} ago. */
    boolean holds(UdpAddress address, Bytes proof, Duration patience, Moment now) {
        if (proof.length() != LENGTH) {
            return false;
        }
        Bytes until = proof.slice(0, STAMP);
        if (!check(until, address).sameSecret(proof.slice(STAMP, LENGTH))) {
            return false;
        }
        // One that would hold for longer than any is of a clock that has started anew since.
        Duration left = new Moment(Octets.toLong(until)).since(now);
        return left.compareTo(patience.negated()) >= 0 && left.compareTo(LIFE) <= 0;
    }

    private Bytes check(Bytes until, UdpAddress address) {
        Bytes port = Bytes.of((byte) (address.port() >> 8), (byte) address.port());
        return Digests.hmacSha256(key, until, port, address.ip().octets()).slice(0, LENGTH - STAMP);
    }
}
