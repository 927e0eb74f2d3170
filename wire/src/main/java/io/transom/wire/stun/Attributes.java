package io.transom.wire.stun;

import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The value octets of each attribute, both ways. */
final class Attributes {
    static final int MAPPED_ADDRESS = 0x0001;
    static final int CHANGE_REQUEST = 0x0003;
    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int UNKNOWN_ATTRIBUTES = 0x000A;
    static final int CHANNEL_NUMBER = 0x000C;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int PRIORITY = 0x0024;
    static final int USE_CANDIDATE = 0x0025;
    static final int PADDING = 0x0026;
    static final int RESPONSE_PORT = 0x0027;
    static final int SOFTWARE = 0x8022;
    static final int FINGERPRINT = 0x8028;
    static final int ICE_CONTROLLED = 0x8029;
    static final int ICE_CONTROLLING = 0x802A;
    static final int RESPONSE_ORIGIN = 0x802B;
    static final int OTHER_ADDRESS = 0x802C;
    /** Ours, from the expert-review half of the comprehension-optional range, away from what others use there. */
    static final int SEALED_SIGNAL = 0xD7A1;

    static final int OBSERVATION_PROOF = 0xD7A2;
    static final int BIND_SEQUENCE = 0xD7A3;

    private static final int CHANGE_IP = 4;
    private static final int CHANGE_PORT = 2;

    private Attributes() {}

    static void require(boolean held, String rule) {
        if (!held) {
            throw new IllegalArgumentException(rule);
        }
    }

    static void requireText(String text, int most) {
        require(Bytes.utf8(text).length() <= most, "a text of at most " + most + " octets");
    }

    static int type(StunAttribute attribute) {
        return switch (attribute) {
            case StunAttribute.Username u -> USERNAME;
            case StunAttribute.XorMappedAddress a -> XOR_MAPPED_ADDRESS;
            case StunAttribute.MappedAddress a -> MAPPED_ADDRESS;
            case StunAttribute.ResponseOrigin a -> RESPONSE_ORIGIN;
            case StunAttribute.OtherAddress a -> OTHER_ADDRESS;
            case StunAttribute.ChangeRequest c -> CHANGE_REQUEST;
            case StunAttribute.Padding p -> PADDING;
            case StunAttribute.ResponsePort p -> RESPONSE_PORT;
            case StunAttribute.Software s -> SOFTWARE;
            case StunAttribute.ErrorCode e -> ERROR_CODE;
            case StunAttribute.UnknownAttributes u -> UNKNOWN_ATTRIBUTES;
            case StunAttribute.Priority p -> PRIORITY;
            case StunAttribute.IceControlling i -> ICE_CONTROLLING;
            case StunAttribute.IceControlled i -> ICE_CONTROLLED;
            case StunAttribute.UseCandidate u -> USE_CANDIDATE;
            case StunAttribute.SealedSignal s -> SEALED_SIGNAL;
            case StunAttribute.ObservationProof o -> OBSERVATION_PROOF;
            case StunAttribute.ChannelNumber c -> CHANNEL_NUMBER;
            case StunAttribute.BindSequence b -> BIND_SEQUENCE;
            case StunAttribute.Unknown u -> u.type();
        };
    }

    /** The value octets, without the padding to four. */
    static Bytes value(StunAttribute attribute, Bytes transactionId) {
        return switch (attribute) {
            case StunAttribute.Username username -> Bytes.utf8(username.text());
            case StunAttribute.XorMappedAddress mapped -> xorAddress(mapped.address(), transactionId);
            case StunAttribute.MappedAddress mapped -> address(mapped.address());
            case StunAttribute.ResponseOrigin origin -> address(origin.address());
            case StunAttribute.OtherAddress other -> address(other.address());
            case StunAttribute.ChangeRequest change ->
                number((change.ip() ? CHANGE_IP : 0) | (change.port() ? CHANGE_PORT : 0), 4);
            case StunAttribute.Padding padding -> Bytes.owning(new byte[padding.length()]);
            case StunAttribute.ResponsePort response -> number((long) response.port() << 16, 4);
            case StunAttribute.Software software -> Bytes.utf8(software.text());
            case StunAttribute.ErrorCode error ->
                Bytes.join(number(error.code() / 100 << 8 | error.code() % 100, 4), Bytes.utf8(error.reason()));
            case StunAttribute.UnknownAttributes unknown -> types(unknown.types());
            case StunAttribute.Priority priority -> number(priority.value(), 4);
            case StunAttribute.IceControlling controlling -> number(controlling.tieBreaker(), 8);
            case StunAttribute.IceControlled controlled -> number(controlled.tieBreaker(), 8);
            case StunAttribute.UseCandidate chosen -> Bytes.EMPTY;
            case StunAttribute.SealedSignal sealed -> sealed.kindAndEnvelope();
            case StunAttribute.ObservationProof observation -> observation.proof();
            case StunAttribute.ChannelNumber number -> number((long) number.channel() << 16, 4);
            case StunAttribute.BindSequence sequence -> number(sequence.value(), 4);
            case StunAttribute.Unknown unknown -> unknown.value();
        };
    }

