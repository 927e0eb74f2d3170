package io.transom.bench.setup;

/** Somebody who can make a call between the two homes, again and again. */
interface Peer extends AutoCloseable {
    String name();

    /**
     * Makes one call; returns when the next may come.
     *
     * @return milliseconds from asking to the first sound
     * @throws java.io.IOException where it did not come about
     */
    double call() throws Exception;

    @Override
    void close();
}
