package io.transom.wire.signal;

import java.util.Optional;

/** What an envelope between two endpoints is for: all that the manager may know of it. */
public enum SignalKind {
    /** Caller to device: let us talk. The manager delivers it as the call notice. */
    CALL_REQUEST(1),
    /** Device to caller: accepted or declined; my window is open. The manager delivers it as "ready". */
    WINDOW_OPEN(2),
    /** Device to caller: the doorbell was pressed. */
    RING(3),
    /** Device to caller: the ring has ended: answered, given up. */
    RING_OVER(4),
    /** Either way: the call has ended. */
    HANG_UP(5),
    /** Either way, in a call: where I can be reached has changed. */
    MOVED(6),
    /** Either way, in a call: my router gives me another port for each of yours; seek me among its ports. */
    PROBE(7),
    /** Caller to device: let us keep a path warm between us. */
    WARM(8),
    /** Device to caller: accepted or declined. */
    WARM_ANSWER(9),
    /** Between members: which statements I hold, in short. */
    HOUSEHOLD(12),
    /** Between members: statements that you may lack. */
    STATEMENTS(13),
    /** To whoever has made a code: I know it, let me in. */
    JOIN(14),
    /** Back: I know it too; this is the household. */
    JOINED(15),
    /** To an intercom, by who manages its household: tell me how the log of what you let happen goes on. */
    LOG_WANTED(16),
    /** Back: some of its entries. */
    LOG_PART(17),
    /** To an endpoint that drives a lock: I want that door open; give me something to sign. */
    RELEASE_ASK(20),
    /** Back: sign this, and soon. */
    RELEASE_CHALLENGE(21),
    /** To the lock: signed. */
    RELEASE_ANSWER(22),
    /** Back: what came of it. */
    RELEASE_DONE(23),
    /** Caller to device, through a warm window only: let me hear the visitor while it rings; or: no more. */
    LISTEN(24);

    private final int octet;

    SignalKind(int octet) {
        this.octet = octet;
    }

    /** How this kind is written wherever it stands in bytes. */
    public int octet() {
        return octet;
    }

    public static Optional<SignalKind> of(int octet) {
        return switch (octet) {
            case 1 -> Optional.of(CALL_REQUEST);
            case 2 -> Optional.of(WINDOW_OPEN);
            case 3 -> Optional.of(RING);
            case 4 -> Optional.of(RING_OVER);
            case 5 -> Optional.of(HANG_UP);
            case 6 -> Optional.of(MOVED);
            case 7 -> Optional.of(PROBE);
            case 8 -> Optional.of(WARM);
            case 9 -> Optional.of(WARM_ANSWER);
            case 12 -> Optional.of(HOUSEHOLD);
            case 13 -> Optional.of(STATEMENTS);
            case 14 -> Optional.of(JOIN);
            case 15 -> Optional.of(JOINED);
            case 16 -> Optional.of(LOG_WANTED);
            case 17 -> Optional.of(LOG_PART);
            case 20 -> Optional.of(RELEASE_ASK);
            case 21 -> Optional.of(RELEASE_CHALLENGE);
            case 22 -> Optional.of(RELEASE_ANSWER);
            case 23 -> Optional.of(RELEASE_DONE);
            case 24 -> Optional.of(LISTEN);
            default -> Optional.empty();
        };
    }
}
