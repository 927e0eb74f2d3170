package io.transom.core.endpoint;

import io.transom.core.trust.ControlChannel.ReflectorCredentials;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.LocalSocket.Observation;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the reflector is asked, and what its answers say. */
final class Questions {
    /**
     * The reflector answers with no more octets than it was asked with, so that it can't be used to amplify. Header 20,
     * padding 4 + 88, fingerprint 8; and the answer under a login with all that is told over IPv6 has 152.
     */
    static final StunAttribute.Padding PADDING = new StunAttribute.Padding(88);

    private Questions() {}

    static Bytes transaction(Entropy entropy) {
        return entropy.bytes(StunMessage.TRANSACTION_ID_LENGTH);
    }

    /** Where am I seen? */
    static Bytes plain(Bytes transaction) {
        return StunCodec.encode(
                StunMessage.of(StunMessage.Type.BINDING_REQUEST, transaction, PADDING), Optional.empty());
    }

    /** The same under a login, with wishes. */
    static Bytes signed(Bytes transaction, ReflectorCredentials login, StunAttribute... wishes) {
        List<StunAttribute> attributes = new ArrayList<>();
        attributes.add(new StunAttribute.Username(login.username()));
        attributes.addAll(List.of(wishes));
        StunMessage request = new StunMessage(StunMessage.Type.BINDING_REQUEST, transaction, attributes);
        return StunCodec.encode(request, Optional.of(login.key()));
    }

    /** The datagram's transaction, where it is long enough to have one. */
    static Optional<Bytes> transactionOf(Bytes datagram) {
        return datagram.length() < StunCodec.HEADER_LENGTH
                ? Optional.empty()
                : Optional.of(datagram.slice(8, 8 + StunMessage.TRANSACTION_ID_LENGTH));
    }

    /** Where we are seen, and the reflector's proof of it. */
    static Optional<Observation> observation(StunMessage answer) {
        Optional<UdpAddress> address =
                answer.first(StunAttribute.XorMappedAddress.class).map(StunAttribute.XorMappedAddress::address);
        Optional<Bytes> proof =
                answer.first(StunAttribute.ObservationProof.class).map(StunAttribute.ObservationProof::proof);
        return answer.type() == StunMessage.Type.BINDING_SUCCESS
                ? address.flatMap(seen -> proof.map(shown -> new Observation(seen, shown)))
                : Optional.empty();
    }
}
