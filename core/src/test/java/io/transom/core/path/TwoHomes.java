package io.transom.core.path;

import io.transom.core.path.PathEngine.Output;
import io.transom.core.path.PathEngine.Settings;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Two engines, each behind its router, and the internet between them: delay, loss, doubling and reordering by seed. Only
 * virtual time passes.
 */
final class TwoHomes {
    static final Bytes TO_DEVICE = Bytes.utf8("key of caller's side");
    static final Bytes TO_CALLER = Bytes.utf8("key of device's side");

    static final UdpAddress RELAY = new UdpAddress(IpAddress.of(203, 0, 113, 1), 3478);

    /** A datagram on the open internet. */
    record Datagram(UdpAddress from, UdpAddress to, Bytes bytes) {}

    record Said(Moment at, Output output) {}

    private record Arrival(Moment at, long order, Datagram datagram) {}

    private record Task(Moment at, long order, Runnable what) {}

    /** One end: its engine and what it has wanted. */
    final class Home {
        final HomeRouter router;
        final PathEngine engine;
        final List<Said> said = new ArrayList<>();
        final boolean caller;
        int wakes;

        Home(boolean caller, HomeRouter router, int sockets, long seed) {
            this.router = router;
            this.caller = caller;
            Random random = new Random(seed);
            Settings settings = new Settings(
                    new CallId(Bytes.owning(new byte[16])),
                    caller,
                    caller ? "callercallercall" : "devicedevicedevi",
                    caller ? "devicedevicedevi" : "callercallercall",
                    caller ? TO_DEVICE : TO_CALLER,
                    caller ? TO_CALLER : TO_DEVICE,
                    sockets);
            this.engine = new PathEngine(settings, new Allowance(), count -> {
                byte[] octets = new byte[count];
                random.nextBytes(octets);
                return Bytes.owning(octets);
            });
        }

        void aim(Target... targets) {
            take(engine.aim(List.of(targets), now));
        }

        void aimAt(Home peer, int sockets) {
            Target[] targets = new Target[sockets];
            Arrays.setAll(targets, i -> new Target(Target.Type.ATTESTED, peer.router.attested(i)));
            aim(targets);
        }

        void take(List<Output> outputs) {
            for (Output output : outputs) {
                said.add(new Said(now, output));
                if (output instanceof Output.Transmit transmit) {
                    switch (transmit.way()) {
                        case Way.Direct direct ->
                            send(new Datagram(
                                    router.outbound(direct.socket(), direct.remote()),
                                    direct.remote(),
                                    transmit.datagram()));
                        case Way.Relayed ignored -> relay(this, transmit.datagram());
                        case Way.Tunnelled ignored -> relay(this, transmit.datagram());
                    }
                }
            }
        }

        <T extends Output> List<T> all(Class<T> kind) {
            return said.stream()
                    .map(Said::output)
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .toList();
        }

        <T extends Output> Optional<Moment> firstAt(Class<T> kind) {
            return said.stream()
                    .filter(s -> kind.isInstance(s.output()))
                    .map(Said::at)
                    .findFirst();
        }
    }

    final Home caller;
    final Home device;
    final Random random;
    Moment now = Moment.ZERO;
    Duration delay = Duration.ofMillis(20);
    double jitter;
    double loss;
    double doubling;
    boolean relayLives = true;
    double relayLoss;
    Duration relayDelay = Duration.ofMillis(40);
    int relayedDatagrams;
    /** How long a datagram takes, before {@link #jitter}: a test may say so of each. */
    Function<Datagram, Duration> leg = datagram -> delay;
    /** Datagrams for which this holds vanish. */
    Predicate<Datagram> swallowed = datagram -> false;

