package io.transom.wire.stun;

import io.transom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One STUN message of the Binding method (RFC 8489) or a relay's ChannelBind (RFC 8656). MESSAGE-INTEGRITY and FINGERPRINT are no attributes here:
 * {@link StunCodec} adds and checks them.
 *
 * @param transactionId 12 octets, drawn by whoever asks
 * @param attributes in wire order; of several of one kind only the first counts (RFC 8489 section 14)
 */
public record StunMessage(Type type, Bytes transactionId, List<StunAttribute> attributes) {
    public static final int TRANSACTION_ID_LENGTH = 12;

    /** Class and method together, as the header's first 14 bits hold them. */
    public enum Type {
        BINDING_REQUEST(0x0001),
        BINDING_INDICATION(0x0011),
        BINDING_SUCCESS(0x0101),
        BINDING_ERROR(0x0111),
        /** Method 0x009 (RFC 8656 section 18): here is who sends in that channel. */
        CHANNEL_BIND_REQUEST(0x0009),
        CHANNEL_BIND_SUCCESS(0x0109),
        CHANNEL_BIND_ERROR(0x0119);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Optional<Type> of(int code) {
            return switch (code) {
                case 0x0001 -> Optional.of(BINDING_REQUEST);
                case 0x0011 -> Optional.of(BINDING_INDICATION);
                case 0x0101 -> Optional.of(BINDING_SUCCESS);
                case 0x0111 -> Optional.of(BINDING_ERROR);
                case 0x0009 -> Optional.of(CHANNEL_BIND_REQUEST);
                case 0x0109 -> Optional.of(CHANNEL_BIND_SUCCESS);
                case 0x0119 -> Optional.of(CHANNEL_BIND_ERROR);
                default -> Optional.empty();
            };
        }
    }

    public StunMessage {
        if (transactionId.length() != TRANSACTION_ID_LENGTH) {
            throw new IllegalArgumentException("a transaction id has 12 octets, not " + transactionId.length());
        }
        attributes = List.copyOf(attributes);
    }

    public static StunMessage of(Type type, Bytes transactionId, StunAttribute... attributes) {
        return new StunMessage(type, transactionId, List.of(attributes));
    }

    /** The first attribute of that kind. */
    public <A extends StunAttribute> Optional<A> first(Class<A> kind) {
        for (StunAttribute attribute : attributes) {
            if (kind.isInstance(attribute)) {
                return Optional.of(kind.cast(attribute));
            }
        }
        return Optional.empty();
    }

    public boolean has(Class<? extends StunAttribute> kind) {
        return first(kind).isPresent();
    }

    /**
     * The types below 0x8000 that we don't know: a request that has one is answered with error 420 that lists them, and
     * a response that has one has failed (RFC 8489 sections 6.3.1 and 6.3.3).
     */
    public List<Integer> unknownRequired() {
        List<Integer> types = new ArrayList<>();
        for (StunAttribute attribute : attributes) {
            if (attribute instanceof StunAttribute.Unknown unknown && unknown.type() < 0x8000) {
                types.add(unknown.type());
            }
        }
        return List.copyOf(types);
    }
}
