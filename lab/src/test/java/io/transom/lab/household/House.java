package io.transom.lab.household;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.agent.Agent;
import io.transom.agent.simulated.PinScript;
import io.transom.agent.simulated.SimulatedPi;
import io.transom.caller.CallerApp;
import io.transom.core.Input;
import io.transom.core.Input.LineChanged.Line;
import io.transom.core.device.Device;
import io.transom.core.door.ReleaseRights;
import io.transom.core.event.EventName;
import io.transom.lab.Newcomer;
import io.transom.lab.Programs;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.node.control.ManagerUrl;
import io.transom.node.events.EventFile;
import io.transom.node.events.Timeline;
import io.transom.node.program.EndpointSettings;
import io.transom.node.running.Started;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.MachineClock;
import io.transom.node.time.Pace;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.NettyUdp;
import io.transom.wire.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A manager, an intercom that drives a lock, and apps, on real sockets; nobody belongs to a household yet. */
final class House implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(15);

    final Manager manager;
    private final Path directory;
    private final Queue<String> story = new ConcurrentLinkedQueue<>();
    private final Started started = new Started();

    House(Path directory) throws Exception {
        this.directory = directory;
        this.manager = started.keep(Manager.start(Settings.in(directory.resolve("manager")), new SystemEntropy()));
        assertThat(manager.awaitHealthy(PATIENCE)).isTrue();
    }

    /** Where the manager is. */
    String url() {
        return "ws://127.0.0.1:" + manager.httpPort() + "/mqtt";
    }

    /** An intercom at the door. */
    record Door(SimulatedPi pi, Agent agent, Queue<String> refusals) {}

    /** Running when this returns, with the microphone open in each call. */
    Door door(String name, SoundCard sound) throws Exception {
        Queue<String> refusals = new ConcurrentLinkedQueue<>();
        EventFile events = events(name);
        events.listen(stamped -> {
            if (stamped.event().name() == EventName.REFUSED || stamped.event().name() == EventName.RELEASE_REFUSED) {
                refusals.add(Timeline.sentence(stamped.event()));
            }
        });
        SimulatedPi pi = new SimulatedPi(PinScript.empty(), sound);
        Agent agent = started.keep(Agent.start(
                new Agent.Settings(
                        endpoint(name, Role.DEVICE, events),
                        true,
                        Device.RING_LENGTH,
                        Optional.of(
                                new Device.DoorSettings("front door", Duration.ofMillis(200), ReleaseRights.nobody()))),
                pi));
        pi.start();
        agent.registered().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return new Door(pi, agent, refusals);
    }

    /** Running when this returns. */
    CallerApp app(String name) throws Exception {
        CompletableFuture<Void> registered = new CompletableFuture<>();
        EventFile events = events(name);
        events.listen(stamped -> {
            if (stamped.event().name() == EventName.REGISTERED) {
                registered.complete(null);
            }
        });
        CallerApp app = started.keep(CallerApp.start(endpoint(name, Role.CALLER, events), silence()));
        registered.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return app;
    }

    SoundCard silence() throws Exception {
        return started.keep(WavSoundCard.of(Optional.empty(), Optional.empty(), Pace.system()));
    }

    /** Code and press. */
    void pairDoor(String owner, String name, Door door) throws Exception {
        Terminal invite = new Terminal("invite", "--data", data(owner), "--role", "device", "--name", "front door");
        Terminal join = new Terminal("join", invite.await(Terminal.CODE), "--data", data(name));
        join.await(Terminal.PRESS);
        door.pi().press(Line.BUTTON);
        door.pi().release(Line.BUTTON);
        assertThat(join.exit()).as(join.said()).isZero();
        assertThat(invite.exit()).as(invite.said()).isZero();
        assertThat(invite.said()).contains("paired: front door");
    }

    /** The owner's invite with these options, and the join at the app of that name, by the link that the QR code holds. */
    void pairApp(String owner, String name, String... options) throws Exception {
        List<String> args =
                new java.util.ArrayList<>(List.of("invite", "--data", data(owner), "--name", name, "--qr", "on"));
        args.addAll(List.of(options));
        Terminal invite = new Terminal(args.toArray(String[]::new));
        Terminal join = new Terminal("join", invite.await(Terminal.LINK), "--data", data(name));
        assertThat(join.exit()).as(join.said()).isZero();
        assertThat(invite.exit()).as(invite.said()).isZero();
    }

    /** Until that endpoint has it on its disk. */
    void awaitMember(String endpoint, String name) throws Exception {
        awaitMembers(endpoint, name, true);
    }

    void awaitNoMember(String endpoint, String name) throws Exception {
        awaitMembers(endpoint, name, false);
    }

    private void awaitMembers(String endpoint, String name, boolean there) throws Exception {
        Programs.await(
                name + " at " + endpoint,
                PATIENCE,
                () -> members(endpoint).contains("\n" + name + " ") == there,
                this::story);
    }

    /** What {@code transom members} tells there. */
    String members(String endpoint) {
        Terminal members = new Terminal("members", "--data", data(endpoint));
        try {
            members.exit();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return members.said();
    }

    String data(String name) {
        return directory.resolve(name).toString();
    }

    /** How often somebody has heard somebody else's microphone. */
    long firstSounds() {
        return story.stream().filter(line -> line.contains("first sound heard")).count();
    }

    String story() {
        return String.join("\n", story);
    }

    private EventFile events(String name) {
        EventFile events = EventFile.unwritten();
        events.listen(new Timeline(line -> story.add(name + line)));
        return events;
    }

    private EndpointSettings endpoint(String name, Role role, EventFile events) throws Exception {
        return Newcomer.invited(directory, ManagerUrl.parse(url()), name, role, NettyUdp::bind, events)
                // As where something has set the clock, so that a guest's time can be judged.
                .withClock(() -> new Input.ClockRead(MachineClock.seconds(), true));
    }

    @Override
    public void close() {
        started.close();
    }
}