    /** Reads the value at {@code from} of {@code packet}; empty where it is malformed for its type. */
    static Optional<StunAttribute> read(int type, byte[] packet, int from, int length) {
        return switch (type) {
            case USERNAME ->
                text(packet, from, length, StunAttribute.MOST_USERNAME).map(StunAttribute.Username::new);
            case XOR_MAPPED_ADDRESS -> address(packet, from, length, true).map(StunAttribute.XorMappedAddress::new);
            case MAPPED_ADDRESS -> address(packet, from, length, false).map(StunAttribute.MappedAddress::new);
            case RESPONSE_ORIGIN -> address(packet, from, length, false).map(StunAttribute.ResponseOrigin::new);
            case OTHER_ADDRESS -> address(packet, from, length, false).map(StunAttribute.OtherAddress::new);
            case CHANGE_REQUEST -> changeRequest(packet, from, length);
            case PADDING -> Optional.of(new StunAttribute.Padding(length));
            case RESPONSE_PORT -> responsePort(packet, from, length);
            case SOFTWARE -> text(packet, from, length, StunAttribute.MOST_TEXT).map(StunAttribute.Software::new);
            case ERROR_CODE -> errorCode(packet, from, length);
            case UNKNOWN_ATTRIBUTES -> types(packet, from, length);
            case PRIORITY -> only(length == 4, () -> new StunAttribute.Priority(number(packet, from, 4)));
            case ICE_CONTROLLING -> only(length == 8, () -> new StunAttribute.IceControlling(number(packet, from, 8)));
            case ICE_CONTROLLED -> only(length == 8, () -> new StunAttribute.IceControlled(number(packet, from, 8)));
            case USE_CANDIDATE -> only(length == 0, StunAttribute.UseCandidate::new);
            case SEALED_SIGNAL ->
                only(
                        length >= 1 && length <= StunAttribute.MOST_SEALED_SIGNAL,
                        () -> new StunAttribute.SealedSignal(Bytes.of(packet, from, length)));
            case OBSERVATION_PROOF ->
                only(
                        length == StunAttribute.PROOF_LENGTH,
                        () -> new StunAttribute.ObservationProof(Bytes.of(packet, from, length)));
            // The two octets behind the channel mean nothing and are ignored (RFC 8656 section 18.1).
            case CHANNEL_NUMBER ->
                only(length == 4, () -> new StunAttribute.ChannelNumber((int) number(packet, from, 2)));
            case BIND_SEQUENCE -> only(length == 4, () -> new StunAttribute.BindSequence(number(packet, from, 4)));
            default -> Optional.of(new StunAttribute.Unknown(type, Bytes.of(packet, from, length)));
        };
    }

    private static Optional<StunAttribute> only(boolean wellFormed, Supplier<StunAttribute> make) {
        return wellFormed ? Optional.of(make.get()) : Optional.empty();
    }

    private static Optional<StunAttribute> changeRequest(byte[] packet, int from, int length) {
        if (length != 4) {
            return Optional.empty();
        }
        long flags = number(packet, from, 4);
        return Optional.of(new StunAttribute.ChangeRequest((flags & CHANGE_IP) != 0, (flags & CHANGE_PORT) != 0));
    }

