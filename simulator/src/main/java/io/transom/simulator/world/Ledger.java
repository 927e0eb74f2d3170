package io.transom.simulator.world;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.call.Reasons;
import io.transom.core.event.Event;
import io.transom.simulator.home.Machine;
import io.transom.simulator.home.Watcher;
import io.transom.simulator.net.EventQueue;
import io.transom.wire.Base32;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Keeps book of every call at each of its ends: no call may hang, and none may end with an untrue reason. */
final class Ledger implements Watcher {
    /** From asking, or from being asked, until it talks or has ended; and from losing the path until it is back or over. */
    static final Duration LONGEST = Duration.ofSeconds(10);

    /** One end of one call. */
    static final class End {
        final String machine;
        final String call;
        final Moment begun;
        Optional<Moment> talking = Optional.empty();
        Optional<Moment> firstSound = Optional.empty();
        Optional<Moment> pathLost = Optional.empty();
        Optional<Moment> over = Optional.empty();
        Optional<String> path = Optional.empty();
        /** How the latest way is addressed. */
        String family = "?";

        String reason = "";
        Duration slept = Duration.ZERO;
        boolean everLost;
        boolean heardNullPacket;
        boolean hungUpHere;

        End(String machine, String call, Moment begun) {
            this.machine = machine;
            this.call = call;
            this.begun = begun;
        }
    }

    private final EventQueue time;
    private final Report report;
    private final List<End> ends = new ArrayList<>();
    private final Map<String, Moment> asked = new LinkedHashMap<>();
    /** How often each has asked again meanwhile: every one of these is refused. */
    private final Map<String, Integer> again = new LinkedHashMap<>();
    /** Who was told over the present connection that it is registered. */
    private final Set<String> registered = new TreeSet<>();
    /** Of a call that began before it, nobody can know why it ended: the manager has lied. */
    private Moment truthSince = Moment.ZERO;

    Ledger(EventQueue time, Report report) {
        this.time = time;
        this.report = report;
    }

    /** The latest call at this machine that began at {@code since} or after. */
    Optional<End> latest(Machine machine, Moment since) {
        return ends.reversed().stream()
                .filter(end -> end.machine.equals(machine.name()) && !end.begun.isBefore(since))
                .findFirst();
    }

    /** Whether this machine's person waits for a call that isn't even made yet. */
    boolean waits(Machine machine) {
        return asked.containsKey(machine.name());
    }

    private void answered(Machine machine) {
        asked.remove(machine.name());
        again.remove(machine.name());
    }

    /** Whether the manager has told it so over the connection that it has. */
    boolean isRegistered(Machine machine) {
        return registered.contains(machine.name());
    }

    List<End> all() {
        return ends;
    }

    /** From now on the manager lies, and with it whoever says what it has said. */
    void lies() {
        truthSince = Moment.NEVER;
    }

    /** From now on it doesn't. */
    void truth() {
        truthSince = time.now();
    }

    /** Calls of this machine that are not over. */
    List<CallId> unfinished(Machine machine) {
        return ends.stream()
                .filter(end -> end.machine.equals(machine.name()) && end.over.isEmpty())
                .map(end -> new CallId(Base32.decode(end.call).orElseThrow()))
                .toList();
    }

    /** While the lid is closed nobody there waits. */
    void sleeps(Machine machine, Duration length) {
        asked.computeIfPresent(machine.name(), (name, since) -> since.plus(length));
        ends.stream()
                .filter(end -> end.machine.equals(machine.name()) && end.over.isEmpty())
                .forEach(end -> end.slept = end.slept.plus(length));
    }

    /** A machine was switched off: nobody waits there any more. */
    void off(Machine machine) {
        answered(machine);
        registered.remove(machine.name());
        ends.stream()
                .filter(end -> end.machine.equals(machine.name()) && end.over.isEmpty())
                .forEach(end -> {
                    end.over = Optional.of(time.now());
                    end.reason = "switched off";
                });
    }

    @Override
    public void input(Machine machine, Input input) {
        switch (input) {
            case Input.Ask ignored -> {
                if (asked.putIfAbsent(machine.name(), time.now()) != null) {
                    again.merge(machine.name(), 1, Integer::sum);
                }
            }
            case Input.HangUp hangUp -> find(machine, hangUp.call().toString()).ifPresent(end -> end.hungUpHere = true);
            default -> {}
        }
    }

