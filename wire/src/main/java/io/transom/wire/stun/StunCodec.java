package io.transom.wire.stun;

import io.transom.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** STUN datagrams to and from {@link StunMessage}. */
public final class StunCodec {
    /** The largest datagram that is read or written: an Ethernet frame's payload. */
    public static final int MOST_DATAGRAM = 1500;
    /** Besides MESSAGE-INTEGRITY and FINGERPRINT. Any use of STUN here needs 7; what has more is an attack on our time. */
    public static final int MOST_ATTRIBUTES = 24;

    public static final int HEADER_LENGTH = 20;

    static final int MAGIC_COOKIE = 0x2112A442;

    /** "STUN" in ASCII: tells the check sum from that of a protocol that also ends in a CRC-32 (RFC 8489 section 14.7). */
    private static final int FINGERPRINT_MASK = 0x5354554E;

    private static final int INTEGRITY_LENGTH = 20;
    private static final int FINGERPRINT_LENGTH = 4;

    /** Only ever copied: to look one up among the platform's providers takes longer than to compute it. */
    private static final Mac HMAC_SHA1 = hmacSha1();

    private StunCodec() {}

    /**
     * The datagram, with MESSAGE-INTEGRITY where {@code integrityKey} is there, and always with FINGERPRINT, which proves
     * nothing but tells STUN from other traffic.
     *
     * @throws IllegalArgumentException where it would be larger than {@link #MOST_DATAGRAM}
     */
    public static Bytes encode(StunMessage message, Optional<Bytes> integrityKey) {
        List<Bytes> values = new ArrayList<>(message.attributes().size());
        int length = HEADER_LENGTH + 4 + FINGERPRINT_LENGTH + (integrityKey.isPresent() ? 4 + INTEGRITY_LENGTH : 0);
        for (StunAttribute attribute : message.attributes()) {
            Bytes value = Attributes.value(attribute, message.transactionId());
            values.add(value);
            length += 4 + padded(value.length());
        }
        Attributes.require(length <= MOST_DATAGRAM, "a STUN datagram of " + length + " octets is too large");
        Attributes.require(values.size() <= MOST_ATTRIBUTES, "a STUN message with too many attributes");

        byte[] packet = new byte[length];
        put(packet, 0, message.type().code(), 2);
        put(packet, 4, MAGIC_COOKIE, 4);
        System.arraycopy(message.transactionId().shared(), 0, packet, 8, StunMessage.TRANSACTION_ID_LENGTH);
        int at = HEADER_LENGTH;
        for (int i = 0; i < values.size(); i++) {
            at = putAttribute(packet, at, Attributes.type(message.attributes().get(i)), values.get(i));
        }
        if (integrityKey.isPresent()) {
            Bytes integrity = Bytes.owning(integrity(packet, at, integrityKey.get()));
            at = putAttribute(packet, at, Attributes.MESSAGE_INTEGRITY, integrity);
        }
        put(packet, 2, length - HEADER_LENGTH, 2);
        putAttribute(packet, at, Attributes.FINGERPRINT, Attributes.number(fingerprint(packet, at), 4));
        return Bytes.owning(packet);
    }

    /**
     * The message, or empty for anything that isn't a well-formed one of the methods we know. A FINGERPRINT has to hold
     * where there is one; MESSAGE-INTEGRITY is not checked here ({@link #integrityHolds}). What follows
     * MESSAGE-INTEGRITY is not protected by it, so it is left out (RFC 8489 section 14.5).
     */
    public static Optional<StunMessage> decode(Bytes datagram) {
        byte[] packet = datagram.shared();
        if (!hasHeader(packet)) {
            return Optional.empty();
        }
        Optional<StunMessage.Type> type = StunMessage.Type.of((int) Attributes.number(packet, 0, 2));
        if (type.isEmpty()) {
            return Optional.empty();
        }
        return attributes(packet)
                .map(attributes -> new StunMessage(
                        type.get(), datagram.slice(8, 8 + StunMessage.TRANSACTION_ID_LENGTH), attributes));
    }

    /** True where the datagram has a MESSAGE-INTEGRITY and {@code key} made it. Never throws on any datagram. */
    public static boolean integrityHolds(Bytes datagram, Bytes key) {
        byte[] packet = datagram.shared();
        if (!hasHeader(packet)) {
            return false;
        }
        int at = integrityAt(packet);
        if (at < 0) {
            return false;
        }
        byte[] claimed = new byte[INTEGRITY_LENGTH];
        System.arraycopy(packet, at + 4, claimed, 0, INTEGRITY_LENGTH);
        return MessageDigest.isEqual(claimed, integrity(packet, at, key));
    }

