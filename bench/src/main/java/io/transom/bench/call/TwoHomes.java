package io.transom.bench.call;

import io.transom.agent.Agent;
import io.transom.agent.simulated.PinScript;
import io.transom.agent.simulated.SimulatedPi;
import io.transom.bench.call.Places.Home;
import io.transom.bench.call.Step.Who;
import io.transom.caller.CallerApp;
import io.transom.core.Input.LineChanged.Line;
import io.transom.core.event.EventName;
import io.transom.manager.InviteProgram;
import io.transom.manager.Manager;
import io.transom.node.events.EventFile;
import io.transom.node.events.Stamped;
import io.transom.node.program.EndpointSettings;
import io.transom.node.running.Started;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.UdpSockets;
import io.transom.wire.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A manager, an intercom in one home and a caller in another. */
public final class TwoHomes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** So that one press of the button after the other is a ring of its own. */
    private static final Duration RING = Duration.ofMillis(400);

    private final Path folder;
    private final Places places;
    private final CallTimes times;
    private final Started started = new Started();
    private final Manager manager;
    private final SimulatedPi pi;
    private final CallerApp caller;
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> doorIsFree = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> rings = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ringsOver = new LinkedBlockingQueue<>();
    private volatile CompletableFuture<String> warm = new CompletableFuture<>();

    /** Stands when both ends are registered. */
    public TwoHomes(Path folder, Places places, CallTimes times) throws Exception {
        this.folder = folder;
        this.places = places;
        this.times = times;
        try {
            manager = started.keep(places.manager(folder.resolve("manager")));
            manager.listen(stamped -> times.add(Who.MANAGER, stamped));
            if (!manager.awaitHealthy(PATIENCE)) {
                throw new IOException(
                        "the manager did not get ready: " + manager.trouble().orElse("no reason known"));
            }
            pi = new SimulatedPi(PinScript.empty(), new SoundOfTests(times::addToLatest));
            Agent agent = started.keep(places.in(Home.DOOR, this::startDoor));
            agent.registered().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            caller = started.keep(places.in(Home.CALLER, this::startCaller));
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private Agent startDoor() throws IOException {
        UdpSockets.Factory udp = Mouth.around(places.udp(Home.DOOR), times);
        return Agent.start(new Agent.Settings(endpoint("door", Role.DEVICE, Home.DOOR, udp), true, RING), pi);
    }

    private CallerApp startCaller() throws IOException {
        Ears ears = new Ears(times);
        return CallerApp.start(
                endpoint("phone", Role.CALLER, Home.CALLER, ears.around(places.udp(Home.CALLER))),
                new SoundOfTests(),
                ears::around);
    }

    /** One call until all its steps are known and both ends are free again; its id. */
    public String call() throws Exception {
        CompletableFuture<CallerApp.Ended> ended = caller.call("door");
        String call = asked.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (call == null) {
            throw new IOException("no call could be made: "
                    + (ended.isDone() ? ended.get().reason() : "the caller did not register"));
        }
        boolean complete = times.awaitComplete(call, PATIENCE);
        caller.hangUp();
        CallerApp.Ended end = ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!complete) {
            throw new IOException("a call did not get through all its steps: " + end.reason());
        }
        if (doorIsFree.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS) == null) {
            throw new TimeoutException("the door did not notice that the caller hung up");
        }
        return call;
    }

    /** Waits until a path between the two is kept warm, as it is within seconds when nobody calls. */
    public void awaitWarm() throws Exception {
        warm.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Somebody presses the door's button: milliseconds until the phone rings. Returns when it is silent again. */
    public double press() throws Exception {
        rings.clear();
        ringsOver.clear();
        long pressed = System.nanoTime();
        pi.press(Line.BUTTON);
        Long rang = rings.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        pi.release(Line.BUTTON);
        if (rang == null || ringsOver.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS) == null) {
            throw new TimeoutException("the phone did not ring, or did not stop");
        }
        return (rang - pressed) / 1e6;
    }

    private EndpointSettings endpoint(String name, Role role, Home home, UdpSockets.Factory udp) throws IOException {
        EventFile events = started.keep(EventFile.unwritten());
        events.listen(stamped -> hear(home, stamped));
        return new EndpointSettings(
                places.control(home, manager),
                folder.resolve(name),
                Optional.of(InviteProgram.invite(
                        folder.resolve("manager"), name, role, "home", Duration.ofHours(1), new SystemEntropy())),
                udp,
                List.of(0, 0),
                events);
    }

    private void hear(Home home, Stamped stamped) {
        EventName event = stamped.event().name();
        times.add(home == Home.DOOR ? Who.DOOR : Who.CALLER, stamped);
        if (home == Home.CALLER && event == EventName.WARM_WINDOW) {
            hearWarm(String.valueOf(stamped.event().fields().getFirst().value()));
        } else if (home == Home.CALLER && event == EventName.CALL_REQUESTED) {
            asked.add(String.valueOf(stamped.event().fields().getFirst().value()));
        } else if (home == Home.CALLER && event == EventName.RINGING) {
            rings.add(stamped.monotonicNanos());
        } else if (home == Home.CALLER && event == EventName.RING_OVER) {
            ringsOver.add("over");
        } else if (home == Home.DOOR && event == EventName.CALL_ENDED) {
            doorIsFree.add("free");
        }
    }

    private void hearWarm(String state) {
        if (state.equals("proved")) {
            warm.complete(state);
        } else if (warm.isDone()) {
            warm = new CompletableFuture<>();
        }
    }

    @Override
    public void close() {
        started.close();
    }
}
