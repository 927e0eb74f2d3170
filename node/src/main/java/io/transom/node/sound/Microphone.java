package io.transom.node.sound;

import java.io.IOException;

/** An open capture stream. */
public interface Microphone extends AutoCloseable {
    /** Fills short[960] with the next 20 ms and returns when they have passed. An overrun is silence, counted. */
    void read(short[] frame) throws IOException;

    /** What is read from now on is sent, on a way that is proved. A real microphone needn't know; a recording waits for it. */
    default void talkBegins() {}

    @Override
    void close();
}
