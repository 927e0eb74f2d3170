package io.transom.core.relay;

import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import java.util.Optional;

/** One end of a relayed call: what it was granted, where it is, and what it may still send. */
final class End {
    /** A proof gets old and a mapping changes: a few binds that need a new proof are honest, a stream of them isn't. */
    private static final int REFUSALS_AT_ONCE = 5;

    private static final int REFUSALS_PER_SECOND = 1;

    private final EndpointId id;
    private final RelayGranted grant;
    private final Allocation allocation;
    private final Allowance packets;
    private final Allowance octets;
    private final Allowance refusals;
    private long lastSequence = -1;
    private Optional<Origin> origin = Optional.empty();

    End(EndpointId id, RelayGranted grant, Allocation allocation, RelayLimits limits, Moment now) {
        this.id = id;
        this.grant = grant;
        this.allocation = allocation;
        this.packets = new Allowance(limits.packetsPerSecond(), limits.packetsPerSecond(), now);
        this.octets = new Allowance(2L * limits.octetsPerSecond(), limits.octetsPerSecond(), now);
        this.refusals = new Allowance(REFUSALS_AT_ONCE, REFUSALS_PER_SECOND, now);
    }

    EndpointId id() {
        return id;
    }

    RelayGranted grant() {
        return grant;
    }

    int channel() {
        return grant.channel();
    }

    Bytes key() {
        return grant.key();
    }

    Allocation allocation() {
        return allocation;
    }

    Optional<Origin> origin() {
        return origin;
    }

    boolean isNewer(long sequence) {
        return sequence > lastSequence;
    }

    void bind(Origin at, long sequence) {
        origin = Optional.of(at);
        lastSequence = sequence;
    }

    void unbind() {
        origin = Optional.empty();
    }

    boolean mayBind(Moment now) {
        return packets.take(1, now);
    }

    boolean mayBeRefused(Moment now) {
        return refusals.take(1, now);
    }

    boolean maySend(int length, Moment now) {
        return packets.take(1, now) && octets.take(length, now);
    }
}