    final List<Datagram> wire = new ArrayList<>();
    private final PriorityQueue<Arrival> arrivals = new PriorityQueue<>(
            (a, b) -> a.at().equals(b.at()) ? Long.compare(a.order(), b.order()) : a.at().compareTo(b.at()));
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            (a, b) -> a.at().equals(b.at()) ? Long.compare(a.order(), b.order()) : a.at().compareTo(b.at()));
    private long order;

    TwoHomes(long seed, HomeRouter callerRouter, HomeRouter deviceRouter, int sockets) {
        this.random = new Random(seed);
        this.caller = new Home(true, callerRouter, sockets, seed * 2 + 1);
        this.device = new Home(false, deviceRouter, sockets, seed * 2 + 2);
    }

    static TwoHomes ordinary(long seed) {
        return new TwoHomes(seed, HomeRouter.ordinary("192.0.2.1"), HomeRouter.ordinary("198.51.100.1"), 2);
    }

    /** The caller asks now; the device hears of it two legs later. */
    TwoHomes call(int sockets) {
        caller.aimAt(device, sockets);
        at(now.plus(delay.multipliedBy(2)), () -> device.aimAt(caller, sockets));
        return this;
    }

    /** The same, and the manager tells the caller in the instant in which it tells the device. */
    TwoHomes callThatIsTold(int sockets) {
        call(sockets);
        at(now.plus(delay.multipliedBy(2)), () -> caller.take(caller.engine.peerIsTold(now)));
        return this;
    }

    void at(Moment when, Runnable what) {
        tasks.add(new Task(when, order++, what));
    }

    void send(Datagram datagram) {
        wire.add(datagram);
        if (swallowed.test(datagram) || random.nextDouble() < loss) {
            return;
        }
        int copies = random.nextDouble() < doubling ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            Duration straight = leg.apply(datagram);
            Duration extra = Duration.ofNanos((long) (straight.toNanos() * jitter * random.nextDouble()));
            arrivals.add(new Arrival(now.plus(straight).plus(extra), order++, datagram));
        }
    }

    TwoHomes runFor(Duration time) {
        return runUntil(now.plus(time));
    }

    TwoHomes runUntil(Moment end) {
        while (true) {
            Moment next = caller.engine.wakeAt().earlier(device.engine.wakeAt());
            next = arrivals.isEmpty() ? next : next.earlier(arrivals.peek().at());
            next = tasks.isEmpty() ? next : next.earlier(tasks.peek().at());
            if (end.isBefore(next)) {
                now = end;
                return this;
            }
            now = now.isBefore(next) ? next : now;
            while (!tasks.isEmpty() && tasks.peek().at().reached(now)) {
                tasks.remove().what().run();
            }
            while (!arrivals.isEmpty() && arrivals.peek().at().reached(now)) {
                arrive(arrivals.remove().datagram());
            }
            wake(caller);
            wake(device);
        }
    }

    /** What a home's end of the relay is. */
    static Way relayed(Home home) {
        return new Way.Relayed(0, RELAY, 0x4000 + (home.caller ? 1 : 2));
    }

    /** Both ends are bound at the relay now. */
    TwoHomes bindAtTheRelay() {
        caller.take(caller.engine.relay(Optional.of(relayed(caller)), false, now));
        device.take(device.engine.relay(Optional.of(relayed(device)), false, now));
        return this;
    }

    private void relay(Home from, Bytes datagram) {
        relayedDatagrams++;
        Home to = from.caller ? device : caller;
        if (relayLives && random.nextDouble() >= relayLoss) {
            at(now.plus(relayDelay), () -> to.take(to.engine.onStun(relayed(to), datagram, now)));
        }
    }

    private void wake(Home home) {
        if (home.engine.wakeAt().reached(now)) {
            home.wakes++;
            home.take(home.engine.wake(now));
            if (home.engine.wakeAt().reached(now)) {
                throw new AssertionError("it asks to be woken at once again, at " + now);
            }
        }
    }

    private void arrive(Datagram datagram) {
        for (Home home : List.of(caller, device)) {
            if (datagram.to().ip().equals(home.router.ip())) {
                home.router
                        .inbound(datagram.to(), datagram.from())
                        .ifPresent(socket -> home.take(
                                home.engine.onStun(Way.direct(socket, datagram.from()), datagram.bytes(), now)));
            }
        }
    }
}
