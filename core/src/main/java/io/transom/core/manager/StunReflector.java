package io.transom.core.manager;

import io.transom.core.manager.Switchboard.Reflector;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * STUN Binding (RFC 8489) and the server's side of NAT behaviour discovery (RFC 5780), made so that nobody can hide
 * behind it: an answer from elsewhere only for logged-in endpoints, and no answer larger than its question,
 * but for a bare one.
 *
 * <pre>
 * question of 20 octets (bare)   answer of at most 44: XOR-MAPPED-ADDRESS, rate-limited by prefix
 * longer                         XOR-MAPPED-ADDRESS, OBSERVATION-PROOF, RESPONSE-ORIGIN, OTHER-ADDRESS, as many as fit
 * USERNAME, MESSAGE-INTEGRITY    of ControlChannel.reflector(): the answer has a MESSAGE-INTEGRITY too
 * CHANGE-REQUEST                 only with these, else error 401
 * RESPONSE-PORT                  only with these, else error 401, and with an OBSERVATION-PROOF for exactly the address
 *                                that is answered, which is the asker's own but for the port, else error 403
 * </pre>
 */
final class StunReflector implements Reflector {
    static final UdpAddress NOT_KNOWN = new UdpAddress(IpAddress.of(0, 0, 0, 0), 0);

    /** Header 20 and XOR-MAPPED-ADDRESS for IPv6 24 (RFC 8489 section 14.2): less would be no answer. */
    static final int MOST_FOR_BARE = 44;

    /** An attribute's type and length, and FINGERPRINT's value. */
    private static final int FINGERPRINT = 8;

    private static final int CHANGE_REQUEST = 0x0003;
    /**
     * An endpoint keeps silent for up to ten minutes to see how long its firewall remembers; for that long the proof of
     * where it was seen may be over. What it gets is one answer no larger than its question, at an address that differs
     * from its own in nothing but the port.
     */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private final List<UdpAddress> sockets;
    private final ObservationProofs proofs;
    private final Function<String, Optional<Bytes>> keyOf;
    private final Counters counters;
    private final PrefixLimits bareLimits = new PrefixLimits();

    /** @param keyOf the MESSAGE-INTEGRITY key of a logged-in endpoint by its user name; called on the reflector's thread */
    StunReflector(
            List<UdpAddress> sockets,
            ObservationProofs proofs,
            Function<String, Optional<Bytes>> keyOf,
            Counters counters) {
        if (sockets.size() != 2 && sockets.size() != 4) {
            throw new IllegalArgumentException("a reflector has two sockets, or four, not " + sockets.size());
        }
        this.sockets = List.copyOf(sockets);
        this.proofs = proofs;
        this.keyOf = keyOf;
        this.counters = counters;
    }

    @Override
    public Optional<Reply> onDatagram(int socket, UdpAddress from, Bytes datagram, Moment now) {
        Optional<StunMessage> request =
                StunCodec.decode(datagram).filter(message -> message.type() == StunMessage.Type.BINDING_REQUEST);
        if (request.isEmpty() || !isAnswerable(from)) {
            return drop(Counters.Reason.REFLECTOR_MALFORMED);
        }
        if (datagram.length() == StunCodec.HEADER_LENGTH) {
            return bareLimits.allow(from.ip(), now)
                    ? Optional.of(new Reply(socket, from, bareAnswer(request.get(), from)))
                    : drop(Counters.Reason.REFLECTOR_TOO_MANY);
        }
        List<Integer> unknown = request.get().unknownRequired();
        if (!unknown.isEmpty()) {
            return unsupported(socket, from, datagram, request.get(), unknown);
        }
        Optional<Bytes> key = keyOf(request.get(), datagram);
        Optional<StunAttribute.ResponsePort> port = request.get().first(StunAttribute.ResponsePort.class);
        Optional<StunAttribute.ChangeRequest> change =
                request.get().first(StunAttribute.ChangeRequest.class).filter(wish -> wish.ip() || wish.port());
        if (key.isEmpty() && (port.isPresent() || change.isPresent())) {
            counters.count(Counters.Reason.REFLECTOR_UNAUTHENTICATED);
            return error(socket, from, datagram, request.get(), new StunAttribute.ErrorCode(401, "Unauthenticated"));
        }
        if (port.isPresent()) {
            // Both wishes at once would send to a window that was never opened for that socket of ours.
            return change.isPresent()
                    ? unsupported(socket, from, datagram, request.get(), List.of(CHANGE_REQUEST))
                    : answerToOtherPort(
                            socket, from, datagram, request.get(), port.get().port(), key, now);
        }
        return change.isPresent()
                ? answerFromElsewhere(socket, from, datagram, request.get(), change.get(), key, now)
                : answer(socket, socket, from, datagram, request.get(), key, now);
    }

    /** RFC 5780's own authentication is ours, for such an answer opens a window, or passes one, that is another's. */
    private Optional<Bytes> keyOf(StunMessage request, Bytes datagram) {
        return request.first(StunAttribute.Username.class)
                .flatMap(username -> keyOf.apply(username.text()))
                .filter(known -> StunCodec.integrityHolds(datagram, known));
    }

