package io.transom.core.endpoint;

import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sealed signals on their way through the manager, sent again until they are answered or not worth it any more. */
public final class Outbox {
    /** One household's callers being rung, a call's signals, and refusals: more is a flood. */
    static final int MOST = 160;

    /** The waits between two sendings: {@code first}, doubled up to {@code longest}. */
    public record Pace(Duration first, Duration longest) {
        /** Call signals: a lost one costs a quarter of a second. */
        public static final Pace CALL = new Pace(Duration.ofMillis(250), Duration.ofSeconds(2));
        /** Rings: a phone that comes online rings within a second. */
        public static final Pace RING = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(1));
        /** Endings: a few repeats, then whoever hasn't heard notices the silence. */
        public static final Pace ENDING = new Pace(Duration.ofMillis(300), Duration.ofMillis(600));
    }

    private record Key(SignalKind kind, EndpointId to, CallId call) {}

    private record Entry(ControlSignal.Send send, Pace pace, Duration pause, Moment next, Moment until) {}

    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    /** Takes {@code send} and returns what to publish at once; the same signal again begins anew. Empty if full. */
    public List<ControlSignal.Up> post(ControlSignal.Send send, Pace pace, Moment until, Moment now) {
        Key key = new Key(send.kind(), send.to(), send.call());
        if (entries.size() >= MOST && !entries.containsKey(key)) {
            return List.of();
        }
        entries.put(key, new Entry(send, pace, pace.first(), now.plus(pace.first()), until));
        return List.of(send);
    }

    /** The same, but nothing is published before the next wake-up. False if full. */
    public boolean queue(ControlSignal.Send send, Pace pace, Moment until, Moment now) {
        Key key = new Key(send.kind(), send.to(), send.call());
        boolean room = entries.size() < MOST || entries.containsKey(key);
        if (room) {
            entries.put(key, new Entry(send, pace, pace.first(), now, until));
        }
        return room;
    }

    /** The signal was answered: it isn't sent again. */
    public void done(SignalKind kind, EndpointId to, CallId call) {
        entries.remove(new Key(kind, to, call));
    }

    /** Nothing of this kind about this call is sent again, to anybody. */
    public void doneAll(SignalKind kind, CallId call) {
        entries.keySet().removeIf(key -> key.kind() == kind && key.call().equals(call));
    }

    public List<ControlSignal.Up> wake(Moment now) {
        List<ControlSignal.Up> due = new ArrayList<>();
        entries.values().removeIf(entry -> entry.until().reached(now));
        for (Map.Entry<Key, Entry> slot : entries.entrySet()) {
            Entry entry = slot.getValue();
            if (entry.next().reached(now)) {
                due.add(entry.send());
                Duration doubled = entry.pause().multipliedBy(2);
                Duration wait = doubled.compareTo(entry.pace().longest()) < 0
                        ? doubled
                        : entry.pace().longest();
                slot.setValue(new Entry(entry.send(), entry.pace(), wait, now.plus(wait), entry.until()));
            }
        }
        return due;
    }

    public Moment wakeAt() {
        Moment earliest = Moment.NEVER;
        for (Entry entry : entries.values()) {
            earliest = earliest.earlier(entry.next()).earlier(entry.until());
        }
        return earliest;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }
}
