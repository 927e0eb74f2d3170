package io.transom.simulator.home;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.event.EventName;
import io.transom.simulator.control.ControlLine;
import io.transom.simulator.control.Tunnel;
import io.transom.simulator.net.Dice;
import io.transom.simulator.net.EventQueue;
import io.transom.simulator.net.Host;
import io.transom.simulator.net.Internet;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.stun.Datagrams;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One boot of a machine's program: core, sockets, control line and the sounds of its calls. */
public final class Running {
    /** The primary socket's port; the alternate one's is the next, a spare one's as far on as its number says. */
    public static final int FIRST_PORT = 4000;

    private static final int SOCKETS = 2;
    /** A relay's coil, and whoever watches it. */
    private static final Duration RELAY_MOVES = Duration.ofMillis(20);

    /** A core that asks to be woken again and again without time passing has a bug. */
    private static final int MOST_WAKES_AT_ONCE = 1000;

    private final Machine machine;
    private final Endpoint endpoint;
    private final EventQueue time;
    private final Watcher watcher;
    private final Voices voices;
    private final CallTunnel tunnel;
    private final Deque<Input> mailbox = new ArrayDeque<>();
    private final Set<Integer> spares = new TreeSet<>();
    /** What its tunnel has told while it slept. */
    private final List<Runnable> keptByTcp = new ArrayList<>();

    private @Nullable ControlLine line;
    private List<UdpAddress> reflectors = List.of();
    private boolean dead;
    private boolean busy;
    private boolean asleep;
    private int sockets = SOCKETS;
    private Moment wakeScheduled = Moment.NEVER;
    private Moment lastWake = Moment.NEVER;
    private int wakesAtOnce;

    /** {@code tunnels} begins to connect a tunnel. */
    Running(
            Machine machine,
            Endpoint endpoint,
            EventQueue time,
            Watcher watcher,
            Dice dice,
            Function<Tunnel.Listener, Tunnel> tunnels) {
        this.machine = machine;
        this.endpoint = endpoint;
        this.time = time;
        this.watcher = watcher;
        this.voices = new Voices(machine, time, dice, watcher, new Telling());
        this.tunnel = new CallTunnel(tunnels, this::unlessAsleep, this::tunnelled, this::input);
    }

    void connect(ControlLine controlLine) {
        line = controlLine;
    }

    public ControlLine line() {
        return Objects.requireNonNull(line);
    }

    /** The connection to the relay through the manager's port, while there is one. */
    public Optional<Tunnel> tunnel() {
        return tunnel.tunnel();
    }

    /** The calls that have a voice now. */
    public List<CallId> calls() {
        return voices.calls();
    }

    /** The manager says so, before each login. */
    void reflectorsAre(List<UdpAddress> told) {
        if (!told.equals(reflectors)) {
            bind(told);
        }
    }

    /** Its host is elsewhere. */
    void rebind() {
        bind(reflectors);
    }

    void bind(List<UdpAddress> told) {
        reflectors = told;
        List<List<UdpAddress>> hosts = machine.pretended()
                .map(lie -> List.of(List.of(lie)))
                .orElse(List.of(addresses(FIRST_PORT), addresses(FIRST_PORT + 1)));
        sockets = hosts.size();
        input(new Input.SocketsBound(hosts, reflectors));
    }

    private List<UdpAddress> addresses(int port) {
        return machine.hosts().stream().map(host -> host.at(port)).toList();
    }

    void die(boolean powerCut) {
        dead = true;
        mailbox.clear();
        voices.stopAll();
        if (powerCut) {
            tunnel.tunnel().ifPresent(Tunnel::hang);
        }
        tunnel.closeAll();
        line().die(powerCut);
    }

    /** Its sockets that are registered; a liar may have claimed fewer. */
    public int sockets() {
        return sockets;
    }

    void sleep() {
        asleep = true;
    }

