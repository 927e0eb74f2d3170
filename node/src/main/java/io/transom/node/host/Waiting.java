package io.transom.node.host;

import java.util.concurrent.atomic.AtomicInteger;

/** How many of one kind wait in the mailbox. From any thread. */
final class Waiting {
    private final int most;
    private final AtomicInteger count = new AtomicInteger();

    Waiting(int most) {
        this.most = most;
    }

    /** False where as many as may are waiting already. */
    boolean enter() {
        boolean room = count.incrementAndGet() <= most;
        if (!room) {
            count.decrementAndGet();
        }
        return room;
    }

    void leave() {
        count.decrementAndGet();
    }
}
