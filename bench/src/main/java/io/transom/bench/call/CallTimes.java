package io.transom.bench.call;

import io.transom.bench.call.Step.Who;
import io.transom.node.events.Stamped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** When each step of each call happened, by the process's monotonic clock. Events come in on any thread. */
public final class CallTimes {
    private final Map<String, Map<Step, Long>> nanos = new LinkedHashMap<>();
    private final Map<String, Double> roundTrips = new LinkedHashMap<>();
    private String latest = "";

    synchronized void add(Who who, Stamped stamped) {
        String call = stamped.event().text("call").orElse("");
        if (call.isEmpty()) {
            return;
        }
        for (Step step : Step.values()) {
            if (step.who() == who && step.event() == stamped.event().name()) {
                add(call, step, stamped.monotonicNanos());
                if (step == Step.PROVED) {
                    roundTrips.putIfAbsent(
                            call,
                            Double.parseDouble(stamped.event().text("rttMs").orElse("")));
                }
            }
        }
    }

    /** The first time counts. */
    synchronized void add(String call, Step step, long monotonicNanos) {
        nanos.computeIfAbsent(call, key -> new EnumMap<>(Step.class)).putIfAbsent(step, monotonicNanos);
        if (step == Step.ASKED) {
            latest = call;
        }
        notifyAll();
    }

    /** For what can be seen without telling which call it belongs to: the one that was asked for last. */
    synchronized void addToLatest(Step step, long monotonicNanos) {
        if (!latest.isEmpty()) {
            add(latest, step, monotonicNanos);
        }
    }

    synchronized boolean has(String call, Step step) {
        return nanos.getOrDefault(call, Map.of()).containsKey(step);
    }

    /** Waits until a call has all its steps; false where {@code patience} ran out. */
    synchronized boolean awaitComplete(String call, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (nanos.getOrDefault(call, Map.of()).size() < Step.values().length) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Milliseconds from the asking to {@code step}. */
    public synchronized double millis(String call, Step step) {
        Map<Step, Long> times = nanos.getOrDefault(call, Map.of());
        return Optional.ofNullable(times.get(step)).orElseThrow() / 1e6
                - Optional.ofNullable(times.get(Step.ASKED)).orElseThrow() / 1e6;
    }

    /** Milliseconds of the null packet that proved the path, there and back. */
    synchronized double roundTrip(String call) {
        return roundTrips.getOrDefault(call, Double.NaN);
    }
}