    /** What TCP has kept meanwhile comes first; then whatever is overdue. */
    void wakeUp() {
        if (asleep) {
            asleep = false;
            work();
            List<Runnable> kept = List.copyOf(keptByTcp);
            keptByTcp.clear();
            kept.forEach(Runnable::run);
        }
    }

    /** Like any connection's octets, and its end, it waits in the kernel while the lid is closed. */
    private void unlessAsleep(Runnable told) {
        if (asleep) {
            keptByTcp.add(told);
        } else {
            told.run();
        }
    }

    // ---- inputs ----

    public void input(Input input) {
        if (dead) {
            return;
        }
        mailbox.add(input);
        if (!busy && !asleep) {
            work();
        }
    }

    private void work() {
        busy = true;
        while (!mailbox.isEmpty() && !dead) {
            Input next = mailbox.remove();
            watcher.input(machine, next);
            for (Effect effect : endpoint.on(next, time.now())) {
                watcher.effect(machine, effect);
                obey(effect);
            }
        }
        busy = false;
        scheduleWake();
    }

    private void scheduleWake() {
        Moment wanted = endpoint.wakeAt();
        Moment at = wanted.isBefore(time.now()) ? time.now() : wanted;
        if (!dead && at.isBefore(wakeScheduled)) {
            wakeScheduled = at;
            time.at(at, () -> wake(at));
        }
    }

    private void wake(Moment scheduled) {
        if (dead || !scheduled.equals(wakeScheduled)) {
            return;
        }
        wakeScheduled = Moment.NEVER;
        if (asleep) {
            return;
        }
        if (!endpoint.wakeAt().reached(time.now())) {
            scheduleWake();
            return;
        }
        wakesAtOnce = time.now().equals(lastWake) ? wakesAtOnce + 1 : 0;
        lastWake = time.now();
        if (wakesAtOnce > MOST_WAKES_AT_ONCE) {
            throw new IllegalStateException(machine.name() + " wants to be woken again and again at " + time.now());
        }
        input(new Input.Wake());
    }

    void receive(UdpAddress local, UdpAddress from, Bytes datagram) {
        if (local.port() == Internet.MDNS_PORT && !dead && !asleep) {
            input(new Input.MulticastHeard(from, datagram));
            return;
        }
        int socket = local.port() - FIRST_PORT;
        if (dead || asleep || !(socket >= 0 && socket < SOCKETS || spares.contains(socket))) {
            return;
        }
        if (Datagrams.kind(datagram) == Datagrams.Kind.CHANNEL) {
            ChannelFrame.decode(datagram)
                    .ifPresent(frame -> sort(new Way.Relayed(socket, from, frame.channel()), frame.datagram()));
        } else {
            sort(
                    Way.direct(socket, from),
                    machine.pretended().map(lie -> lyingAbout(datagram, lie)).orElse(datagram));
        }
    }

    private void tunnelled(Bytes message) {
        switch (Datagrams.kind(message)) {
            case CHANNEL ->
                ChannelFrame.decode(message)
                        .ifPresent(frame -> sort(new Way.Tunnelled(frame.channel()), frame.datagram()));
            case STUN -> sort(new Way.Tunnelled(Way.Tunnelled.NO_CHANNEL), message);
            case RTP, DTLS, UNKNOWN -> {}
        }
    }

    private void sort(Way way, Bytes datagram) {
        if (dead) {
            return;
        }
        switch (Datagrams.kind(datagram)) {
            case RTP -> voices.arrive(way, datagram);
            case CHANNEL -> {}
            case STUN, DTLS, UNKNOWN -> input(new Input.DatagramArrived(way, datagram));
        }
    }

