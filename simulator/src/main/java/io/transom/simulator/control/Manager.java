package io.transom.simulator.control;

import io.transom.core.manager.Switchboard;
import io.transom.core.manager.Switchboard.Output;
import io.transom.core.manager.Switchboard.Verdict;
import io.transom.core.relay.Origin;
import io.transom.core.relay.Relay;
import io.transom.core.relay.RelayLimits;
import io.transom.core.trust.Identity;
import io.transom.core.trust.InviteCode;
import io.transom.simulator.net.Dice;
import io.transom.simulator.net.EventQueue;
import io.transom.simulator.net.Host;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.Topics;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
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
import java.util.TreeMap;

/** The manager: front door, switchboard, reflector. What survives its restart are its keys and its roster. */
public final class Manager {
    /** STUN's own port and the one beside it. */
    public static final int REFLECTOR_PORT = 3478;

    /** Invites and challenges need a date; nothing depends on which. */
    private static final Instant WALL_CLOCK = Instant.parse("2026-01-01T00:00:00Z");

    /** What is told to who wants to log in. */
    record Challenge(Bytes challenge, PublicIdentity manager, List<UdpAddress> reflectors) {}

    private final EventQueue time;
    private final Overseer overseer;
    private final Dice dice;
    private final Identity identity;
    private final MemoryRoster roster = new MemoryRoster();
    private final Wiretap wiretap;
    private final List<UdpAddress> reflectors = new ArrayList<>();
    private final Map<EndpointId, ControlLine.Session> sessions = new TreeMap<>();
    private final Map<Tunnel, Long> tunnels = new LinkedHashMap<>();
    private final List<Host> hosts;
    private final Optional<Host> six;
    private final Map<EndpointId, String> names = new TreeMap<>();
    private Optional<EvilManager> evil = Optional.empty();
    private Switchboard switchboard;
    private Switchboard.Reflector reflector;
    private final Map<IpAddress, UdpAddress> lies = new TreeMap<>();
    private long nextTunnel = 1;
    private boolean up = true;
    private Duration clockAhead = Duration.ZERO;
    private Duration loginCost = Duration.ZERO;
    private Moment busyUntil = Moment.ZERO;
    private Moment wakeScheduled = Moment.NEVER;

    /** {@code hosts}: the machine's address and, if it has one, the alternate one. */
    public Manager(EventQueue time, List<Host> hosts, Overseer overseer, Dice dice) {
        this(time, hosts, Optional.empty(), overseer, dice);
    }

    /** {@code six}: its IPv6 address, at which the sockets of its first one hear as well. */
    public Manager(EventQueue time, List<Host> hosts, Optional<Host> six, Overseer overseer, Dice dice) {
        this.time = time;
        this.overseer = overseer;
        this.dice = dice;
        this.identity = Identity.generate(dice);
        this.wiretap = new Wiretap(identity);
        this.hosts = List.copyOf(hosts);
        this.six = six;
        six.ifPresent(host -> host.onDatagram(this::hear));
        for (Host host : hosts) {
            for (int port = REFLECTOR_PORT; port <= REFLECTOR_PORT + 1; port++) {
                reflectors.add(host.at(port));
            }
            host.onDatagram((local, from, datagram) -> hear(local, from, datagram));
        }
        this.switchboard = new Switchboard(identity, roster, dice, Optional.of(RelayLimits.DEFAULT));
        this.reflector = switchboard.reflector(reflectors);
    }

    public PublicIdentity identity() {
        return identity.publicIdentity();
    }

    /** Of IPv4, then of IPv6. */
    public List<UdpAddress> reflectors() {
        List<UdpAddress> all = new ArrayList<>(reflectors);
        six.ifPresent(host -> all.addAll(List.of(host.at(REFLECTOR_PORT), host.at(REFLECTOR_PORT + 1))));
        return List.copyOf(all);
    }

    public boolean isUp() {
        return up;
    }

    public List<Switchboard.Presence> present() {
        return switchboard.present();
    }

    /** Whom this invite admits; {@code id} only names the endpoint in the log. */
    public InviteCode invite(String name, Role role, String household, EndpointId id) {
        InviteCode code = InviteCode.make(identity.id(), dice);
        roster.add(new Switchboard.Invite(
                InviteCode.secretHash(code.secret()), name, role, household, WALL_CLOCK.plus(Duration.ofDays(1))));
        names.put(id, name);
        return code;
    }

    /** Stops; every connection breaks, and until it comes back nobody can connect nor ask the reflector. */
    public void stop() {
        up = false;
        List<ControlLine.Session> all = List.copyOf(sessions.values());
        sessions.clear();
        all.forEach(ControlLine.Session::cutByManager);
        List<Tunnel> open = List.copyOf(tunnels.keySet());
        tunnels.clear();
        open.forEach(Tunnel::cutByManager);
    }

