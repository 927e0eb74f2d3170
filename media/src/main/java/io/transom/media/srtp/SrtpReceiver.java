package io.transom.media.srtp;

import io.transom.wire.Bytes;
import io.transom.wire.rtp.SequenceNumbers;
import javax.crypto.Cipher;

/** SRTP packets to RTP packets, for the one source whose packet was authentic first. */
public final class SrtpReceiver {
    private static final Opened REPLAYED = new Opened.Replayed();
    private static final Opened REJECTED = new Opened.Rejected();

    private final PacketCipher cipher;
    private final ReplayWindow window = new ReplayWindow();
    /** Valid once the window holds a packet: with its own key a second source has no business here. */
    private int source;

    /** {@code masterKey}: 16 octets, {@code masterSalt}: 12. */
    public SrtpReceiver(Bytes masterKey, Bytes masterSalt) {
        this(SessionKeys.of(masterKey, masterSalt));
    }

    SrtpReceiver(SessionKeys keys) {
        cipher = new PacketCipher(keys, Cipher.DECRYPT_MODE);
    }

    /**
     * Authenticates before it judges freshness, the other way round than RFC 3711 §3.3: it costs microseconds, and only so is a
     * forged packet with an old number counted as forged.
     */
    public Opened open(Bytes packet) {
        int header = RtpHeader.length(packet, PacketCipher.TAG_OCTETS);
        if (header < 0) {
            return REJECTED;
        }
        int ssrc = RtpHeader.ssrc(packet);
        boolean first = window.highest() < 0;
        if (!first && ssrc != source) {
            return REJECTED;
        }
        long index = first
                ? RtpHeader.sequence(packet)
                : SequenceNumbers.extend(RtpHeader.sequence(packet), window.highest());
        if (index < 0) {
            // Sent before the first packet that was heard, on the other side of a wrap: no counter to open it with.
            return REJECTED;
        }
        byte[] rtp = new byte[packet.length() - PacketCipher.TAG_OCTETS];
        if (!cipher.apply(packet.shared(), header, ssrc, index, rtp)) {
            return REJECTED;
        }
        if (!window.isFresh(index)) {
            return REPLAYED;
        }
        source = ssrc;
        window.mark(index);
        return new Opened.Authentic(index, Bytes.owning(rtp));
    }
}
