package io.transom.lab.matrix;

import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.node.events.Stamped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What both ends of one call tell, in the order of its coming. Events come in on any thread. */
final class Story {
    enum Who {
        CALLER,
        DOOR
    }

    private record Told(Who who, Stamped stamped) {
        EventName name() {
            return stamped.event().name();
        }
    }

    private final List<Told> told = new ArrayList<>();
    private Optional<String> over = Optional.empty();

    synchronized void add(Who who, Stamped stamped) {
        told.add(new Told(who, stamped));
        notifyAll();
    }

    synchronized void over(String reason) {
        over = Optional.of(reason);
        notifyAll();
    }

    /** Whether {@code who} tells of {@code name} within {@code patience} and before the call is over. */
    synchronized boolean await(Who who, EventName name, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        boolean waiting = true;
        while (waiting && of(who, name).findAny().isEmpty() && over.isEmpty()) {
            waiting = waits(until);
        }
        return of(who, name).findAny().isPresent();
    }

    /** Waits for a direct way at the caller, which may come after another. */
    synchronized void awaitDirect(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        boolean waiting = true;
        while (waiting && paths(Who.CALLER).noneMatch(Story::isDirect) && over.isEmpty()) {
            waiting = waits(until);
        }
    }

    /** False where the time is up. */
    private boolean waits(long until) throws InterruptedException {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left > 0) {
            wait(left);
        }
        return left > 0;
    }

    /** By the ways that the caller has proved, in their order; a tunnel at either end is a tunnel. */
    synchronized Cell.Way way() {
        List<String> paths = paths(Who.CALLER).toList();
        if (paths.isEmpty()) {
            return Cell.Way.FAILED;
        }
        if (paths.stream().anyMatch(Story::isDirect)) {
            return isDirect(paths.getFirst()) ? Cell.Way.DIRECT : Cell.Way.RELAY_FIRST;
        }
        boolean doorTunnels =
                paths(Who.DOOR).anyMatch("tunnel"::equals) && paths(Who.DOOR).noneMatch("relay"::equals);
        return paths.contains("relay") && !doorTunnels ? Cell.Way.RELAY : Cell.Way.TUNNEL;
    }

    /** From the asking to the first sound at the caller. */
    synchronized OptionalDouble setupMillis() {
        Optional<Told> asked = of(Who.CALLER, EventName.CALL_REQUESTED).findFirst();
        Optional<Told> sound = of(Who.CALLER, EventName.FIRST_SOUND).findFirst();
        if (asked.isEmpty() || sound.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                (sound.get().stamped().monotonicNanos() - asked.get().stamped().monotonicNanos()) / 1e6);
    }

    /** Everything, a line each, with ms since the first of it. */
    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Told one : told) {
            long millis =
                    (one.stamped().monotonicNanos() - told.getFirst().stamped().monotonicNanos()) / 1_000_000;
            lines.add(String.format(
                    Locale.ROOT,
                    "%6d ms  %-6s  %s %s",
                    millis,
                    one.who(),
                    one.name().text(),
                    fields(one.stamped().event())));
        }
        over.ifPresent(reason -> lines.add("the caller is told: " + reason));
        return lines;
    }

    private static String fields(Event event) {
        return String.join(
                " ",
                event.fields().stream()
                        .map(field -> field.key() + "=" + field.value())
                        .toList());
    }

    private Stream<String> paths(Who who) {
        return of(who, EventName.PATH_PROVED).flatMap(one -> one.stamped().event().text("path").stream());
    }

    private Stream<Told> of(Who who, EventName name) {
        return told.stream().filter(one -> one.who() == who && one.name() == name);
    }

    private static boolean isDirect(String path) {
        return path.equals("direct") || path.equals("lan");
    }
}
