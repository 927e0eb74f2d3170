package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.manager.Switchboard;
import io.transom.core.trust.ControlChannel.ReflectorCredentials;
import io.transom.core.trust.Identity;
import io.transom.core.trust.Login;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.Firewall;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.Firewall.Ports;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The client behind a NAT that knows its own kind, and the manager's reflector; each way takes 20 ms. */
final class MeasuredHome {
    static final Duration LEG = Duration.ofMillis(20);
    static final List<UdpAddress> FOUR = Stream.of(
                    "203.0.113.1:3478", "203.0.113.1:3479", "203.0.113.2:3478", "203.0.113.2:3479")
            .map(text -> UdpAddress.parse(text).orElseThrow())
            .toList();
    static final IpAddress INSIDE = IpAddress.of(192, 168, 1, 2);
    private static final int FIRST_LOCAL = 5000;

    /** What the NAT is; tests change it before they begin, or while it runs. */
    Mapping mapping = Mapping.ENDPOINT_INDEPENDENT;

    Filtering filtering = Filtering.ADDRESS_AND_PORT_DEPENDENT;
    Ports ports = Ports.SEQUENTIAL;
    int step = 1;
    boolean hairpin = true;
    Duration life = Duration.ofSeconds(120);
    boolean inboundRefreshes;
    IpAddress outside = IpAddress.of(198, 51, 100, 1);
    List<UdpAddress> reflectors = FOUR;
    /** What is lost on the line, either way. */
    Predicate<Bytes> lost = datagram -> false;

    /** What the registered sockets and the spare ones have sent, and what came back. */
    int sentPackets;

    long sentOctets;
    int heardPackets;
    long heardOctets;
    /** Mappings of registered sockets towards the primary reflector that were made anew. */
    int remade;

    /** What was sent to where the manager says that we are ourselves. */
    final Map<IpAddress, Integer> crossed = new LinkedHashMap<>();

    final Set<Integer> openSpares = new TreeSet<>();
    int closedSpares;

    private record Key(int socket, Optional<IpAddress> ip, Optional<Integer> port) {}

    private static final class Entry {
        final Key key;
        final UdpAddress outside;
        final Set<UdpAddress> sentTo = new LinkedHashSet<>();
        Moment used = Moment.ZERO;

        Entry(Key key, UdpAddress outside) {
            this.key = key;
            this.outside = outside;
        }
    }

    private record Due(Moment at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final SeededEntropy entropy = new SeededEntropy(5);
    private final SplittableRandom dice = new SplittableRandom(7);
    final ReflectorClient client = new ReflectorClient(entropy);
    private final Identity manager = Identity.generate(entropy);
    private final Identity self = Identity.generate(entropy);
    private final Switchboard switchboard = new Switchboard(manager, new OneMember(self), entropy);
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final Map<Key, Entry> table = new LinkedHashMap<>();
    private final Map<Key, UdpAddress> before = new HashMap<>();
    private int nextPort = 50_000;
    Moment now = new Moment(-1_000_000_000L);
    private long order;

    MeasuredHome begin() {
        bind();
        client.loggedIn(logIn(), now);
        return this;
    }

    void bind() {
        client.bound(
                Stream.of(0, 1)
                        .map(socket -> List.of(new UdpAddress(INSIDE, FIRST_LOCAL + socket)))
                        .toList(),
                reflectors,
                now);
    }

    ReflectorCredentials logIn() {
        Bytes challenge = switchboard.challenge(now);
        Login.Attempt attempt = Login.attempt(self, manager.publicIdentity(), challenge, Optional.empty(), entropy);
        assertThat(switchboard.login(attempt.username(), attempt.password(), now, Instant.EPOCH))
                .isInstanceOf(Switchboard.Verdict.Admitted.class);
        return attempt.channel().reflector();
    }

    Firewall firewall() {
        return client.firewall();
    }

    /** The router forgets everything. */
    void reboot(IpAddress newOutside) {
        table.clear();
        outside = newOutside;
    }

    MeasuredHome run(Duration span) {
        runUntil(now.plus(span), () -> false);
        return this;
    }

    boolean runUntilMeasured(Duration most) {
        return runUntil(now.plus(most), () -> firewall().lifetime().isPresent());
    }

    /** False where it wasn't done by {@code end}. */
    boolean runUntil(Moment end, BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            Moment due = queue.isEmpty() ? Moment.NEVER : queue.peek().at();
            Moment next = due.earlier(client.wakeAt());
            if (end.isBefore(next)) {
                now = end;
                return false;
            }
            now = next.isBefore(now) ? now : next;
            if (due.reached(now)) {
                queue.remove().what().run();
            } else {
                List<Effect> effects = new ArrayList<>();
                client.wake(now, effects);
                effects.forEach(this::carryOut);
            }
        }
        return true;
    }

