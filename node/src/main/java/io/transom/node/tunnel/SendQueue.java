package io.transom.node.tunnel;

import io.transom.wire.Bytes;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.stun.Datagrams;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/** What waits for a slow line: a few datagrams, and of too many the oldest sound goes first. */
public final class SendQueue {
    /**
     * A talk spurt begins with 15 packets at once (300 ms of pre-roll); these, the next few, and null packets. Half a second
     * of sound: what waits longer is worth less than what it delays.
     */
    static final int MOST_WAITING = 24;

    private final Deque<Bytes> waiting = new ArrayDeque<>();

    /** False where something had to be dropped for it. */
    public synchronized boolean add(Bytes datagram) {
        waiting.addLast(datagram);
        boolean full = waiting.size() > MOST_WAITING;
        if (full) {
            dropOldest();
        }
        return !full;
    }

    /** Null packets keep the path alive and say how it is: as long as there is sound, that is dropped. */
    private void dropOldest() {
        Iterator<Bytes> oldestFirst = waiting.iterator();
        while (oldestFirst.hasNext()) {
            if (isSound(oldestFirst.next())) {
                oldestFirst.remove();
                return;
            }
        }
        waiting.removeFirst();
    }

    private static boolean isSound(Bytes datagram) {
        return Datagrams.kind(datagram) == Datagrams.Kind.CHANNEL
                && datagram.length() > ChannelFrame.HEADER_LENGTH
                && Datagrams.kind(datagram.slice(ChannelFrame.HEADER_LENGTH, datagram.length())) == Datagrams.Kind.RTP;
    }

    public synchronized Optional<Bytes> next() {
        return Optional.ofNullable(waiting.pollFirst());
    }
}