    /** Whether there is a MESSAGE-INTEGRITY at all, good or not. */
    public static boolean hasIntegrity(Bytes datagram) {
        return hasHeader(datagram.shared()) && integrityAt(datagram.shared()) >= 0;
    }

    private static boolean hasHeader(byte[] packet) {
        return packet.length >= HEADER_LENGTH
                && packet.length <= MOST_DATAGRAM
                && packet.length % 4 == 0
                && (packet[0] & 0xC0) == 0
                && Attributes.number(packet, 2, 2) == packet.length - HEADER_LENGTH
                && (int) Attributes.number(packet, 4, 4) == MAGIC_COOKIE;
    }

    private static Optional<List<StunAttribute>> attributes(byte[] packet) {
        List<StunAttribute> found = new ArrayList<>();
        boolean isProtected = false;
        int at = HEADER_LENGTH;
        for (int count = 1; at < packet.length; count++) {
            int length = valueLength(packet, at);
            if (length < 0 || count > MOST_ATTRIBUTES + 2) {
                return Optional.empty();
            }
            int type = (int) Attributes.number(packet, at, 2);
            int next = at + 4 + padded(length);
            if (type == Attributes.FINGERPRINT) {
                boolean last = length == FINGERPRINT_LENGTH && next == packet.length;
                boolean holds = last && (int) Attributes.number(packet, at + 4, 4) == fingerprint(packet, at);
                return holds ? Optional.of(found) : Optional.empty();
            }
            if (type == Attributes.MESSAGE_INTEGRITY) {
                if (length != INTEGRITY_LENGTH) {
                    return Optional.empty();
                }
                isProtected = true;
            } else if (!isProtected) {
                Optional<StunAttribute> attribute = Attributes.read(type, packet, at + 4, length);
                if (attribute.isEmpty() || found.size() == MOST_ATTRIBUTES) {
                    return Optional.empty();
                }
                found.add(attribute.get());
            }
            at = next;
        }
        return Optional.of(found);
    }

    /** The value's length, or -1 where the attribute at {@code at} doesn't fit the packet with its padding. */
    private static int valueLength(byte[] packet, int at) {
        if (packet.length - at < 4) {
            return -1;
        }
        int length = (int) Attributes.number(packet, at + 2, 2);
        return padded(length) <= packet.length - at - 4 ? length : -1;
    }

    private static int integrityAt(byte[] packet) {
        int at = HEADER_LENGTH;
        for (int count = 0; at < packet.length && count <= MOST_ATTRIBUTES; count++) {
            int length = valueLength(packet, at);
            if (length < 0) {
                return -1;
            }
            if (Attributes.number(packet, at, 2) == Attributes.MESSAGE_INTEGRITY) {
                return length == INTEGRITY_LENGTH ? at : -1;
            }
            at += 4 + padded(length);
        }
        return -1;
    }

    /** HMAC-SHA1 over what precedes {@code at}, with the header's length as if the attribute were the last one. */
    private static byte[] integrity(byte[] packet, int at, Bytes key) {
        try {
            Mac mac = (Mac) HMAC_SHA1.clone();
            mac.init(new SecretKeySpec(key.shared(), "HmacSHA1"));
            mac.update(packet, 0, 2);
            int length = at + 4 + INTEGRITY_LENGTH - HEADER_LENGTH;
            mac.update((byte) (length >> 8));
            mac.update((byte) length);
            mac.update(packet, 4, at - 4);
            return mac.doFinal();
        } catch (GeneralSecurityException | CloneNotSupportedException e) {
            throw new IllegalStateException("every Java platform has HmacSHA1, and can copy it", e);
        }
    }

    private static Mac hmacSha1() {
        try {
            return Mac.getInstance("HmacSHA1");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA1", e);
        }
    }

    private static int fingerprint(byte[] packet, int at) {
        CRC32 crc = new CRC32();
        crc.update(packet, 0, at);
        return (int) crc.getValue() ^ FINGERPRINT_MASK;
    }

    private static int putAttribute(byte[] packet, int at, int type, Bytes value) {
        put(packet, at, type, 2);
        put(packet, at + 2, value.length(), 2);
        System.arraycopy(value.shared(), 0, packet, at + 4, value.length());
        return at + 4 + padded(value.length());
    }

    private static void put(byte[] packet, int at, int value, int octets) {
        for (int i = 0; i < octets; i++) {
            packet[at + i] = (byte) (value >>> 8 * (octets - 1 - i));
        }
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }
}
