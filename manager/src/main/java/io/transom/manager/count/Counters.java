package io.transom.manager.count;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often what was refused, dropped or malformed. The names are the program's own, so their number is bounded. */
public final class Counters {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** One more of {@code what}: a constant in plain words, never foreign text. */
    public void count(String what) {
        counts.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    public long of(String what) {
        LongAdder adder = counts.get(what);
        return adder == null ? 0 : adder.sum();
    }

    /** By name, in alphabetical order. */
    public Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((what, adder) -> all.put(what, adder.sum()));
        return all;
    }
}
