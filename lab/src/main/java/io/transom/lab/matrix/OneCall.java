package io.transom.lab.matrix;

import io.transom.agent.Agent;
import io.transom.agent.simulated.PinScript;
import io.transom.agent.simulated.SimulatedPi;
import io.transom.caller.CallerApp;
import io.transom.core.device.Device;
import io.transom.core.event.EventName;
import io.transom.lab.tun.Home;
import io.transom.manager.InviteProgram;
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
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A door and a caller in fresh homes, and one call between them. */
final class OneCall implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Setting up fails after 8 s with a reason. */
    private static final Duration SETTING_UP = Duration.ofSeconds(12);
    /** How long a call through the relay may go on looking for a direct way. */
    private static final Duration LOOKING = Duration.ofSeconds(5);
    /** One invite is written at a time: SQLite has one writer. */
    private static final Object INVITES = new Object();

    private final Path folder;
    private final String household;
    private final boolean looksOn;
    private final Predicate<String> settled;
    private final Story story = new Story();
    private final Started started = new Started();
    private final CallerApp caller;

    /** Builds one home, which is then this call's. */
    @FunctionalInterface
    interface Building {
        Home build() throws IOException;
    }

    /** {@code looksOn}: whether a direct way is to be waited for behind another one. */
    OneCall(Building callers, Building doors, boolean looksOn, String household, Path folder, Predicate<String> settled)
            throws Exception {
        this.folder = folder;
        this.household = household;
        this.settled = settled;
        this.looksOn = looksOn;
        try {
            Home doorHome = started.keep(doors.build());
            Home callerHome = started.keep(callers.build());
            SimulatedPi pi = new SimulatedPi(PinScript.empty(), new HummingRoom());
            Agent.Settings door = new Agent.Settings(
                    endpoint("door", Role.DEVICE, doorHome, Story.Who.DOOR), true, Device.RING_LENGTH);
            Agent agent = started.keep(doorHome.host().call(() -> Agent.start(door, pi)));
            EndpointSettings phone = endpoint("phone", Role.CALLER, callerHome, Story.Who.CALLER);
            caller = started.keep(callerHome.host().call(() -> CallerApp.start(phone, new HummingRoom())));
            agent.registered().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!story.await(Story.Who.CALLER, EventName.REGISTERED, PATIENCE)) {
                throw new TimeoutException("the caller did not register: " + story.lines());
            }
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    Cell.Call make(Duration settle) throws Exception {
        awaitMeasured(settle);
        CompletableFuture<Void> over = caller.call("door").thenAccept(end -> story.over(end.reason()));
        boolean connected = story.await(Story.Who.CALLER, EventName.PATH_PROVED, SETTING_UP);
        if (connected) {
            story.await(Story.Who.CALLER, EventName.FIRST_SOUND, Duration.ofSeconds(2));
            if (looksOn) {
                story.awaitDirect(LOOKING);
            }
        }
        Cell.Way way = story.way();
        caller.hangUp();
        over.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return new Cell.Call(way, connected ? story.setupMillis() : OptionalDouble.empty(), story.lines());
    }

    private void awaitMeasured(Duration settle) throws InterruptedException {
        long until = System.nanoTime() + settle.toNanos();
        while (!settled.test(household) && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private EndpointSettings endpoint(String name, Role role, Home home, Story.Who who) throws IOException {
        EventFile events = started.keep(EventFile.unwritten());
        events.listen(stamped -> story.add(who, stamped));
        synchronized (INVITES) {
            return new EndpointSettings(
                    ManagerUrl.parse("ws://" + home.managerHost() + ":80/mqtt"),
                    folder.resolve(household + "-" + name),
                    Optional.of(InviteProgram.invite(
                            folder.resolve("manager"),
                            name,
                            role,
                            household,
                            Duration.ofHours(1),
                            new SystemEntropy())),
                    home.udp(),
                    List.of(0, 0),
                    events);
        }
    }

    @Override
    public void close() {
        started.close();
    }
}
