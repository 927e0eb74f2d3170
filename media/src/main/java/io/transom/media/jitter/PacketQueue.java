package io.transom.media.jitter;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Packets by index, in a ring: none below the floor, none {@link #CAPACITY} above it. */
final class PacketQueue {
    /** Packets. 1.28 s, twice what is ever held for playing, so that the time bound and not this one decides what is dropped. */
    static final int CAPACITY = 64;

    /** A packet and its timestamp without wraps. */
    record Entry(long index, long time, byte[] payload) {}

    private final @Nullable Entry[] ring = new @Nullable Entry[CAPACITY];
    private long floor = -1;
    private int count;

    int count() {
        return count;
    }

    /** False where the packet is below the floor or already here. */
    boolean put(Entry entry) {
        if (floor < 0) {
            // What is reordered around the first arrival may still come from half a ring below it.
            floor = Math.max(0, entry.index() - CAPACITY / 2);
        }
        if (entry.index() < floor) {
            return false;
        }
        if (entry.index() >= floor + CAPACITY) {
            raiseFloor(entry.index() - CAPACITY + 1);
        }
        int place = place(entry.index());
        if (ring[place] != null) {
            return false;
        }
        ring[place] = entry;
        count++;
        return true;
    }

    /** Nothing below {@code index} is wanted any more. Returns how many packets were dropped by this. */
    int raiseFloor(long index) {
        if (index <= floor) {
            return 0;
        }
        int before = count;
        if (index - floor >= CAPACITY) {
            Arrays.fill(ring, null);
            count = 0;
        } else {
            for (long gone = floor; gone < index; gone++) {
                if (ring[place(gone)] != null) {
                    ring[place(gone)] = null;
                    count--;
                }
            }
        }
        floor = index;
        return before - count;
    }

    @Nullable
    Entry at(long index) {
        return index < floor || index >= floor + CAPACITY ? null : ring[place(index)];
    }

    /** The packet with the lowest index. */
    @Nullable
    Entry lowest() {
        if (count == 0) {
            return null;
        }
        for (long index = floor; index < floor + CAPACITY; index++) {
            Entry entry = ring[place(index)];
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    private static int place(long index) {
        return (int) (index % CAPACITY);
    }
}