    /** The port and two octets that are reserved (RFC 5780 section 7.5); zero is no port. */
    private static Optional<StunAttribute> responsePort(byte[] packet, int from, int length) {
        int port = length == 4 ? (int) number(packet, from, 2) : 0;
        return only(port != 0, () -> new StunAttribute.ResponsePort(port));
    }

    private static Optional<StunAttribute> errorCode(byte[] packet, int from, int length) {
        if (length < 4) {
            return Optional.empty();
        }
        int hundreds = packet[from + 2] & 7;
        int rest = packet[from + 3] & 0xFF;
        if (hundreds < 3 || hundreds > 6 || rest > 99) {
            return Optional.empty();
        }
        return text(packet, from + 4, length - 4, StunAttribute.MOST_TEXT)
                .map(reason -> new StunAttribute.ErrorCode(100 * hundreds + rest, reason));
    }

    private static Bytes types(List<Integer> types) {
        byte[] octets = new byte[2 * types.size()];
        for (int i = 0; i < types.size(); i++) {
            octets[2 * i] = (byte) (types.get(i) >> 8);
            octets[2 * i + 1] = (byte) (int) types.get(i);
        }
        return Bytes.owning(octets);
    }

    private static Optional<StunAttribute> types(byte[] packet, int from, int length) {
        if (length % 2 != 0 || length > 2 * StunCodec.MOST_ATTRIBUTES) {
            return Optional.empty();
        }
        List<Integer> types = new ArrayList<>(length / 2);
        for (int at = from; at < from + length; at += 2) {
            types.add((int) number(packet, at, 2));
        }
        return Optional.of(new StunAttribute.UnknownAttributes(types));
    }

    /**
     * <pre>
     * 0 (1) | family 1 or 2 (1) | port (2) | address (4 or 16)         RFC 8489 section 14.1
     * </pre>
     */
    private static Bytes address(UdpAddress address) {
        Bytes ip = address.ip().octets();
        byte[] value = new byte[4 + ip.length()];
        value[1] = (byte) (address.ip().isV4() ? 1 : 2);
        value[2] = (byte) (address.port() >> 8);
        value[3] = (byte) address.port();
        System.arraycopy(ip.shared(), 0, value, 4, ip.length());
        return Bytes.owning(value);
    }

    /** As {@link #address}, then the port and address xor the magic cookie and transaction id (section 14.2). */
    private static Bytes xorAddress(UdpAddress address, Bytes transactionId) {
        byte[] value = address(address).shared();
        byte[] mask =
                Bytes.join(number(StunCodec.MAGIC_COOKIE, 4), transactionId).shared();
        value[2] ^= mask[0];
        value[3] ^= mask[1];
        for (int i = 4; i < value.length; i++) {
            value[i] ^= mask[i - 4];
        }
        return Bytes.owning(value);
    }

    private static Optional<UdpAddress> address(byte[] packet, int from, int length, boolean hidden) {
        int octets = length == 8 ? 4 : 16;
        if (length != 8 && length != 20 || packet[from + 1] != (octets == 4 ? 1 : 2)) {
            return Optional.empty();
        }
        byte[] ip = new byte[octets];
        for (int i = 0; i < octets; i++) {
            // The cookie and the transaction id lie side by side in the header: together they are the mask.
            ip[i] = (byte) (packet[from + 4 + i] ^ (hidden ? packet[4 + i] : 0));
        }
        int port = (int) number(packet, from + 2, 2) ^ (hidden ? StunCodec.MAGIC_COOKIE >>> 16 : 0);
        return Optional.of(new UdpAddress(new IpAddress(Bytes.owning(ip)), port));
    }

    private static Optional<String> text(byte[] packet, int from, int length, int most) {
        if (length > most) {
            return Optional.empty();
        }
        try {
            // A fresh decoder reports malformed input; a String's constructor would silently replace it.
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(packet, from, length))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    static Bytes number(long value, int octets) {
        byte[] number = new byte[octets];
        for (int i = 0; i < octets; i++) {
            number[i] = (byte) (value >>> 8 * (octets - 1 - i));
        }
        return Bytes.owning(number);
    }

    static long number(byte[] packet, int from, int octets) {
        long value = 0;
        for (int i = 0; i < octets; i++) {
            value = value << 8 | packet[from + i] & 0xFF;
        }
        return value;
    }
}
