package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.caller.Caller;
import io.transom.core.device.Device;
import io.transom.core.door.ReleaseRights;
import io.transom.core.household.StatementSet;
import io.transom.core.manager.Switchboard;
import io.transom.core.relay.Origin;
import io.transom.core.relay.Relay;
import io.transom.core.relay.RelayLimits;
import io.transom.core.trust.Identity;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.Topics;
import io.transom.wire.UdpAddress;
import io.transom.wire.stun.Datagrams;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * A few homes and the real switchboard under virtual time. Every trip between two parties takes one leg; homes translate
 * addresses but filter nothing, for firewalls are the simulator's subject.
 */
final class Town {
    static final Duration LEG = Duration.ofMillis(20);
    static final UdpAddress REFLECTOR = new UdpAddress(IpAddress.of(203, 0, 113, 1), 3478);
    static final UdpAddress ALTERNATE = new UdpAddress(IpAddress.of(203, 0, 113, 1), 3479);

    private record Due(Moment at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final SeededEntropy entropy = new SeededEntropy(7);
    private final Map<EndpointId, Home> homes = new LinkedHashMap<>();
    private final MemoryRoster roster = new MemoryRoster();
    final Identity manager = Identity.generate(entropy);
    private Switchboard switchboard = open();
    private Switchboard.Reflector reflector = switchboard.reflector();
    private Moment now = new Moment(1_000_000_000L);
    private long order;
    boolean managerUp = true;
    /** What whoever moves in from now on was paired with. */
    Optional<StatementSet> household = Optional.empty();
    /** What who is started from now on has remembered of the time. */
    long latestTime;

    /** Whether anything but the manager is reached by UDP. */
    boolean homesReachEachOther = true;

    private Switchboard open() {
        return new Switchboard(manager, roster, entropy, Optional.of(RelayLimits.DEFAULT));
    }

    Moment now() {
        return now;
    }

    SeededEntropy entropy() {
        return entropy;
    }

    Home device(String name, boolean handsFree) {
        return device(name, handsFree, Map.of());
    }

    Home device(String name, boolean handsFree, Map<String, EndpointId> pins) {
        Identity self = Identity.generate(entropy);
        Station.Settings station = settings(self, pins);
        return move(
                self,
                name,
                Role.DEVICE,
                new Device(new Device.Settings(station, handsFree, Device.RING_LENGTH), entropy));
    }

    /** A device that lets whom it rings hear the visitor before anybody has answered. */
    Home previewing(String name) {
        Identity self = Identity.generate(entropy);
        return move(
                self,
                name,
                Role.DEVICE,
                new Device(
                        new Device.Settings(settings(self, Map.of()), true, Device.RING_LENGTH, Optional.empty(), true),
                        entropy));
    }

    Home device(String name, boolean handsFree, Device.DropIn dropIn) {
        Identity self = Identity.generate(entropy);
        Device.Settings settings = new Device.Settings(
                settings(self, Map.of()), handsFree, Device.RING_LENGTH, Optional.empty(), false, dropIn);
        return move(self, name, Role.DEVICE, new Device(settings, entropy));
    }

    /** A device that drives the lock of a door which {@code members} may open. */
    Home lock(String name, Identity self, ReleaseRights rights) {
        Device.DoorSettings door = new Device.DoorSettings("front door", Duration.ofSeconds(3), rights);
        return move(
                self,
                name,
                Role.DEVICE,
                new Device(
                        new Device.Settings(settings(self, Map.of()), true, Device.RING_LENGTH, Optional.of(door)),
                        entropy));
    }

    Home caller(String name) {
        return caller(name, Map.of());
    }

    Home caller(String name, Map<String, EndpointId> pins) {
        Identity self = Identity.generate(entropy);
        return move(self, name, Role.CALLER, new Caller(settings(self, pins), entropy));
    }

    Home mallory(String name) {
        Identity self = Identity.generate(entropy);
        return move(self, name, Role.CALLER, new Mallory(settings(self, Map.of()), entropy));
    }

    /** The intercom's program was started again, hands-free, with what it remembers. */
    Home restartDevice(Home old) {
        Station.Settings settings = settings(old.self, Map.of());
        return restart(old, new Device(new Device.Settings(settings, true, Device.RING_LENGTH), entropy));
    }

    /**
     * Somebody who is logged in with {@code whose} keys, and is in its place now; the manager says that it is a
     * {@code role}. Also what a manager that lies can do by itself, to say under this name what others have sealed.
     */
    Home inPlaceOf(Home whose, Role role) {
        roster.admit(new Switchboard.Member(whose.self.publicIdentity(), whose.name, role, "home"));
        whose.kill();
        return restart(whose, new Mallory(settings(whose.self, Map.of()), entropy));
    }

    /** With what its disk remembers, for starting it again. */
    Station.Settings settings(Identity self) {
        return settings(self, Map.of());
    }

    private Station.Settings settings(Identity self, Map<String, EndpointId> pins) {
        return new Station.Settings(
                self,
                Optional.empty(),
                Optional.of(manager.id()),
                pins,
                List.of(),
                1,
                household,
                remembered(self),
                latestTime);
    }

    /** What its disk holds of logs: all that it was told to keep while it lived here. */
    private Auditing.Known remembered(Identity self) {
        Home before = homes.get(self.id());
        return before == null ? Auditing.Known.NOTHING : before.logs();
    }

    private Home move(Identity self, String name, Role role, Endpoint endpoint) {
        roster.admit(new Switchboard.Member(self.publicIdentity(), name, role, "home"));
        Home home = new Home(this, self, name, endpoint, homes.size() + 1);
        homes.put(self.id(), home);
        home.begin();
        return home;
    }

    /** The same member with fresh memory: the program was started again. */
    Home restart(Home old, Endpoint anew) {
        Home home = new Home(this, old.self, old.name, anew, old.number);
        homes.put(old.self.id(), home);
        home.begin();
        return home;
    }

    /** The manager's machine dies: every connection breaks, nothing answers. */
    void killManager() {
        managerUp = false;
        homes.values().forEach(home -> after(LEG, () -> home.brokenBy("connection reset")));
    }

    void reviveManager() {
        switchboard = open();
        reflector = switchboard.reflector();
        managerUp = true;
    }

    // ---- time ----

    void after(Duration delay, Runnable what) {
        queue.add(new Due(now.plus(delay), order++, what));
    }

    void at(Moment when, Runnable what) {
        queue.add(new Due(when.isBefore(now) ? now : when, order++, what));
    }

    void run(Duration span) {
        runUntil(() -> false, span);
    }

    /** True as soon as {@code what} holds; false where it doesn't within {@code most}. */
    boolean runUntil(BooleanSupplier what, Duration most) {
        Moment end = now.plus(most);
        int steps = 0;
        while (!what.getAsBoolean()) {
            Due next = queue.peek();
            if (next == null || end.isBefore(next.at())) {
                now = end;
                return what.getAsBoolean();
            }
            if (++steps > 2_000_000) {
                throw new IllegalStateException("the town spins");
            }
            queue.poll();
            now = next.at();
            next.what().run();
        }
        return true;
    }

    // ---- the manager's side ----

    void fetchChallenge(Home home, long connection) {
        after(LEG.multipliedBy(2), () -> {
            if (managerUp) {
                home.challenge(
                        connection, new Input.ChallengeArrived(switchboard.challenge(now), manager.publicIdentity()));
            } else {
                home.broken(connection, "connection refused");
            }
        });
    }

    void connect(Home home, long connection, Effect.Connect connect) {
        after(LEG, () -> {
            if (!managerUp) {
                home.broken(connection, "connection refused");
                return;
            }
            Switchboard.Verdict verdict = switchboard.login(connect.username(), connect.password(), now, Instant.EPOCH);
            Input answer = switch (verdict) {
                case Switchboard.Verdict.Admitted admitted -> new Input.Connected();
                case Switchboard.Verdict.Refused refused -> new Input.ConnectRefused(refused.reason());
            };
            after(LEG, () -> home.answered(connection, answer));
            follow(switchboard.wake(now));
        });
    }

    void publish(Home home, String topic, Bytes payload) {
        for (Duration extra : home.fateOfUp()) {
            after(LEG.plus(extra), () -> {
                if (managerUp) {
                    follow(switchboard.onMessage(topic, payload, now));
                }
            });
        }
    }

    void closed(Home home) {
        after(LEG, () -> {
            if (managerUp) {
                follow(switchboard.onClosed(home.self.id(), now));
            }
        });
    }

    private void follow(List<Switchboard.Output> outputs) {
        for (Switchboard.Output output : outputs) {
            switch (output) {
                case Switchboard.Output.Publish publish -> deliver(publish);
                case Switchboard.Output.Drop drop -> {}
                case Switchboard.Output.Note note -> {}
            }
        }
        Moment wake = switchboard.wakeAt();
        if (wake != Moment.NEVER) {
            Switchboard which = switchboard;
            at(wake, () -> {
                if (managerUp && which == switchboard && which.wakeAt().reached(now)) {
                    follow(which.wake(now));
                }
            });
        }
    }

    private void deliver(Switchboard.Output.Publish publish) {
        Home home = Topics.owner(publish.topic()).map(homes::get).orElseThrow();
        for (Duration extra : home.fateOfDown()) {
            after(LEG.plus(extra), () -> home.hears(publish.topic(), publish.payload()));
        }
    }

    // ---- UDP ----

    void send(Home home, int socket, UdpAddress to, Bytes datagram) {
        UdpAddress from = home.observed(socket);
        after(LEG, () -> {
            if (to.equals(REFLECTOR) || to.equals(ALTERNATE)) {
                if (isForTheRelay(datagram)) {
                    relay(new Origin.Udp(from), datagram);
                    return;
                }
                int at = to.equals(REFLECTOR) ? 0 : 1;
                Optional<Switchboard.Reflector.Reply> reply =
                        managerUp ? reflector.onDatagram(at, from, datagram, now) : Optional.empty();
                reply.ifPresent(answer ->
                        after(LEG, () -> home.datagram(socket, at == 0 ? REFLECTOR : ALTERNATE, answer.datagram())));
                return;
            }
            if (!homesReachEachOther) {
                return;
            }
            homes.values().forEach(other -> {
                for (int index = 0; index < Home.SOCKETS; index++) {
                    if (other.observed(index).equals(to)) {
                        other.datagram(index, from, datagram);
                    }
                }
            });
        });
    }

    // ---- the relay ----

    private static boolean isForTheRelay(Bytes datagram) {
        return Datagrams.kind(datagram) == Datagrams.Kind.CHANNEL
                || StunCodec.decode(datagram)
                        .filter(message -> message.type() == StunMessage.Type.CHANNEL_BIND_REQUEST)
                        .isPresent();
    }

    private void relay(Origin from, Bytes datagram) {
        if (!managerUp) {
            return;
        }
        for (Relay.Out out : switchboard.relay().orElseThrow().onDatagram(from, datagram, now)) {
            after(LEG, () -> {
                switch (out.to()) {
                    case Origin.Udp udp ->
                        homes.values().forEach(home -> {
                            if (home.observed(0).equals(udp.address())) {
                                home.datagram(0, REFLECTOR, out.datagram());
                            }
                        });
                    case Origin.Tunnel tunnel ->
                        homes.values().stream()
                                .filter(home -> home.number == tunnel.number())
                                .forEach(home -> home.fromTunnel(out.datagram()));
                }
            });
        }
    }

    /** TCP, WebSocket: two round trips. */
    void openTunnel(Home home, CallId call) {
        if (home.offline) {
            after(Duration.ofSeconds(3), () -> home.input(new Input.TunnelClosed(call, "timed out")));
            return;
        }
        after(LEG.multipliedBy(4), () -> {
            if (managerUp) {
                home.tunnelOpened(call);
            } else {
                home.input(new Input.TunnelClosed(call, "connection refused"));
            }
        });
    }

    void throughTunnel(Home home, Bytes message) {
        after(LEG, () -> relay(new Origin.Tunnel(home.number), message));
    }

    /** What outlives the manager, in memory. */
    private static final class MemoryRoster implements Switchboard.Roster {
        private final List<Switchboard.Member> members = new ArrayList<>();

        @Override
        public Optional<Switchboard.Member> member(EndpointId id) {
            return members.stream()
                    .filter(member -> member.identity().id().equals(id))
                    .findFirst();
        }

        @Override
        public Optional<Switchboard.Member> memberNamed(String household, String name) {
            return household(household).stream()
                    .filter(member -> member.name().equals(name))
                    .findFirst();
        }

        @Override
        public List<Switchboard.Member> household(String household) {
            return members.stream()
                    .filter(member -> member.household().equals(household))
                    .toList();
        }

        @Override
        public Optional<Switchboard.Invite> redeem(Bytes secretHash, Instant wallClock) {
            return Optional.empty();
        }

        @Override
        public void admit(Switchboard.Member member) {
            members.removeIf(had -> had.name().equals(member.name()));
            members.add(member);
        }
    }
}
