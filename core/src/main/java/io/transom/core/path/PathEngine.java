package io.transom.core.path;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One call's way between its two ends: sends null packets from every socket to every permitted address of the peer,
 * answers the peer's, proves a path by a success response to its own outstanding transaction from the address it was
 * sent to, keeps both windows open, and notices when the path is dead.
 */
public final class PathEngine {
    /**
     * @param localFragment and {@code remoteFragment}: our and the peer's half of the USERNAME
     * @param sendKey integrity key of requests that we send (20 octets)
     * @param receiveKey integrity key of requests that the peer sends (20 octets)
     * @param sockets how many local sockets there are
     * @param caller whether this is the caller's end
     */
    public record Settings(
            CallId call,
            boolean caller,
            String localFragment,
            String remoteFragment,
            Bytes sendKey,
            Bytes receiveKey,
            int sockets) {}

    /** Where null packets may go, and why that is allowed (design: no reflection). */
    public record Target(Type type, UdpAddress address) {
        /** LAN: on one of our own links. ATTESTED: sealed by the peer and attested by the manager. */
        public enum Type {
            LAN,
            ATTESTED
        }
    }

    /** What the engine wants done. */
    public sealed interface Output {
        record Transmit(int socket, UdpAddress to, Bytes datagram) implements Output {}

        /** The first null packet to this address has left. */
        record WindowOpened(int socket, UdpAddress to) implements Output {}

        /** The first valid null packet from this address has arrived; the other direction works. */
        record NullPacketReceived(int socket, UdpAddress from) implements Output {}

        /** A sealed signal rode in a valid null packet. */
        record CarriedSignal(Bytes kindAndEnvelope) implements Output {}

        /** This is the way now: the first proved path, or a better one. */
        record PathProved(String path, int socket, UdpAddress remote, Duration roundTrip) implements Output {}

        /** Nothing authentic has come in for too long. */
        record PathLost(int socket, UdpAddress remote) implements Output {}
    }

    public PathEngine(Settings settings, Entropy entropy) {
        throw new UnsupportedOperationException("being built");
    }

    /** Begins, or goes on, to open windows towards {@code targets}; those known already are not restarted. */
    public List<Output> aim(List<Target> targets, Moment now) {
        throw new UnsupportedOperationException("being built");
    }

    /** Lets a sealed signal ride in every null packet until {@code empty} replaces it. At most 900 octets. */
    public void carry(Optional<Bytes> kindAndEnvelope) {
        throw new UnsupportedOperationException("being built");
    }

    /** A STUN datagram of this call (its USERNAME or its transaction is ours). Anything invalid changes nothing. */
    public List<Output> onStun(int socket, UdpAddress from, Bytes datagram, Moment now) {
        throw new UnsupportedOperationException("being built");
    }

    /** An authenticated media packet arrived. */
    public List<Output> onVoice(int socket, UdpAddress from, Moment now) {
        throw new UnsupportedOperationException("being built");
    }

    /** True if this STUN datagram claims to be of this call: cheap, before any integrity check. */
    public boolean claims(Bytes datagram) {
        throw new UnsupportedOperationException("being built");
    }

    public List<Output> wake(Moment now) {
        throw new UnsupportedOperationException("being built");
    }

    public Moment wakeAt() {
        throw new UnsupportedOperationException("being built");
    }
}
