package io.transom.lab.evil;

import io.transom.agent.Agent;
import io.transom.agent.simulated.PinScript;
import io.transom.agent.simulated.SimulatedPi;
import io.transom.caller.CallerApp;
import io.transom.core.device.Device;
import io.transom.core.door.ReleaseRights;
import io.transom.core.event.EventName;
import io.transom.core.household.Issuing;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.core.trust.Identity;
import io.transom.lab.Newcomer;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.node.control.ManagerUrl;
import io.transom.node.events.EventFile;
import io.transom.node.events.Timeline;
import io.transom.node.keys.KeyStore;
import io.transom.node.program.EndpointSettings;
import io.transom.node.running.Started;
import io.transom.node.time.MachineClock;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.NettyUdp;
import io.transom.node.udp.UdpSockets;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.SignedStatement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A true manager behind a lying front, a household with records, and whoever else the manager has let in. */
final class Town implements AutoCloseable {
    static final SystemEntropy ENTROPY = new SystemEntropy();
    /** What every intercom here calls the door whose lock it drives. */
    static final String LOCK = "cellar stairs";

    private static final int MOST_TOLD = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final Manager manager;
    final EvilLine line;
    final EvilFront front;
    /** Before the front: whoever listens on the way. */
    final Tap tap;

    final RootKey root = RootKey.generate(ENTROPY);
    private final Path directory;
    private final Queue<String> story = new ConcurrentLinkedQueue<>();
    private final List<CompletableFuture<Void>> registering = new ArrayList<>();
    private final Started started = new Started();
    private StatementSet records = StatementSet.empty(root.publicKey());

    /** @param reflects the manager's reflector and relay are behind a line that lies too */
    Town(Path directory, boolean reflects) throws Exception {
        this.directory = directory;
        this.manager = Manager.start(Settings.in(directory.resolve("manager")), ENTROPY);
        started.keep(manager);
        if (!manager.awaitHealthy(PATIENCE)) {
            throw new IOException("the manager has no broker");
        }
        this.line = new EvilLine(manager.udpPort());
        started.keep(line);
        this.front =
                new EvilFront(manager, reflects ? line.ports() : List.of(manager.udpPort(), manager.udpPort() + 1));
        started.keep(front);
        this.tap = new Tap(front.port());
        started.keep(tap);
    }

    /** Where endpoints believe their manager to be. */
    ManagerUrl url() {
        return ManagerUrl.parse("ws://127.0.0.1:" + tap.port() + "/mqtt");
    }

    /** What has happened so far, for the message of a failure. */
    String story() {
        List<String> all = List.copyOf(story);
        return String.join("\n", all.subList(Math.max(0, all.size() - MOST_TOLD), all.size()));
    }

    /** The keys in that directory, made where there are none. */
    static Identity identity(Path data) {
        try (KeyStore keys = KeyStore.open(data, ENTROPY)) {
            return keys.identity();
        }
    }

    /** An identity of that name, with a record of the household. */
    void moveIn(String name, Role role, Right... rights) {
        moveIn(name, name, role, rights);
    }

    /** The same, where its household has another name for it than the manager. */
    void moveIn(String managers, String name, Role role, Right... rights) {
        PublicIdentity who = identity(directory.resolve(managers)).publicIdentity();
        records = with(new Issuing(records, new Issuing.Authority.Root(root))
                .admit(who, Issuing.Terms.always(name, role, Set.of(rights)), MachineClock.seconds()));
    }

    /** The records as they are now, in their directories: they were paired. */
    void pair(String... names) throws IOException {
        for (String name : names) {
            try (KeyStore keys = KeyStore.open(directory.resolve(name), ENTROPY)) {
                keys.keepHousehold(records);
            }
        }
    }

    SignedStatement revoke(PublicIdentity who) {
        StatementSet before = records;
        records = with(new Issuing(records, new Issuing.Authority.Root(root)).revoke(who.id(), MachineClock.seconds()));
        return records.all().stream()
                .filter(one -> !before.all().contains(one))
                .findFirst()
                .orElseThrow();
    }

