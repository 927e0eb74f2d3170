package io.transom.core.relay;

import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import java.time.Duration;
import java.util.List;

/** What the relay holds for one call. */
final class Allocation {
    /** Setting up takes 8 s at most, and both ends bind as soon as they have their grant. */
    static final Duration TIME_TO_BIND = Duration.ofSeconds(15);
    /** An end binds again as often as it asks the reflector, every 15 s: three of these may be lost. */
    static final Duration IDLE = Duration.ofSeconds(60);
    /** Sound and null packets that were on their way when somebody hung up. */
    static final Duration AFTER_HANG_UP = Duration.ofSeconds(3);

    private final CallId call;
    private final String household;
    private final End caller;
    private final End device;
    private Moment expires;
    private Moment idle;
    private long octetsLeft;

    Allocation(
            String household,
            EndpointId callerId,
            RelayGranted callerGrant,
            EndpointId deviceId,
            RelayGranted deviceGrant,
            RelayLimits limits,
            Moment now) {
        this.call = callerGrant.call();
        this.household = household;
        this.caller = new End(callerId, callerGrant, this, limits, now);
        this.device = new End(deviceId, deviceGrant, this, limits, now);
        this.expires = now.plus(limits.life());
        this.idle = now.plus(TIME_TO_BIND);
        this.octetsLeft = limits.octetsPerCall();
    }

    CallId call() {
        return call;
    }

    String household() {
        return household;
    }

    End caller() {
        return caller;
    }

    End device() {
        return device;
    }

    List<End> ends() {
        return List.of(caller, device);
    }

    End otherThan(End end) {
        return end == caller ? device : caller;
    }

    boolean isBetween(EndpointId callerId, EndpointId deviceId) {
        return caller.id().equals(callerId) && device.id().equals(deviceId);
    }

    boolean has(EndpointId id) {
        return caller.id().equals(id) || device.id().equals(id);
    }

    Moment deadline() {
        return expires.earlier(idle);
    }

    boolean isOver(Moment now) {
        return deadline().reached(now);
    }

    void used(Moment now) {
        idle = now.plus(IDLE);
    }

    void hungUp(Moment now) {
        expires = expires.earlier(now.plus(AFTER_HANG_UP));
    }

    boolean spend(int octets) {
        if (octets > octetsLeft) {
            return false;
        }
        octetsLeft -= octets;
        return true;
    }
}
