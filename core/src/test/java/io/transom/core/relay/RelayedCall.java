package io.transom.core.relay;

import io.transom.core.relay.Relay.Out;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A relay with one call of which both ends have their grant, and whatever anybody may send to it. */
final class RelayedCall {
    static final Origin HOME = udp("203.0.113.1:4000");
    static final Origin PHONE = udp("198.51.100.7:9000");
    static final Origin STRANGER = udp("192.0.2.66:6666");
    static final EndpointId CALLER = endpoint(1);
    static final EndpointId DEVICE = endpoint(2);

    final SeededEntropy entropy = new SeededEntropy(7);
    final Relay relay;
    final CallId call = CallId.random(entropy);
    final End caller;
    final End device;
    Moment now = Moment.ZERO.plus(Duration.ofHours(1));
    /** What came in and went out without any authority. */
    private long octetsIn;

    private long octetsOut;

    RelayedCall() {
        this(RelayLimits.DEFAULT);
    }

    RelayedCall(RelayLimits limits) {
        this(limits, new SeededEntropy(8));
    }

    RelayedCall(RelayLimits limits, Entropy relays) {
        relay = new Relay(RelayedCall::isProof, relays, limits);
        Relay.Grants grants = grant(call, "home", CALLER, DEVICE).orElseThrow();
        caller = new End(grants.caller());
        device = new End(grants.device());
    }

    Optional<Relay.Grants> grant(CallId which, String household, EndpointId from, EndpointId to) {
        return relay.grant(which, household, from, to, now);
    }

    /** Both ends where they usually are. */
    RelayedCall bound() {
        caller.bindAt(PHONE);
        device.bindAt(HOME);
        return this;
    }

    /** One end's grant, and what its honest or less honest holder makes of it. */
    final class End {
        final RelayGranted grant;
        private long sequence;

        End(RelayGranted grant) {
            this.grant = grant;
        }

        Bytes bind(Origin provedAt) {
            return bind(grant.username(), grant.channel(), ++sequence, grant.key(), proof(provedAt));
        }

        Bytes bind(String username, int channel, long number, Bytes key, Optional<Bytes> proof) {
            List<StunAttribute> attributes = new ArrayList<>(List.of(
                    new StunAttribute.Username(username),
                    new StunAttribute.ChannelNumber(channel),
                    new StunAttribute.BindSequence(number)));
            proof.ifPresent(shown -> attributes.add(new StunAttribute.ObservationProof(shown)));
            StunMessage request = new StunMessage(StunMessage.Type.CHANNEL_BIND_REQUEST, entropy.bytes(12), attributes);
            return StunCodec.encode(request, Optional.of(key));
        }

        List<Out> bindAt(Origin origin) {
            return arrive(origin, bind(origin));
        }

        Bytes frame(String text) {
            return new ChannelFrame(grant.channel(), Bytes.utf8(text)).encode();
        }
    }

    /** Over UDP a proof for just that address; a tunnel shows none. */
    static Optional<Bytes> proof(Origin origin) {
        return switch (origin) {
            case Origin.Tunnel tunnel -> Optional.empty();
            case Origin.Udp udp -> {
                byte[] octets = new byte[StunAttribute.PROOF_LENGTH];
                byte[] text = Bytes.utf8(udp.address().toString()).shared();
                System.arraycopy(text, 0, octets, 0, text.length);
                yield Optional.of(Bytes.owning(octets));
            }
        };
    }

    private static boolean isProof(UdpAddress address, Bytes proof, Moment now) {
        return proof(new Origin.Udp(address)).filter(proof::equals).isPresent();
    }

    List<Out> arrive(Origin from, Bytes datagram) {
        List<Out> outs = relay.onDatagram(from, datagram, now);
        octetsIn += datagram.length();
        outs.forEach(out -> octetsOut += out.datagram().length());
        return outs;
    }

    long octetsIn() {
        return octetsIn;
    }

    long octetsOut() {
        return octetsOut;
    }

    void after(Duration time) {
        now = now.plus(time);
        relay.wake(now);
    }

    /** The text of the one frame that goes out, and that it goes just there, in that end's channel. */
    static Optional<String> heard(List<Out> outs, Origin at, End end) {
        if (outs.size() != 1 || !outs.getFirst().to().equals(at)) {
            return Optional.empty();
        }
        return ChannelFrame.decode(outs.getFirst().datagram())
                .filter(frame -> frame.channel() == end.grant.channel())
                .map(frame -> frame.datagram().toUtf8());
    }

    static Optional<StunMessage.Type> answer(List<Out> outs) {
        return outs.size() == 1
                ? StunCodec.decode(outs.getFirst().datagram()).map(StunMessage::type)
                : Optional.empty();
    }

    static Origin udp(String address) {
        return new Origin.Udp(UdpAddress.parse(address).orElseThrow());
    }

    static EndpointId endpoint(int number) {
        byte[] hash = new byte[16];
        hash[15] = (byte) number;
        hash[14] = (byte) (number >> 8);
        return EndpointId.fromHash(Bytes.owning(hash));
    }
}