    /** The machine sleeps: nothing happens, and time goes by. */
    void sleep(Duration length) {
        queue.clear();
        now = now.plus(length);
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.SendDatagram sent -> send((Way.Direct) sent.way(), sent.datagram());
            case Effect.OpenSpareSocket open ->
                assertThat(openSpares.add(open.socket())).isTrue();
            case Effect.CloseSpareSocket close -> {
                assertThat(openSpares.remove(close.socket())).isTrue();
                closedSpares++;
            }
            default -> throw new AssertionError(effect);
        }
    }

    private void send(Way.Direct way, Bytes datagram) {
        assertThat(way.socket() < 2 || openSpares.contains(way.socket())).isTrue();
        sentPackets++;
        sentOctets += datagram.length();
        UdpAddress from = outbound(way.socket(), way.remote());
        if (!lost.test(datagram)) {
            after(LEG, () -> arrive(from, way.remote(), datagram));
        }
    }

    private void arrive(UdpAddress from, UdpAddress to, Bytes datagram) {
        if (to.ip().equals(outside)) {
            crossed.merge(outside, 1, Integer::sum);
            if (hairpin) {
                inbound(from, to, datagram);
            }
            return;
        }
        assertThat(reflectors).as("nothing is sent to strangers").contains(to);
        switchboard
                .reflector(reflectors)
                .onDatagram(reflectors.indexOf(to), from, datagram, now)
                .filter(reply -> !lost.test(reply.datagram()))
                .ifPresent(reply ->
                        after(LEG, () -> inbound(reflectors.get(reply.socket()), reply.to(), reply.datagram())));
    }

    // ---- the NAT ----

    private UdpAddress outbound(int socket, UdpAddress remote) {
        if (mapping == Mapping.NONE) {
            Entry entry = table.computeIfAbsent(
                    new Key(socket, Optional.empty(), Optional.empty()),
                    key -> new Entry(key, new UdpAddress(INSIDE, local(socket))));
            return used(entry, remote).outside;
        }
        Key key = switch (mapping) {
            case UNKNOWN, NONE, ENDPOINT_INDEPENDENT -> new Key(socket, Optional.empty(), Optional.empty());
            case ADDRESS_DEPENDENT -> new Key(socket, Optional.of(remote.ip()), Optional.empty());
            case ADDRESS_AND_PORT_DEPENDENT -> new Key(socket, Optional.of(remote.ip()), Optional.of(remote.port()));
        };
        Entry entry = table.get(key);
        if (entry == null || !alive(entry)) {
            entry = new Entry(key, new UdpAddress(outside, choose(socket)));
            table.put(key, entry);
            boolean primary = socket < 2 && remote.equals(reflectors.getFirst());
            remade += primary && before.put(key, entry.outside) != null ? 1 : 0;
        }
        return used(entry, remote).outside;
    }

    private Entry used(Entry entry, UdpAddress remote) {
        if (!alive(entry)) {
            entry.sentTo.clear();
        }
        entry.used = now;
        entry.sentTo.add(remote);
        return entry;
    }

    private int choose(int socket) {
        return switch (ports) {
            case UNKNOWN, SEQUENTIAL -> nextPort += step;
            case PRESERVED -> local(socket);
            case RANDOM -> 1024 + dice.nextInt(64_000);
        };
    }

    private static int local(int socket) {
        return FIRST_LOCAL + socket;
    }

    private boolean alive(Entry entry) {
        return now.isBefore(entry.used.plus(life));
    }

    private void inbound(UdpAddress from, UdpAddress to, Bytes datagram) {
        for (Entry entry : List.copyOf(table.values())) {
            boolean passes = switch (filtering) {
                case ENDPOINT_INDEPENDENT, UNKNOWN -> true;
                case ADDRESS_DEPENDENT ->
                    entry.sentTo.stream().anyMatch(sent -> sent.ip().equals(from.ip()));
                case ADDRESS_AND_PORT_DEPENDENT -> entry.sentTo.contains(from);
            };
            if (entry.outside.equals(to) && alive(entry) && passes) {
                if (inboundRefreshes) {
                    entry.used = now;
                }
                heardPackets++;
                heardOctets += datagram.length();
                if (entry.key.socket() < 2 || openSpares.contains(entry.key.socket())) {
                    client.onStun(entry.key.socket(), from, datagram, now);
                }
                return;
            }
        }
    }

    private void after(Duration delay, Runnable what) {
        queue.add(new Due(now.plus(delay), order++, what));
    }

    List<UdpAddress> mappings() {
        return new ArrayList<>(
                table.values().stream().map(entry -> entry.outside).toList());
    }
}
