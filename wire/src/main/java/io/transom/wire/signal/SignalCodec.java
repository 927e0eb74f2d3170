package io.transom.wire.signal;

import io.transom.wire.Bytes;
import java.util.Optional;

/**
 * Signals to and from bytes. Decoding is strict: what is cut, has octets left over, breaks a limit or isn't in its one
 * canonical form is empty. Encoding throws {@link IllegalArgumentException} for a signal that breaks a limit.
 */
public final class SignalCodec {
    /** Most octets of an encoded control signal: a household of 64, each with eight addresses. */
    public static final int MOST_CONTROL_SIGNAL = ControlCodec.MOST_SIGNAL;

    private SignalCodec() {}

    public static Bytes encode(ControlSignal signal) {
        return ControlCodec.encode(signal);
    }

    public static Optional<ControlSignal.Up> decodeUp(Bytes octets) {
        return ControlCodec.decodeUp(octets);
    }

    public static Optional<ControlSignal.Down> decodeDown(Bytes octets) {
        return ControlCodec.decodeDown(octets);
    }

    public static Bytes encode(PeerSignal signal) {
        return PeerCodec.encode(signal);
    }

    /** Empty also where the octets are a signal of another kind. */
    public static Optional<PeerSignal> decodePeer(SignalKind kind, Bytes octets) {
        return PeerCodec.decode(kind, octets);
    }
}
