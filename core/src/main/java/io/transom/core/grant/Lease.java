package io.transom.core.grant;

import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.time.Duration;

/** The mapping of one socket: asked for, held, renewed, lost. */
final class Lease {
    /** RFC 6887 section 15 and RFC 6886 section 3.3 recommend it: a device that is gone leaves nothing for long. */
    static final Duration WANTED = Duration.ofSeconds(7200);
    /** RFC 6887 section 11.2.1: renewals are at least 4 s apart. */
    static final Duration SHORTEST_RENEWAL = Duration.ofSeconds(4);
    /**
     * A router that restarts within seconds of its first grant keeps its clock within what RFC 6887 section 8.5 lets pass,
     * and so would never be noticed: a new mapping is asked for once more, long before half its lifetime.
     */
    static final Duration FIRST_RENEWAL = Duration.ofSeconds(30);
    /** Two of them may be lost. */
    private static final int MOST_FIRST_RENEWALS = 3;
    /** RFC 6887 section 15 wants at least two minutes granted; a router that grants less is asked every 30 s, not more. */
    private static final Duration SHORTEST = Duration.ofSeconds(60);
    /** RFC 6887 section 15: no mapping is believed to hold for longer than a day. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final UdpAddress ANY = new UdpAddress(IpAddress.of(0, 0, 0, 0), 0);

    private final int socket;
    private final int internalPort;
    private final Bytes nonce;
    private boolean held;
    /** It was asked for once more since it was granted. */
    private boolean confirmed;

    private boolean open;
    private int tries;
    private UdpAddress external;
    private Duration lifetime = Duration.ZERO;
    private Moment expires = Moment.NEVER;
    private Moment next;

    Lease(int socket, int internalPort, Bytes nonce, Moment start) {
        this.socket = socket;
        this.internalPort = internalPort;
        this.nonce = nonce;
        this.next = start;
        this.external = new UdpAddress(ANY.ip(), internalPort);
    }

    int socket() {
        return socket;
    }

    int internalPort() {
        return internalPort;
    }

    /** The same for as long as the mapping is wanted (RFC 6887 section 11.2). */
    Bytes nonce() {
        return nonce;
    }

    /** What it was last, or our own port at any address: what to suggest. */
    UdpAddress external() {
        return external;
    }

    Duration lifetime() {
        return lifetime;
    }

    boolean isHeld() {
        return held;
    }

    /** A question about it was sent, and may still be answered. */
    boolean isOpen() {
        return open;
    }

    boolean isBusy() {
        return held || next != Moment.NEVER;
    }

    Moment next() {
        return held ? next.earlier(expires) : next;
    }

    /** How many questions were sent in vain. */
    int tries() {
        return tries;
    }

    boolean isDue(Moment now) {
        if (held && expires.reached(now)) {
            lost(now);
        }
        return next.reached(now);
    }

    /** A question leaves; without an answer the next one is due after {@code wait}, or half way to the end if it is held. */
    void asked(Duration wait, Moment now) {
        open = true;
        tries++;
        if (!held) {
            next = now.plus(wait);
            return;
        }
        Duration half = expires.since(now).dividedBy(2);
        next = now.plus(half.compareTo(SHORTEST_RENEWAL) < 0 ? SHORTEST_RENEWAL : half);
        if (!confirmed && tries < MOST_FIRST_RENEWALS) {
            next = next.earlier(now.plus(FIRST_RENEWAL));
        }
    }

    /** {@code chance} 0 to 255: renewals of many homes behind one router are spread between 4/8 and 5/8 of the lifetime. */
    void granted(UdpAddress at, Duration granted, int chance, Moment now) {
        confirmed = held;
        external = at;
        lifetime = clamped(granted);
        held = true;
        open = false;
        tries = 0;
        expires = now.plus(lifetime);
        Moment half = now.plus(lifetime.dividedBy(2))
                .plus(lifetime.dividedBy(8).multipliedBy(chance).dividedBy(256));
        next = confirmed ? half : half.earlier(now.plus(FIRST_RENEWAL));
    }

    /** It has run out, or the router has forgotten it: asked for again at once. */
    void lost(Moment now) {
        held = false;
        tries = 0;
        next = now;
    }

    /** Not to be had: nothing more is asked. */
    void giveUp() {
        held = false;
        open = false;
        next = Moment.NEVER;
    }

    private static Duration clamped(Duration granted) {
        if (granted.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return granted.compareTo(LONGEST) > 0 ? LONGEST : granted;
    }
}
