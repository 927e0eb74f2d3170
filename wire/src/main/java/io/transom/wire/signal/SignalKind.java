package io.transom.wire.signal;

/** What an envelope between two endpoints is for: all that the manager may know of it. */
public enum SignalKind {
    /** Caller to device: let us talk. The manager delivers it as the call notice. */
    CALL_REQUEST,
    /** Device to caller: accepted or declined; my window is open. The manager delivers it as "ready". */
    WINDOW_OPEN,
    /** Device to caller: the doorbell was pressed. */
    RING,
    /** Device to caller: the ring has ended: answered, given up. */
    RING_OVER,
    /** Either way: the call has ended. */
    HANG_UP
}
