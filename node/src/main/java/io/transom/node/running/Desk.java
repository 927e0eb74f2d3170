package io.transom.node.running;

import java.util.concurrent.CompletableFuture;

/** What a running program does when it is asked. */
public interface Desk {
    /** Takes what the asker is to print, line by line. Safe for any thread. */
    interface Asker {
        void out(String line);

        void err(String line);

        /** Completes when nobody waits for the answer any more. */
        CompletableFuture<Void> gone();
    }

    /**
     * Answers; may wait, on a thread of its own.
     *
     * @return how the asking command ends: 0 when it is done, 1 when it failed, 2 on wrong use
     */
    int answer(Request request, Asker asker) throws InterruptedException;
}
