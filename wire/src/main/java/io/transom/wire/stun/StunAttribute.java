package io.transom.wire.stun;

import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.util.List;

/** What a STUN message can carry. Constructors refuse what could not be encoded. */
public sealed interface StunAttribute {
    /** USERNAME holds fewer than 509 octets (RFC 8489 section 14.3). */
    int MOST_USERNAME = 508;
    /** SOFTWARE and the reason of ERROR-CODE hold at most 763 octets (RFC 8489 sections 14.8 and 14.14). */
    int MOST_TEXT = 763;
    /** One octet of kind and an envelope of at most 900 octets. */
    int MOST_SEALED_SIGNAL = 901;

    int PROOF_LENGTH = 24;

    /** Whom a request is for and whom it is from: {@code theirs:ours} (RFC 8445 section 7.2.2). */
    record Username(String text) implements StunAttribute {
        public Username {
            Attributes.requireText(text, MOST_USERNAME);
        }
    }

    /** Where the request came from, hidden from routers that rewrite addresses in payloads. */
    record XorMappedAddress(UdpAddress address) implements StunAttribute {}

    /** Where the request came from, in the clear: only for peers of RFC 3489. */
    record MappedAddress(UdpAddress address) implements StunAttribute {}

    /** Which address this response was sent from (RFC 5780 section 7.3). */
    record ResponseOrigin(UdpAddress address) implements StunAttribute {}

    /** The reflector's other address and port (RFC 5780 section 7.4). */
    record OtherAddress(UdpAddress address) implements StunAttribute {}

    /** Answer from your other address, your other port, or both (RFC 5780 section 7.2). */
    record ChangeRequest(boolean ip, boolean port) implements StunAttribute {}

    /** {@code length} octets that mean nothing, so that a reply can be as large (RFC 5780 section 7.6). */
    record Padding(int length) implements StunAttribute {
        public Padding {
            Attributes.require(length >= 0 && length <= StunCodec.MOST_DATAGRAM, "padding is 0 to 1500 octets");
        }
    }

    /** Answer to this port of my address instead of the one that I ask from (RFC 5780 section 7.5). */
    record ResponsePort(int port) implements StunAttribute {
        public ResponsePort {
            Attributes.require(port >= 1 && port <= 0xFFFF, "a port is 1 to 65535");
        }
    }

    record Software(String text) implements StunAttribute {
        public Software {
            Attributes.requireText(text, MOST_TEXT);
        }
    }

    /** Why a request failed: code 300 to 699, and a reason for people. */
    record ErrorCode(int code, String reason) implements StunAttribute {
        public ErrorCode {
            Attributes.require(code >= 300 && code <= 699, "an error code is 300 to 699");
            Attributes.requireText(reason, MOST_TEXT);
        }
    }

    /** The required attributes that error 420 complains of (RFC 8489 section 14.9). */
    record UnknownAttributes(List<Integer> types) implements StunAttribute {
        public UnknownAttributes {
            types = List.copyOf(types);
            Attributes.require(types.size() <= StunCodec.MOST_ATTRIBUTES, "at most 24 unknown attributes");
        }
    }

    /** The priority of a peer-reflexive candidate, unsigned 32 bits (RFC 8445 section 7.1.1). */
    record Priority(long value) implements StunAttribute {
        public Priority {
            Attributes.require(value >= 0 && value <= 0xFFFFFFFFL, "a priority has 32 bits");
        }
    }

    /** The sender leads (RFC 8445 section 7.1.3); all 64 bits of the number count. */
    record IceControlling(long tieBreaker) implements StunAttribute {}

    /** The sender follows. */
    record IceControlled(long tieBreaker) implements StunAttribute {}

    /** The sender has chosen this path. */
    record UseCandidate() implements StunAttribute {}

    /**
     * Ours: a sealed signal that rides in a null packet.
     *
     * @param kindAndEnvelope one octet of {@link io.transom.wire.signal.SignalKind#octet()}, then the envelope
     */
    record SealedSignal(Bytes kindAndEnvelope) implements StunAttribute {
        public SealedSignal {
            int length = kindAndEnvelope.length();
            Attributes.require(length >= 1 && length <= MOST_SEALED_SIGNAL, "a sealed signal has 1 to 901 octets");
        }
    }

    /** Ours: the reflector's proof that it saw this address: 24 octets that only it can make and read. */
    record ObservationProof(Bytes proof) implements StunAttribute {
        public ObservationProof {
            Attributes.require(proof.length() == PROOF_LENGTH, "a proof has 24 octets");
        }
    }

    /** Which of a relay's channels (RFC 8656 section 18.1). */
    record ChannelNumber(int channel) implements StunAttribute {
        public ChannelNumber {
            Attributes.require(channel >= 0 && channel <= 0xFFFF, "a channel number has 16 bits");
        }
    }

    /** Ours: greater in each bind of one end than in all before, so that no earlier one can be sent again. 32 bits. */
    record BindSequence(long value) implements StunAttribute {
        public BindSequence {
            Attributes.require(value >= 0 && value <= 0xFFFFFFFFL, "a bind sequence has 32 bits");
        }
    }

    /** Anything else, kept as it came. */
    record Unknown(int type, Bytes value) implements StunAttribute {
        public Unknown {
            Attributes.require(type >= 0 && type <= 0xFFFF, "an attribute type has 16 bits");
            Attributes.require(value.length() <= StunCodec.MOST_DATAGRAM, "a value fits a datagram");
        }
    }
}
