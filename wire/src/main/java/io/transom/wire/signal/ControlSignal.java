package io.transom.wire.signal;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Firewall;
import io.transom.wire.UdpAddress;
import io.transom.wire.relay.ChannelFrame;
import java.time.Duration;
import java.util.List;

/** One message between an endpoint and the manager. */
public sealed interface ControlSignal {
    int MOST_SOCKETS = 8;
    int MOST_PEERS = 64;
    int MOST_ENVELOPE = 900;
    int LONGEST_NAME = 64;

    /** What an endpoint says. */
    sealed interface Up extends ControlSignal {}

    /** What the manager says. */
    sealed interface Down extends ControlSignal {}

    /**
     * Where I can be reached; again on every change and before the lease ends.
     *
     * @param boot 16 octets minted at this start of the endpoint
     */
    record Register(List<LocalSocket> sockets, Firewall firewall, Bytes boot) implements Up {
        public Register {
            sockets = List.copyOf(sockets);
        }
    }

    /** Our own liveness probe: answered by {@link Alive} with the same number. */
    record AreYouAlive(int sequence) implements Up {}

    /** Who is {@code name} in my household? Empty asks for everybody. Answered by {@link Peers}, and again on changes. */
    record Lookup(String name) implements Up {}

    /**
     * Carry this envelope to another endpoint of my household.
     *
     * @param timeToLive how long it is worth delivering, whole milliseconds up to 60 s
     */
    record Send(SignalKind kind, EndpointId to, CallId call, Duration timeToLive, Bytes envelope) implements Up {}

    /**
     * I am in this call with {@code other}: grant us the relay, if you have forgotten. Granted once both have said so, or
     * at once where the grant still holds; never answered otherwise.
     */
    record ClaimRelay(CallId call, EndpointId other) implements Up {}

    /** I leave now, on purpose. */
    record Leave() implements Up {}

    /**
     * The registration holds for {@code lease}.
     *
     * @param name what I am called in my household
     * @param household the household's name
     * @param attested the addresses that others will be told
     * @param tlsPort where the manager takes the same control connection over TLS, 1 to 65535; 0 = nowhere
     */
    record Registered(String name, String household, Duration lease, List<UdpAddress> attested, int tlsPort)
            implements Down {
        public Registered {
            attested = List.copyOf(attested);
        }

        /** Of a manager without TLS. */
        public Registered(String name, String household, Duration lease, List<UdpAddress> attested) {
            this(name, household, lease, attested, 0);
        }
    }

    record Alive(int sequence) implements Down {}

    /**
     * Answers {@link Lookup}, and is sent unasked to every member of a household when someone's presence changes.
     *
     * @param question the name asked for; empty when this is everybody
     */
    record Peers(String question, List<Peer> peers) implements Down {
        public Peers {
            peers = List.copyOf(peers);
        }
    }

    /** An envelope from {@code from}, whose attested addresses ride along: null packets may go there. */
    record Deliver(SignalKind kind, Peer from, CallId call, Bytes envelope) implements Down {}

    /** The envelope could not be delivered. */
    record Undelivered(SignalKind kind, EndpointId to, CallId call, Reason reason) implements Down {
        /** Why not. */
        public enum Reason {
            NOT_REGISTERED,
            NOT_ALLOWED,
            TOO_MANY,
            UNKNOWN_ENDPOINT
        }
    }

    /**
     * The relay at the reflector's primary port and at the manager's {@code /relay} passes on this call's datagrams, for
     * whoever binds the channel (RFC 8656 section 12). Told to both ends before the first call request is delivered,
     * and again with every repeated one: the same call's grant doesn't change while it lives. A manager that was
     * restarted grants another one where both ends {@link ClaimRelay claim} it.
     *
     * @param channel this end's number in the relay's frames, {@link ChannelFrame#FIRST_CHANNEL} to
     *     {@link ChannelFrame#LAST_CHANNEL}; the other end has another one
     * @param username 16 characters of a-z2-7: this end's name in a bind, nobody else's
     * @param key 20 octets: the bind's MESSAGE-INTEGRITY, this end's alone
     * @param life how long the grant holds at most, whole milliseconds; it ends sooner where nobody uses it
     */
    record RelayGranted(CallId call, int channel, String username, Bytes key, Duration life) implements Down {
        public static final int USERNAME_LENGTH = 16;
        public static final int KEY_LENGTH = 20;
    }
}