    @Override
    public void effect(Machine machine, Effect effect) {
        switch (effect) {
            case Effect.Note note -> noted(machine, note.event());
            case Effect.StartVoice start -> begin(machine, start.call().toString());
            case Effect.CallOver over -> {
                answered(machine);
                begin(machine, over.call().toString());
                End end = find(machine, over.call().toString()).orElseThrow();
                end.over = Optional.of(time.now());
                end.reason = over.reason();
                if (truthSince.reached(end.begun)) {
                    Truth.check(end, ends);
                }
            }
            default -> {}
        }
    }

    private void noted(Machine machine, Event event) {
        report.count(Report.name(event.name()));
        Optional<End> end = event.text("call").flatMap(call -> find(machine, call));
        switch (event.name()) {
            case CALL_REQUESTED -> {
                event.text("call").ifPresent(call -> begin(machine, call));
                answered(machine);
            }
            case REFUSED -> {
                boolean ofAnother = event.text("reason").equals(Optional.of(Reasons.CALL_ALREADY));
                if (ofAnother && again.getOrDefault(machine.name(), 0) > 0) {
                    again.merge(machine.name(), -1, Integer::sum);
                } else {
                    answered(machine);
                }
            }
            case CONNECTED, DISCONNECTED -> registered.remove(machine.name());
            case REGISTERED -> registered.add(machine.name());
            // Unless that call is said to be over as well, the person waits on, for the one that takes its place.
            case CALL_ENDED ->
                end.filter(at -> at.over.isEmpty()).ifPresent(at -> {
                    at.over = Optional.of(time.now());
                    at.reason = event.text("reason").orElse("");
                    asked.put(machine.name(), at.begun);
                });
            case TALKING -> end.ifPresent(at -> at.talking = Optional.of(time.now()));
            case FIRST_SOUND -> end.ifPresent(at -> at.firstSound = Optional.of(time.now()));
            case NULL_PACKET_RECEIVED -> end.ifPresent(at -> at.heardNullPacket = true);
            case PATH_PROVED ->
                end.ifPresent(at -> {
                    Optional<String> path = event.text("path");
                    String before = at.pathLost.isPresent() ? "lost" : at.path.orElse("none");
                    report.count("path " + before + " to " + path.orElse("?"));
                    at.pathLost = Optional.empty();
                    at.path = path;
                    at.family = event.text("remote").map(Ledger::familyOf).orElse("?");
                });
            case PATH_LOST ->
                end.ifPresent(at -> {
                    at.pathLost = Optional.of(time.now());
                    at.everLost = true;
                });
            default -> {}
        }
    }

    /** Of a way's text: only addresses of IPv6 stand in brackets. */
    private static String familyOf(String way) {
        return way.contains("[") ? "IPv6" : way.contains(".") ? "IPv4" : "none";
    }

    private void begin(Machine machine, String call) {
        if (find(machine, call).isEmpty()) {
            ends.add(new End(machine.name(), call, asked.getOrDefault(machine.name(), time.now())));
        }
    }

    private Optional<End> find(Machine machine, String call) {
        return ends.reversed().stream()
                .filter(end -> end.machine.equals(machine.name()) && end.call.equals(call))
                .findFirst();
    }

    /** To be asked often: nobody may wait for longer than promised. */
    void checkThatNothingHangs() {
        Moment now = time.now();
        asked.forEach((machine, since) -> {
            if (since.plus(LONGEST).isBefore(now)) {
                throw new Violation(machine + " has asked for a call at " + millis(since) + " ms and heard nothing");
            }
        });
        for (End end : ends) {
            if (end.over.isEmpty()) {
                Duration longest = LONGEST.plus(end.slept);
                if (end.talking.isEmpty() && end.begun.plus(longest).isBefore(now)) {
                    throw new Violation(end.machine + "'s call of " + millis(end.begun) + " ms neither talks nor ends");
                }
                if (end.pathLost
                        .filter(lost -> lost.plus(longest).isBefore(now))
                        .isPresent()) {
                    throw new Violation(end.machine + "'s call has had no path since " + millis(end.pathLost.get())
                            + " ms and does not end");
                }
            }
        }
    }

    private static long millis(Moment at) {
        return at.since(Moment.ZERO).toMillis();
    }
}