    /** The reflector's answer as a liar would like it: the proof stays, the address is another one. */
    private static Bytes lyingAbout(Bytes datagram, UdpAddress lie) {
        return StunCodec.decode(datagram)
                .filter(message -> message.has(StunAttribute.ObservationProof.class))
                .map(message -> {
                    List<StunAttribute> attributes = new ArrayList<>();
                    for (StunAttribute attribute : message.attributes()) {
                        attributes.add(
                                attribute instanceof StunAttribute.XorMappedAddress
                                        ? new StunAttribute.XorMappedAddress(lie)
                                        : attribute);
                    }
                    StunMessage lying = new StunMessage(message.type(), message.transactionId(), attributes);
                    return StunCodec.encode(lying, Optional.empty());
                })
                .orElse(datagram);
    }

    // ---- effects ----

    private void obey(Effect effect) {
        switch (effect) {
            case Effect.FetchChallenge ignored -> line().fetchChallenge();
            case Effect.Connect connect -> line().connect(connect);
            case Effect.Publish publish -> line().publish(publish.topic(), publish.payload());
            case Effect.Disconnect ignored -> line().disconnect();
            case Effect.SendDatagram send -> send(send.way(), send.datagram());
            case Effect.Multicast multicast -> machine.host().multicast(multicast.message());
            case Effect.OpenSpareSocket open -> spares.add(open.socket());
            case Effect.CloseSpareSocket close -> spares.remove(close.socket());
            case Effect.OpenTunnel open -> tunnel.open(open.call());
            case Effect.CloseTunnel close -> tunnel.close(close.call());
            case Effect.StartVoice start -> voices.start(start);
            case Effect.RouteVoice route -> voices.of(route.call()).ifPresent(sound -> sound.route(route));
            case Effect.UnrouteVoice unroute -> voices.of(unroute.call()).ifPresent(CallSound::unroute);
            case Effect.StopVoice stop -> voices.stop(stop.call());
            case Effect.SetMicrophone set -> voices.setMicrophone(set);
            case Effect.OfPreview preview -> voices.carryOut(preview);
            case Effect.Pin pin -> machine.remember(pin);
            case Effect.Note note -> {
                if (note.event().name() == EventName.JOINED) {
                    machine.hasJoined();
                }
            }
            // Its networks have no TLS.
            case Effect.PreferTls ignored -> {}
            case Effect.KeepAudit keep -> machine.logs().keep(keep);
            case Effect.SetLogAside aside -> machine.logs().setAside(aside);
            case Effect.KeepLogOf keep -> machine.logs().keep(keep);
            case Effect.KeepHousehold keep -> machine.pair(keep.statements());
            case Effect.KeepTime keep -> machine.rememberTime(keep.seconds());
            // The routers here that grant ports are asked with PCP.
            case Effect.AskUpnp ignored -> {}
            case Effect.EndUpnp ignored -> {}
            case Effect.PulseRelay ignored -> time.after(RELAY_MOVES, () -> input(new Input.RelayAnswered(true, "")));
            case Effect.DoorAnswered ignored -> {}
            case Effect.Chime ignored -> {}
            case Effect.OfferRing ignored -> {}
            case Effect.CallOver ignored -> {}
            case Effect.GiveUp ignored -> {}
        }
    }

    private void send(Way way, Bytes datagram) {
        switch (way) {
            case Way.Direct direct -> send(direct.socket(), direct.remote(), datagram);
            case Way.Relayed relayed -> send(relayed.socket(), relayed.relay(), ChannelFrame.framed(way, datagram));
            case Way.Tunnelled tunnelled -> tunnel.send(tunnelled, datagram);
        }
    }

    private void send(int socket, UdpAddress to, Bytes datagram) {
        Host from = machine.six().filter(host -> !to.ip().isV4()).orElse(machine.host());
        from.send(FIRST_PORT + socket, to, datagram);
    }

    private final class Telling implements CallSound.Surroundings {
        @Override
        public void send(CallId call, Effect.RouteVoice route, Bytes packet) {
            watcher.soundSent(machine, call, route.way(), packet, route.budget().isPresent());
            Running.this.send(route.way(), packet);
        }

        @Override
        public void tell(Input input) {
            Running.this.input(input);
        }

        @Override
        public boolean asleep() {
            return asleep;
        }
    }
}