    private static boolean isAnswerable(UdpAddress from) {
        return from.port() != 0
                && !from.ip().isMulticastOrBroadcast()
                && !from.ip().isUnspecified();
    }

    /** RFC 5780 section 7.5, for those who can show that they have received there. */
    private Optional<Reply> answerToOtherPort(
            int socket,
            UdpAddress from,
            Bytes datagram,
            StunMessage request,
            int port,
            Optional<Bytes> key,
            Moment now) {
        UdpAddress to = new UdpAddress(from.ip(), port);
        boolean proved = request.first(StunAttribute.ObservationProof.class)
                .filter(shown -> proofs.holds(to, shown.proof(), PATIENCE, now))
                .isPresent();
        if (!proved) {
            counters.count(Counters.Reason.REFLECTOR_UNAUTHENTICATED);
            return error(socket, from, datagram, request, new StunAttribute.ErrorCode(403, "Forbidden"));
        }
        Bytes reply = encode(
                StunMessage.Type.BINDING_SUCCESS, request, List.of(new StunAttribute.XorMappedAddress(from)), key);
        return reply.length() <= datagram.length()
                ? Optional.of(new Reply(socket, to, reply))
                : drop(Counters.Reason.REFLECTOR_TOO_SMALL);
    }

    /** RFC 5780 section 6.1. */
    private Optional<Reply> answerFromElsewhere(
            int socket,
            UdpAddress from,
            Bytes datagram,
            StunMessage request,
            StunAttribute.ChangeRequest change,
            Optional<Bytes> key,
            Moment now) {
        int through = socket ^ (change.port() ? 1 : 0) ^ (change.ip() ? 2 : 0);
        return through < sockets.size()
                ? answer(socket, through, from, datagram, request, key, now)
                : unsupported(socket, from, datagram, request, List.of(CHANGE_REQUEST));
    }

    /** Attributes in the order of their worth; the last ones are left out where the answer would outgrow the question. */
    private Optional<Reply> answer(
            int socket,
            int through,
            UdpAddress from,
            Bytes datagram,
            StunMessage request,
            Optional<Bytes> key,
            Moment now) {
        List<StunAttribute> attributes = new ArrayList<>();
        attributes.add(new StunAttribute.XorMappedAddress(from));
        attributes.add(new StunAttribute.ObservationProof(proofs.prove(from, now)));
        known(through).ifPresent(address -> attributes.add(new StunAttribute.ResponseOrigin(address)));
        if (sockets.size() == 4) {
            known(socket ^ 3).ifPresent(address -> attributes.add(new StunAttribute.OtherAddress(address)));
        }
        for (int count = attributes.size(); count > 0; count--) {
            Bytes reply = encode(StunMessage.Type.BINDING_SUCCESS, request, attributes.subList(0, count), key);
            if (reply.length() <= datagram.length()) {
                return Optional.of(new Reply(through, from, reply));
            }
        }
        return drop(Counters.Reason.REFLECTOR_TOO_SMALL);
    }

    private Optional<UdpAddress> known(int socket) {
        UdpAddress address = sockets.get(socket);
        return address.ip().isUnspecified() || address.port() == 0 ? Optional.empty() : Optional.of(address);
    }

    private static Bytes bareAnswer(StunMessage request, UdpAddress from) {
        Bytes reply = encode(
                StunMessage.Type.BINDING_SUCCESS,
                request,
                List.of(new StunAttribute.XorMappedAddress(from)),
                Optional.empty());
        return reply.length() <= MOST_FOR_BARE ? reply : withoutFingerprint(reply);
    }

    /** FINGERPRINT is optional (RFC 8489 section 14.7), and with it an answer to IPv6 has 52 octets. */
    private static Bytes withoutFingerprint(Bytes reply) {
        byte[] shorter = reply.slice(0, reply.length() - FINGERPRINT).toArray();
        int length = shorter.length - StunCodec.HEADER_LENGTH;
        shorter[2] = (byte) (length >> 8);
        shorter[3] = (byte) length;
        return Bytes.owning(shorter);
    }

    private Optional<Reply> unsupported(
            int socket, UdpAddress from, Bytes datagram, StunMessage request, List<Integer> types) {
        counters.count(Counters.Reason.REFLECTOR_UNSUPPORTED);
        return error(
                socket,
                from,
                datagram,
                request,
                new StunAttribute.ErrorCode(420, "Unknown Attribute"),
                new StunAttribute.UnknownAttributes(types));
    }

    private Optional<Reply> error(
            int socket, UdpAddress from, Bytes datagram, StunMessage request, StunAttribute... attributes) {
        Bytes reply = encode(StunMessage.Type.BINDING_ERROR, request, List.of(attributes), Optional.empty());
        return reply.length() <= datagram.length()
                ? Optional.of(new Reply(socket, from, reply))
                : drop(Counters.Reason.REFLECTOR_TOO_SMALL);
    }

    private static Bytes encode(
            StunMessage.Type type, StunMessage request, List<StunAttribute> attributes, Optional<Bytes> key) {
        return StunCodec.encode(new StunMessage(type, request.transactionId(), attributes), key);
    }

    private Optional<Reply> drop(Counters.Reason reason) {
        counters.count(reason);
        return Optional.empty();
    }
}