    private StatementSet with(Issuing.Outcome outcome) {
        return switch (outcome) {
            case Issuing.Outcome.Signed signed ->
                records.add(List.of(signed.statement())).set();
            case Issuing.Outcome.Refused refused -> throw new IllegalStateException(refused.reason());
        };
    }

    /** An intercom, starting, with a lock, whose microphone opens for whoever may drop in. */
    Door door(String name, int tone) throws Exception {
        return door(name, tone, NettyUdp::bind);
    }

    Door door(String name, int tone, UdpSockets.Factory udp) throws Exception {
        Door door = new Door(name, tone, udp);
        started.keep(door);
        registering.add(door.agent.registered());
        return door;
    }

    /** An app, starting. */
    Person person(String name, int tone) throws Exception {
        return person(name, tone, NettyUdp::bind);
    }

    Person person(String name, int tone, UdpSockets.Factory udp) throws Exception {
        Person person = new Person(name, tone, udp);
        started.keep(person);
        registering.add(person.registered);
        return person;
    }

    /** Until all who were started are registered. */
    void awaitEverybody() throws Exception {
        CompletableFuture.allOf(registering.toArray(CompletableFuture[]::new))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Looks every 10 ms: what happens elsewhere tells nobody. */
    boolean within(Duration patience, BooleanSupplier happened) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            Thread.sleep(10);
        }
        return true;
    }

    @Override
    public void close() {
        started.close();
    }

    private EndpointSettings settings(String name, Role role, UdpSockets.Factory udp, EventFile events)
            throws Exception {
        events.listen(new Timeline(said -> story.add(name + " " + said)));
        return Newcomer.invited(directory, url(), name, role, udp, events);
    }

    /** Whoever runs here. */
    interface Endpoint extends AutoCloseable {
        PublicIdentity keys();
    }

    final class Door implements Endpoint {
        final Identity self;
        final PublicIdentity keys;
        final Room room;
        final SimulatedPi pi;
        final Queue<EventName> happened = new ConcurrentLinkedQueue<>();
        final Agent agent;

        private Door(String name, int tone, UdpSockets.Factory udp) throws Exception {
            self = identity(directory.resolve(name));
            keys = self.publicIdentity();
            room = new Room(tone);
            pi = new SimulatedPi(PinScript.empty(), room);
            EventFile events = EventFile.unwritten();
            events.listen(stamped -> happened.add(stamped.event().name()));
            agent = Agent.start(
                    new Agent.Settings(
                            settings(name, Role.DEVICE, udp, events),
                            true,
                            Device.RING_LENGTH,
                            Optional.of(new Device.DoorSettings(LOCK, Duration.ofMillis(200), ReleaseRights.nobody()))),
                    pi);
        }

        long count(EventName name) {
            return happened.stream().filter(name::equals).count();
        }

        @Override
        public PublicIdentity keys() {
            return keys;
        }

        @Override
        public void close() {
            agent.close();
        }
    }

    final class Person implements Endpoint {
        final Identity self;
        final PublicIdentity keys;
        final Room room;
        final CompletableFuture<Void> registered = new CompletableFuture<>();
        final CallerApp app;

        private Person(String name, int tone, UdpSockets.Factory udp) throws Exception {
            self = identity(directory.resolve(name));
            keys = self.publicIdentity();
            room = new Room(tone);
            EventFile events = EventFile.unwritten();
            events.listen(stamped -> {
                if (stamped.event().name() == EventName.REGISTERED) {
                    registered.complete(null);
                }
            });
            app = CallerApp.start(settings(name, Role.CALLER, udp, events), room);
        }

        @Override
        public PublicIdentity keys() {
            return keys;
        }

        @Override
        public void close() {
            app.close();
        }
    }
}
