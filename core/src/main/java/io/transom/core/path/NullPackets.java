package io.transom.core.path;

import io.transom.core.path.PathEngine.Settings;
import io.transom.wire.Bytes;
import io.transom.wire.Way;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of null packets and their answers.
 *
 * <pre>
 * request    USERNAME destination:source, PRIORITY, ICE-CONTROLLING or -CONTROLLED, a sealed signal where one rides,
 *            MESSAGE-INTEGRITY under the sender's key, FINGERPRINT
 * response   XOR-MAPPED-ADDRESS unless it came through a relay, MESSAGE-INTEGRITY under the key of the request, FINGERPRINT
 * </pre>
 */
final class NullPackets {
    /** What every path carries: IPv6's 1,280 octets less headers and room for a tunnel's. */
    static final int LARGEST = 1200;

    /** RFC 8445 section 5.1.2.1: type preference of a peer-reflexive candidate in the top octet, component 1 below. */
    private static final long PRIORITY_OF_FIRST_SOCKET = (110L << 24) + (65535L << 8) + 255;

    private final Settings settings;
    private final String ours;
    private final String theirs;
    private final StunAttribute role;

    NullPackets(Settings settings, Bytes tieBreaker) {
        this.settings = settings;
        this.ours = settings.remoteFragment() + ":" + settings.localFragment();
        this.theirs = settings.localFragment() + ":" + settings.remoteFragment();
        long number = 0;
        for (int i = 0; i < 8; i++) {
            number = number << 8 | tieBreaker.at(i);
        }
        this.role =
                settings.caller() ? new StunAttribute.IceControlling(number) : new StunAttribute.IceControlled(number);
    }

    Bytes request(Bytes transactionId, int socket, Optional<Bytes> carried) {
        List<StunAttribute> attributes = new ArrayList<>();
        attributes.add(new StunAttribute.Username(ours));
        attributes.add(new StunAttribute.Priority(PRIORITY_OF_FIRST_SOCKET - ((long) socket << 8)));
        attributes.add(role);
        carried.ifPresent(signal -> attributes.add(new StunAttribute.SealedSignal(signal)));
        StunMessage message = new StunMessage(StunMessage.Type.BINDING_REQUEST, transactionId, attributes);
        Bytes datagram = StunCodec.encode(message, Optional.of(settings.sendKey()));
        if (datagram.length() > LARGEST) {
            throw new IllegalStateException("a null packet of " + datagram.length() + " octets");
        }
        return datagram;
    }

    /** {@code from}: through a relay nobody sees where the request came from. */
    Bytes response(Bytes transactionId, Way from) {
        List<StunAttribute> attributes = from instanceof Way.Direct direct
                ? List.of(new StunAttribute.XorMappedAddress(direct.remote()))
                : List.of();
        StunMessage message = new StunMessage(StunMessage.Type.BINDING_SUCCESS, transactionId, attributes);
        return StunCodec.encode(message, Optional.of(settings.receiveKey()));
    }

    /** Whether its USERNAME says that it is the peer's, of this call. Our own, sent back to us, is not. */
    boolean isNamed(StunMessage request) {
        return request.first(StunAttribute.Username.class)
                .filter(username -> username.text().equals(theirs))
                .isPresent();
    }

    boolean isAuthentic(StunMessage request, Bytes datagram) {
        return isNamed(request)
                && request.unknownRequired().isEmpty()
                && StunCodec.integrityHolds(datagram, settings.receiveKey());
    }

    boolean isAuthenticAnswer(StunMessage response, Bytes datagram) {
        return response.unknownRequired().isEmpty() && StunCodec.integrityHolds(datagram, settings.sendKey());
    }
}
