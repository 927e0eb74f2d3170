package io.transom.wire.relay;

import io.transom.wire.Bytes;
import io.transom.wire.Way;
import java.util.Optional;

/**
 * One datagram in a relay's channel: the ChannelData message of RFC 8656 section 12.4.
 *
 * @param channel {@link #FIRST_CHANNEL} to {@link #LAST_CHANNEL}
 * @param datagram what the other end sent or is to get, 1 to {@link #MOST_DATAGRAM} octets
 */
public record ChannelFrame(int channel, Bytes datagram) {
    /** RFC 8656 section 12: the numbers that RFC 7983 leaves to TURN channels. */
    public static final int FIRST_CHANNEL = 0x4000;

    public static final int LAST_CHANNEL = 0x4FFF;

    public static final int HEADER_LENGTH = 4;

    /** A null packet with a sealed signal has 1,200 at most, a packet of sound far fewer. */
    public static final int MOST_DATAGRAM = 1_300;

    public ChannelFrame {
        if (channel < FIRST_CHANNEL || channel > LAST_CHANNEL) {
            throw new IllegalArgumentException("no channel has the number " + channel);
        }
        if (datagram.isEmpty() || datagram.length() > MOST_DATAGRAM) {
            throw new IllegalArgumentException(
                    "a frame holds 1 to " + MOST_DATAGRAM + " octets, not " + datagram.length());
        }
    }

    /** What leaves so that the other end of {@code way} is given {@code datagram}: its frame, where the way has a channel. */
    public static Bytes framed(Way way, Bytes datagram) {
        return switch (way) {
            case Way.Direct ignored -> datagram;
            case Way.Relayed relayed -> new ChannelFrame(relayed.channel(), datagram).encode();
            case Way.Tunnelled tunnelled ->
                tunnelled.channel() == Way.Tunnelled.NO_CHANNEL
                        ? datagram
                        : new ChannelFrame(tunnelled.channel(), datagram).encode();
        };
    }

    public Bytes encode() {
        int length = datagram.length();
        return Bytes.join(
                Bytes.of((byte) (channel >> 8), (byte) channel, (byte) (length >> 8), (byte) length), datagram);
    }

    /** Empty for what isn't exactly one frame; over UDP a sender may pad it to a multiple of four (RFC 8656 section 12.5). */
    public static Optional<ChannelFrame> decode(Bytes octets) {
        if (octets.length() <= HEADER_LENGTH) {
            return Optional.empty();
        }
        int channel = octets.at(0) << 8 | octets.at(1);
        int length = octets.at(2) << 8 | octets.at(3);
        int left = octets.length() - HEADER_LENGTH - length;
        boolean fits = length > 0 && length <= MOST_DATAGRAM && left >= 0 && left < 4;
        if (channel < FIRST_CHANNEL || channel > LAST_CHANNEL || !fits) {
            return Optional.empty();
        }
        return Optional.of(new ChannelFrame(channel, octets.slice(HEADER_LENGTH, HEADER_LENGTH + length)));
    }
}