    /** Its clock is so far ahead of the truth, or behind it, from now on. */
    public void setClock(Duration ahead) {
        clockAhead = ahead;
    }

    /** Starts again with nothing in memory. */
    public void start() {
        switchboard = new Switchboard(identity, roster, dice, Optional.of(RelayLimits.DEFAULT));
        reflector = switchboard.reflector(reflectors);
        wakeScheduled = Moment.NEVER;
        up = true;
    }

    /** This manager lies: whoever asks its reflector from {@code accomplice} is attested to be at {@code victim}. */
    public void conspire(IpAddress accomplice, UdpAddress victim) {
        lies.put(accomplice, victim);
    }

    /** From now on this manager's keys are in the hands of that one. */
    public void corrupt(EvilManager by) {
        evil = Optional.of(by);
    }

    // ---- the front door ----

    /** From now on each login keeps one processor busy for so long, and those that come meanwhile wait in a queue. */
    public void takes(Duration eachLogin) {
        loginCost = eachLogin;
    }

    /** Runs {@code login} when its turn has come. */
    void inTurn(Runnable login) {
        overseer.loggingIn();
        if (loginCost.isZero()) {
            login.run();
            return;
        }
        busyUntil = (busyUntil.isBefore(time.now()) ? time.now() : busyUntil).plus(loginCost);
        time.at(busyUntil, login);
    }

    Optional<Challenge> challenge() {
        if (!up) {
            return Optional.empty();
        }
        Challenge truth = new Challenge(switchboard.challenge(time.now()), identity(), reflectors());
        return Optional.of(evil.map(liar -> liar.instead(truth)).orElse(truth));
    }

    /** Closes every connection, and goes on: everybody has to log in anew. */
    public void cutEverybody() {
        for (ControlLine.Session session : List.copyOf(sessions.values())) {
            sessions.remove(session.id());
            session.cutByManager();
            obey(switchboard.onClosed(session.id(), time.now()), session.id(), Optional.empty());
        }
    }

    /** Empty where the login was refused for the reason given to {@code refused}. */
    Optional<String> login(ControlLine.Session session, String username, Bytes password) {
        Verdict verdict = switchboard.login(username, password, time.now(), WALL_CLOCK.plus(clockAhead));
        Optional<String> refused = switch (verdict) {
            case Verdict.Admitted admitted -> {
                EndpointId id = admitted.member().identity().id();
                evil.ifPresent(liar -> liar.login(identity, id, password));
                if (overseer.reads()) {
                    wiretap.login(id, password);
                }
                ControlLine.Session older = sessions.put(id, session);
                if (older != null) {
                    older.cutByManager();
                }
                yield Optional.empty();
            }
            case Verdict.Refused no -> Optional.of(no.reason());
        };
        scheduleWake();
        return refused;
    }

    /** An MQTT PUBLISH. What isn't on the endpoint's own topic ends the connection, as a broker's permissions would. */
    void publish(ControlLine.Session session, String topic, Bytes payload, Optional<ControlSignal.Up> signal) {
        if (sessions.get(session.id()) != session) {
            return;
        }
        if (!topic.equals(Topics.up(session.id()))) {
            sessions.remove(session.id());
            session.cutByManager();
            obey(switchboard.onClosed(session.id(), time.now()), session.id(), Optional.empty());
            return;
        }
        obey(switchboard.onMessage(topic, payload, time.now()), session.id(), signal);
    }

    /** The endpoint's connection broke, or it closed it: the broker publishes its will in the first case. */
    void closed(ControlLine.Session session, Optional<Bytes> will) {
        if (!sessions.remove(session.id(), session)) {
            return;
        }
        will.ifPresent(payload -> obey(
                switchboard.onMessage(Topics.gone(session.id()), payload, time.now()), session.id(), Optional.empty()));
        obey(switchboard.onClosed(session.id(), time.now()), session.id(), Optional.empty());
    }

    // ---- the relay's tunnels ----

    void tunnelOpened(Tunnel tunnel) {
        tunnels.put(tunnel, nextTunnel++);
    }

    void tunnelled(Tunnel tunnel, Bytes message) {
        Long number = tunnels.get(tunnel);
        if (up && number != null) {
            relay(new Origin.Tunnel(number), message);
        }
    }

    void tunnelClosed(Tunnel tunnel) {
        Long number = tunnels.remove(tunnel);
        if (number != null) {
            switchboard.relay().ifPresent(relay -> relay.onTunnelClosed(number));
        }
    }

    private void relay(Origin from, Bytes datagram) {
        switchboard
                .relay()
                .ifPresent(relay -> relay.onDatagram(from, datagram, time.now()).forEach(out -> {
                    Optional<Lie> lie = evil.flatMap(EvilManager::lieOfTheRelay);
                    if (lie.isEmpty()) {
                        pass(out);
                    } else {
                        evil.orElseThrow()
                                .relay()
                                .twist(lie.get(), from, out)
                                .forEach(late -> time.after(late.by(), () -> pass(late.out())));
                    }
                }));
    }

