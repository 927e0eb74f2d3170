package io.transom.node.sound;

import java.io.IOException;

/** An open playback stream. */
public interface Speaker extends AutoCloseable {
    /** Takes the next 20 ms (short[960]) and returns when there is room for more: this paces the player. */
    void write(short[] frame) throws IOException;

    @Override
    void close();
}
