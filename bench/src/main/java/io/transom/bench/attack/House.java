package io.transom.bench.attack;

import io.transom.agent.Agent;
import io.transom.agent.simulated.PinScript;
import io.transom.agent.simulated.SimulatedPi;
import io.transom.caller.CallerApp;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.manager.InviteProgram;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.node.control.ManagerUrl;
import io.transom.node.events.EventFile;
import io.transom.node.program.EndpointSettings;
import io.transom.node.running.Started;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The manager, an intercom, and a caller, in this process; all sound goes through the relay. */
final class House implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration REST = Duration.ofMillis(400);

    private final Path folder;
    private final Started started = new Started();
    private final List<Integer> endPorts = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Event> doorsEnds = new LinkedBlockingQueue<>();
    private final BlockingQueue<Event> phonesEnds = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> phoneIsThere = new CompletableFuture<>();
    private final SpokenAndHeard atDoor;
    private final SpokenAndHeard atPhone;
    private final Manager manager;
    private final CallerApp caller;

    /** Stands when both ends are registered; each says its sentence in every call. */
    House(Path folder, short[] visitor, short[] resident) throws Exception {
        this.folder = folder;
        this.atDoor = new SpokenAndHeard(visitor);
        this.atPhone = new SpokenAndHeard(resident);
        try {
            manager = started.keep(Manager.start(Settings.in(folder.resolve("manager")), new SystemEntropy()));
            if (!manager.awaitHealthy(PATIENCE)) {
                throw new IOException(
                        "the manager did not get ready: " + manager.trouble().orElse("no reason known"));
            }
            Agent agent = started.keep(Agent.start(
                    new Agent.Settings(
                            endpoint("door", Role.DEVICE, this::hearDoor, endPorts::add), true, Duration.ofSeconds(30)),
                    new SimulatedPi(PinScript.empty(), atDoor)));
            agent.registered().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            caller = started.keep(
                    CallerApp.start(endpoint("phone", Role.CALLER, this::hearPhone, endPorts::add), atPhone));
            phoneIsThere.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private EndpointSettings endpoint(String name, Role role, Consumer<Event> hear, Consumer<Integer> ports)
            throws IOException {
        EventFile events = started.keep(EventFile.unwritten());
        events.listen(stamped -> hear.accept(stamped.event()));
        return new EndpointSettings(
                ManagerUrl.parse("ws://127.0.0.1:" + manager.httpPort() + "/mqtt"),
                folder.resolve(name),
                Optional.of(InviteProgram.invite(
                        folder.resolve("manager"), name, role, "home", Duration.ofHours(1), new SystemEntropy())),
                OnlyRelay.to(managerPorts(), ports),
                List.of(0, 0),
                events);
    }

    private void hearDoor(Event event) {
        if (event.name() == EventName.CALL_ENDED) {
            doorsEnds.add(event);
        }
    }

    private void hearPhone(Event event) {
        switch (event.name()) {
            case CALL_ENDED -> phonesEnds.add(event);
            case REGISTERED -> phoneIsThere.complete(null);
            default -> {}
        }
    }

    Manager manager() {
        return manager;
    }

    List<Integer> managerPorts() {
        return List.of(manager.udpPort(), manager.udpPort() + 1);
    }

    /** Of the intercom and the caller. */
    List<Integer> endPorts() {
        return endPorts;
    }

    /** One call in which both say their sentence; {@code talking} is run when both can talk. */
    CallReport call(Action talking) throws Exception {
        atDoor.begin();
        atPhone.begin();
        doorsEnds.clear();
        phonesEnds.clear();
        long asked = System.nanoTime();
        CompletableFuture<CallerApp.Ended> ended = caller.call("door");
        CompletableFuture.anyOf(caller.talking(), ended).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        double setUpMillis = (System.nanoTime() - asked) / 1e6;
        if (ended.isDone()) {
            throw new IOException("the call failed: " + ended.get().reason());
        }
        caller.talk(true);
        talking.run();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!(atDoor.isOver() && atPhone.isOver()) && !ended.isDone() && System.nanoTime() < until) {
            LockSupport.parkNanos(10_000_000);
        }
        // What was said last is on its way.
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        boolean endedEarly = ended.isDone();
        caller.hangUp();
        caller.talk(false);
        String reason = ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).reason();
        Event door = doorsEnds.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        Event phone = phonesEnds.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (endedEarly || door == null || phone == null) {
            throw new IOException("the call ended too early: " + reason);
        }
        LockSupport.parkNanos(REST.toNanos());
        return new CallReport(
                setUpMillis,
                CallReport.Side.of(phone, atPhone.listen(atDoor)),
                CallReport.Side.of(door, atDoor.listen(atPhone)));
    }

    /** What is done amid a call. */
    interface Action {
        void run() throws Exception;
    }

    /** An endpoint that nobody knew before joins, logs in and registers; milliseconds until it has. */
    double newcomer(String name) throws Exception {
        CompletableFuture<Void> registered = new CompletableFuture<>();
        EndpointSettings settings = endpoint(
                name,
                Role.CALLER,
                event -> {
                    if (event.name() == EventName.REGISTERED) {
                        registered.complete(null);
                    }
                },
                port -> {});
        long begin = System.nanoTime();
        try (CallerApp newcomer = CallerApp.start(settings, new SpokenAndHeard(new short[0]))) {
            CompletableFuture.anyOf(registered, newcomer.gaveUp()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!registered.isDone()) {
                throw new IOException(
                        "the newcomer gave up: " + newcomer.gaveUp().get());
            }
            return (System.nanoTime() - begin) / 1e6;
        }
    }

    @Override
    public void close() {
        started.close();
    }
}