    private void pass(Relay.Out out) {
        switch (out.to()) {
            case Origin.Udp udp -> send(0, udp.address(), out.datagram());
            case Origin.Tunnel tunnel ->
                tunnels.forEach((open, number) -> {
                    if (number == tunnel.number()) {
                        open.tell(out.datagram());
                    }
                });
        }
    }

    Optional<ControlSignal.Up> read(EndpointId id, String topic, Bytes payload) {
        return overseer.reads() ? wiretap.read(id, topic, payload) : Optional.empty();
    }

    String nameOf(EndpointId id) {
        return names.getOrDefault(id, id.text());
    }

    Overseer overseer() {
        return overseer;
    }

    // ---- the switchboard's outputs and its clock ----

    private void obey(List<Output> outputs, EndpointId cause, Optional<ControlSignal.Up> signal) {
        int toSender = 0;
        int told = 0;
        for (Output output : outputs) {
            switch (output) {
                case Output.Publish publish -> {
                    EndpointId to = Topics.owner(publish.topic()).orElseThrow();
                    boolean grant = Wiretap.isGrant(signal, outputs, told++);
                    String what = grant
                            ? "the relay is yours"
                            : Wiretap.answer(signal, to.equals(cause), to.equals(cause) ? toSender++ : 0);
                    evil.ifPresentOrElse(
                            liar -> liar.instead(to, publish.payload()).forEach(said -> say(liar, said)),
                            () -> Optional.ofNullable(sessions.get(to))
                                    .ifPresent(session -> session.tell(publish.topic(), publish.payload(), what)));
                }
                case Output.Drop drop ->
                    Optional.ofNullable(sessions.remove(drop.id())).ifPresent(ControlLine.Session::cutByManager);
                case Output.Note note -> overseer.managerNoted(note.event());
            }
        }
        scheduleWake();
    }

    private void say(EvilManager liar, EvilManager.Said said) {
        Runnable now = () -> Optional.ofNullable(sessions.get(said.to()))
                .ifPresent(session ->
                        session.tell(Topics.down(said.to()), liar.seal(said.to(), said.signal()), "perhaps a lie"));
        if (said.late().isZero()) {
            now.run();
        } else {
            time.after(said.late(), now);
        }
    }

    private void scheduleWake() {
        Moment wanted = switchboard.wakeAt();
        if (wanted.isBefore(wakeScheduled)) {
            wakeScheduled = wanted;
            Switchboard current = switchboard;
            time.at(wanted, () -> wake(current, wanted));
        }
    }

    private void wake(Switchboard asked, Moment scheduled) {
        if (asked != switchboard || !up || !scheduled.equals(wakeScheduled)) {
            return;
        }
        wakeScheduled = Moment.NEVER;
        if (switchboard.wakeAt().reached(time.now())) {
            obey(switchboard.wake(time.now()), identity.id(), Optional.empty());
        } else {
            scheduleWake();
        }
    }

    /** The relay shares the reflector's primary socket: what isn't one's is the other's. */
    private void hear(UdpAddress local, UdpAddress from, Bytes datagram) {
        int socket = local.ip().isV4() ? reflectors.indexOf(local) : local.port() - REFLECTOR_PORT;
        if (!up || socket < 0 || socket >= reflectors.size()) {
            return;
        }
        if (socket == 0 && isForRelay(datagram)) {
            relay(new Origin.Udp(from), datagram);
        } else {
            reflect(socket, from, datagram);
        }
    }

    private static boolean isForRelay(Bytes datagram) {
        return switch (Datagrams.kind(datagram)) {
            case CHANNEL -> true;
            case STUN ->
                StunCodec.decode(datagram)
                        .filter(message -> message.type() == StunMessage.Type.CHANNEL_BIND_REQUEST)
                        .isPresent();
            case DTLS, RTP, UNKNOWN -> false;
        };
    }

    private void reflect(int socket, UdpAddress from, Bytes datagram) {
        UdpAddress truth = lies.getOrDefault(from.ip(), from);
        UdpAddress seen = evil.map(liar -> liar.seenAt(truth)).orElse(truth);
        reflector.onDatagram(socket, seen, datagram, time.now()).ifPresent(reply -> {
            UdpAddress to = reply.to().equals(seen) ? from : reply.to();
            send(reply.socket(), to, reply.datagram());
        });
    }

    /** The first two sockets are bound to any address of the machine, so they send by either family. */
    private void send(int socket, UdpAddress to, Bytes datagram) {
        UdpAddress source = reflectors.get(socket);
        if (!to.ip().isV4()) {
            six.filter(host -> socket < 2).ifPresent(host -> host.send(source.port(), to, datagram));
            return;
        }
        for (Host host : hosts) {
            if (host.ip().equals(source.ip())) {
                host.send(source.port(), to, datagram);
            }
        }
    }
}
