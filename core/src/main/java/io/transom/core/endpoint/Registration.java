package io.transom.core.endpoint;

import io.transom.wire.Bytes;
import io.transom.wire.Firewall;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.LocalSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When to tell the manager where we are: on connecting, on every change, and before the lease ends. */
final class Registration {
    /** One round trip to the reflector; presence must not wait for a UDP that may be blocked. */
    static final Duration LONGEST_WAIT = Duration.ofMillis(300);
    /** Doubled up to {@link #LONGEST_RETRY}: a lost registration costs half a second. */
    static final Duration FIRST_RETRY = Duration.ofMillis(500);

    static final Duration LONGEST_RETRY = Duration.ofSeconds(4);
    /** The manager may reject a proof that it finds too old; after that many tries we live with what it attests. */
    static final int MOST_RETRIES_FOR_ADDRESSES = 4;
    /** A third of the lease: two renewals may be lost. */
    static final int RENEWALS_PER_LEASE = 3;
    /** Whatever lease the manager names, it isn't renewed more often than that. */
    static final Duration SHORTEST_RENEWAL = Duration.ofSeconds(1);

    private Moment next = Moment.NEVER;
    private boolean connected;
    private boolean waiting;
    private int tries;
    private List<UdpAddress> hoped = List.of();
    /** What is hoped for was attested before: an answer without it is to an older registration that came in late. */
    private boolean attestedBefore;

    void onConnected(boolean observed, Moment now) {
        connected = true;
        tries = 0;
        waiting = !observed;
        next = observed ? now : now.plus(LONGEST_WAIT);
    }

    void onDisconnected() {
        connected = false;
        next = Moment.NEVER;
    }

    /** Where we are seen, or how we are filtered, is known anew. */
    void onChange(boolean observed, Moment now) {
        if (connected && (observed || !waiting)) {
            tries = 0;
            next = now;
        }
    }

    void onRegistered(ControlSignal.Registered told, Moment now) {
        boolean attested = told.attested().containsAll(hoped);
        if (attested || tries >= MOST_RETRIES_FOR_ADDRESSES) {
            attestedBefore = attested;
            Duration renewal = told.lease().dividedBy(RENEWALS_PER_LEASE);
            next = now.plus(renewal.compareTo(SHORTEST_RENEWAL) < 0 ? SHORTEST_RENEWAL : renewal);
            tries = 0;
        } else if (attestedBefore) {
            // The manager holds the older one now.
            next = next.earlier(now.plus(FIRST_RETRY));
        }
    }

    Optional<ControlSignal.Register> wake(List<LocalSocket> sockets, Firewall firewall, Bytes boot, Moment now) {
        if (!next.reached(now)) {
            return Optional.empty();
        }
        waiting = false;
        List<UdpAddress> observed = new ArrayList<>();
        sockets.forEach(socket -> socket.observed().ifPresent(seen -> observed.add(seen.address())));
        attestedBefore &= observed.equals(hoped);
        hoped = observed;
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(tries, 3));
        tries++;
        next = now.plus(wait.compareTo(LONGEST_RETRY) < 0 ? wait : LONGEST_RETRY);
        return Optional.of(new ControlSignal.Register(
                sockets.stream().map(Registration::fromOutside).toList(), firewall, boot));
    }

    /** Our addresses on our own links are for the peers of a call, sealed: a manager has no use for them. */
    private static LocalSocket fromOutside(LocalSocket socket) {
        return new LocalSocket(socket.index(), List.of(), socket.observed());
    }

    Moment wakeAt() {
        return next;
    }
}
