package io.transom.core.lan;

import io.transom.core.trust.LanSeal;
import io.transom.wire.Base32;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.PublicIdentity;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.SignalKind;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.util.List;
import java.util.Optional;

/**
 * The datagram that takes a sealed envelope straight to its receiver: a STUN Binding indication (RFC 8489 section 6.3.2:
 * never answered).
 *
 * <pre>
 *   transaction id   12 fresh octets
 *   USERNAME         to:from:call    16, 16 and 26 characters of base32
 *                      to            LanSeal.name of the receiver's keys over its boot nonce and the transaction id
 *                      from          the same of the sender's keys over the transaction id
 *   SEALED-SIGNAL    kind (1) | envelope
 *   FINGERPRINT
 * </pre>
 *
 * To anybody else the names are noise. Whoever doesn't know our keys and our boot can't address us: such a datagram costs a
 * hash. One that was recorded before we started anew is for somebody who isn't any more.
 */
final class LanSignals {
    private static final int NAME_TEXT = LanSeal.NAME * 8 / 5;

    /** The parts of such a datagram. */
    record Datagram(Bytes transactionId, String to, String from, CallId call, SignalKind kind, Bytes envelope) {
        boolean isTo(PublicIdentity self, Bytes boot) {
            return to.equals(text(self, Bytes.join(boot, transactionId)));
        }

        boolean isFrom(PublicIdentity whose) {
            return from.equals(text(whose, transactionId));
        }
    }

    private LanSignals() {}

    static Bytes encode(
            PublicIdentity self, PublicIdentity to, Bytes theirBoot, ControlSignal.Send send, Entropy entropy) {
        Bytes transactionId = entropy.bytes(StunMessage.TRANSACTION_ID_LENGTH);
        String username =
                text(to, Bytes.join(theirBoot, transactionId)) + ":" + text(self, transactionId) + ":" + send.call();
        Bytes kind = Bytes.of((byte) send.kind().octet());
        return StunCodec.encode(
                new StunMessage(
                        StunMessage.Type.BINDING_INDICATION,
                        transactionId,
                        List.of(
                                new StunAttribute.Username(username),
                                new StunAttribute.SealedSignal(Bytes.join(kind, send.envelope())))),
                Optional.empty());
    }

    /** The first two octets say so; nothing else of ours is a Binding indication. */
    static boolean claims(Bytes datagram) {
        return datagram.length() > 2 && datagram.at(0) == 0x00 && datagram.at(1) == 0x11;
    }

    static Optional<Datagram> decode(Bytes octets) {
        Optional<StunMessage> message = StunCodec.decode(octets)
                .filter(decoded -> decoded.type() == StunMessage.Type.BINDING_INDICATION
                        && decoded.unknownRequired().isEmpty());
        Optional<String> username = message.flatMap(decoded -> decoded.first(StunAttribute.Username.class))
                .map(StunAttribute.Username::text);
        Optional<Bytes> signal = message.flatMap(decoded -> decoded.first(StunAttribute.SealedSignal.class))
                .map(StunAttribute.SealedSignal::kindAndEnvelope)
                .filter(octetsOfIt -> !octetsOfIt.isEmpty());
        if (username.isEmpty() || signal.isEmpty()) {
            return Optional.empty();
        }
        int callAt = 2 * (NAME_TEXT + 1);
        String text = username.get();
        if (text.length() <= callAt || text.charAt(NAME_TEXT) != ':' || text.charAt(callAt - 1) != ':') {
            return Optional.empty();
        }
        Optional<CallId> call = Base32.decode(text.substring(callAt))
                .filter(id -> id.length() == CallId.LENGTH)
                .map(CallId::new);
        Optional<SignalKind> kind = SignalKind.of(signal.get().at(0));
        if (call.isEmpty() || kind.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Datagram(
                message.get().transactionId(),
                text.substring(0, NAME_TEXT),
                text.substring(NAME_TEXT + 1, callAt - 1),
                call.get(),
                kind.get(),
                signal.get().slice(1, signal.get().length())));
    }

    private static String text(PublicIdentity whose, Bytes fresh) {
        return Base32.encode(LanSeal.name(whose, fresh));
    }
}
