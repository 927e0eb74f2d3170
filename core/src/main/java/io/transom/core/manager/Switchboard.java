package io.transom.core.manager;

import io.transom.core.event.Event;
import io.transom.core.trust.Identity;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.Peer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The manager's decisions: who may join and log in, who is present and where, what is carried to whom. One mailbox: not
 * thread-safe. The bytes of MQTT and the store are outside.
 */
public final class Switchboard {
    /** What must outlive the manager, behind one interface. Calls are quick: a local database or memory. */
    public interface Roster {
        Optional<Member> member(io.transom.wire.EndpointId id);

        Optional<Member> memberNamed(String household, String name);

        List<Member> household(String household);

        /** Takes the invite out for good if it is there, unspent and not expired at {@code wallClock}. */
        Optional<Invite> redeem(Bytes secretHash, Instant wallClock);

        /** Why {@link #redeem} gave nothing, as well as the store remembers: what people are told. */
        enum NotRedeemed {
            UNKNOWN,
            SPENT,
            EXPIRED
        }

        default NotRedeemed whyNotRedeemed(Bytes secretHash, Instant wallClock) {
            return NotRedeemed.UNKNOWN;
        }

        /** Adds a member; whoever had that name in that household is none any more, nor is this id under another name. */
        void admit(Member member);
    }

    /** An endpoint that has joined. */
    public record Member(
            io.transom.wire.PublicIdentity identity, String name, io.transom.wire.Role role, String household) {}

    /** What an invite admits; {@code secretHash} is SHA-256 of the code's secret. */
    public record Invite(Bytes secretHash, String name, io.transom.wire.Role role, String household, Instant expires) {}

    /** What the switchboard wants done. */
    public sealed interface Output {
        /** MQTT PUBLISH, QoS 0, not retained. */
        record Publish(String topic, Bytes payload) implements Output {}

        /** Cut this endpoint's control connection. */
        record Drop(io.transom.wire.EndpointId id, String reason) implements Output {}

        record Note(Event event) implements Output {}
    }

    /** The answer to a login. */
    public sealed interface Verdict {
        record Admitted(Member member) implements Verdict {}

        /** {@code reason} is for people. */
        record Refused(String reason) implements Verdict {}
    }

    /** One line of {@code transom status}. */
    public record Presence(Peer peer, String household, Optional<Moment> registeredAt) {}

    public Switchboard(Identity self, Roster roster, Entropy entropy) {
        throw new UnsupportedOperationException("being built");
    }

    /** A one-time challenge, good for 30 s. Stateless until it is used: 8 octets of time, 8 random, 16 of HMAC. */
    public Bytes challenge(Moment now) {
        throw new UnsupportedOperationException("being built");
    }

    /** Judges an MQTT CONNECT: the challenge is ours, fresh and unused; the keys are a member's, or bring an invite. */
    public Verdict login(String username, Bytes password, Moment now, Instant wallClock) {
        throw new UnsupportedOperationException("being built");
    }

    /** A message on an endpoint's up topic, or its will on the gone topic. Anything not sealed right is counted and dropped. */
    public List<Output> onMessage(String topic, Bytes payload, Moment now) {
        throw new UnsupportedOperationException("being built");
    }

    /** The front door saw this endpoint's connection close. */
    public List<Output> onClosed(io.transom.wire.EndpointId id, Moment now) {
        throw new UnsupportedOperationException("being built");
    }

    public List<Output> wake(Moment now) {
        throw new UnsupportedOperationException("being built");
    }

    public Moment wakeAt() {
        throw new UnsupportedOperationException("being built");
    }

    public List<Presence> present() {
        throw new UnsupportedOperationException("being built");
    }

    /** The reflector that shares this switchboard's secrets. */
    public Reflector reflector() {
        throw new UnsupportedOperationException("being built");
    }

    /**
     * Answers STUN Binding requests with where they came from (RFC 8489) and a nonce that proves it, and the tests of RFC
     * 5780. Stateless but for rate limits; the reply is never larger than the request, but for a bare 20-octet request
     * (at most 44 octets, rate-limited by prefix).
     */
    public interface Reflector {
        /** The reply, and through which of the reflector's sockets it goes. */
        record Reply(int socket, UdpAddress to, Bytes datagram) {}

        /** {@code socket}: 0 primary port, 1 alternate port, 2 and 3 the same on the alternate address. */
        Optional<Reply> onDatagram(int socket, UdpAddress from, Bytes datagram, Moment now);
    }
}
