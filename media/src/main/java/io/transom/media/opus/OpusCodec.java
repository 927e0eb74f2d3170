package io.transom.media.opus;

/** One encoder and one decoder. Not thread-safe. */
public interface OpusCodec extends AutoCloseable {
    /** Most octets of one packet that we send. */
    int MOST_PACKET = 400;

    /** {@code frame}: short[960]. The packet, 1 to {@link #MOST_PACKET} octets. */
    byte[] encode(short[] frame);

    /** Decodes one packet of 20 ms to short[960]; a malformed one is concealed as if lost. */
    short[] decode(byte[] packet);

    /** 20 ms that were lost: from the next packet's forward error correction where it has that. */
    short[] recover(byte[] nextPacket);

    /** 20 ms that were lost and nothing is there to recover them from. */
    short[] conceal();

    /** "libopus 1.3.1" or "concentus 1.0.2", for the timeline and status. */
    String library();

    @Override
    void close();
}
