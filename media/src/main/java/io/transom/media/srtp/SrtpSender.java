package io.transom.media.srtp;

import io.transom.wire.Bytes;
import javax.crypto.Cipher;

/**
 * RTP packets to SRTP packets. For one source; sequence numbers must count up by one, because the roll-over counter follows
 * their wrap (RFC 3711 §3.3.1). At 50 packets a second the 2^48 that one key may protect last for 178,000 years.
 */
public final class SrtpSender {
    private final PacketCipher cipher;
    private long nextIndex = -1;

    /** {@code masterKey}: 16 octets, {@code masterSalt}: 12. */
    public SrtpSender(Bytes masterKey, Bytes masterSalt) {
        this(SessionKeys.of(masterKey, masterSalt));
    }

    SrtpSender(SessionKeys keys) {
        cipher = new PacketCipher(keys, Cipher.ENCRYPT_MODE);
    }

    /** Throws {@link IllegalArgumentException} on what is no RTP packet, or not the next one: a nonce must never repeat. */
    public Bytes protect(Bytes rtp) {
        int header = RtpHeader.length(rtp, 0);
        if (header < 0) {
            throw new IllegalArgumentException("not an RTP packet: " + rtp);
        }
        int sequence = RtpHeader.sequence(rtp);
        if (nextIndex < 0) {
            nextIndex = sequence;
        } else if ((nextIndex & 0xFFFF) != sequence) {
            throw new IllegalArgumentException("sequence number " + sequence + " after " + (nextIndex - 1 & 0xFFFF));
        }
        byte[] packet = new byte[rtp.length() + PacketCipher.TAG_OCTETS];
        cipher.apply(rtp.shared(), header, RtpHeader.ssrc(rtp), nextIndex, packet);
        nextIndex++;
        return Bytes.owning(packet);
    }
}
