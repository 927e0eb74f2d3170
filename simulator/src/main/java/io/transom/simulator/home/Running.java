package io.transom.simulator.home;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.event.EventName;
import io.transom.media.voice.Voice;
import io.transom.simulator.control.ControlLine;
import io.transom.simulator.net.Dice;
import io.transom.simulator.net.EventQueue;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One boot of a machine's program: core, sockets, control line and the sounds of its calls. */
public final class Running {
    /** The primary socket's port; the alternate one's is the next, a spare one's as far on as its number says. */
    public static final int FIRST_PORT = 4000;

    private static final int SOCKETS = 2;

    /** What may be held of sound whose keys haven't come yet, and for how long (design: early sound). */
    private static final int MOST_HELD = 25;

    private static final Duration LONGEST_HELD = Duration.ofMillis(500);

    /** A core that asks to be woken again and again without time passing has a bug. */
    private static final int MOST_WAKES_AT_ONCE = 1000;

    private record Held(Moment at, int socket, UdpAddress from, Bytes packet) {}

    private final Machine machine;
    private final Endpoint endpoint;
    private final EventQueue time;
    private final Watcher watcher;
    private final Dice dice;
    private final Deque<Input> mailbox = new ArrayDeque<>();
    private final Map<CallId, CallSound> sounds = new LinkedHashMap<>();
    private final Deque<Held> held = new ArrayDeque<>();
    private final Set<Integer> spares = new TreeSet<>();
    private @Nullable ControlLine line;
    private boolean dead;
    private boolean busy;
    private boolean asleep;
    private int sockets = SOCKETS;
    private Moment wakeScheduled = Moment.NEVER;
    private Moment lastWake = Moment.NEVER;
    private int wakesAtOnce;

    Running(Machine machine, Endpoint endpoint, EventQueue time, Watcher watcher, Dice dice) {
        this.machine = machine;
        this.endpoint = endpoint;
        this.time = time;
        this.watcher = watcher;
        this.dice = dice;
    }

    void connect(ControlLine controlLine) {
        line = controlLine;
    }

    public ControlLine line() {
        return Objects.requireNonNull(line);
    }

    /** The calls that have a voice now. */
    public List<CallId> calls() {
        return List.copyOf(sounds.keySet());
    }

    void bind(List<UdpAddress> reflectors) {
        List<List<UdpAddress>> hosts = machine.pretended()
                .map(lie -> List.of(List.of(lie)))
                .orElse(List.of(
                        List.of(machine.host().at(FIRST_PORT)),
                        List.of(machine.host().at(FIRST_PORT + 1))));
        sockets = hosts.size();
        input(new Input.SocketsBound(hosts, reflectors));
    }

    void die(boolean powerCut) {
        dead = true;
        mailbox.clear();
        sounds.values().forEach(CallSound::stop);
        sounds.clear();
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
        int socket = local.port() - FIRST_PORT;
        if (dead || asleep || !(socket >= 0 && socket < SOCKETS || spares.contains(socket))) {
            return;
        }
        if (Datagrams.kind(datagram) == Datagrams.Kind.RTP) {
            receiveSound(socket, from, datagram);
        } else {
            input(new Input.DatagramArrived(
                    socket,
                    from,
                    machine.pretended().map(lie -> lyingAbout(datagram, lie)).orElse(datagram)));
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

    private void receiveSound(int socket, UdpAddress from, Bytes packet) {
        for (CallSound sound : List.copyOf(sounds.values())) {
            Voice.Arrival arrival = sound.arrive(socket, from, packet);
            watcher.soundArrived(machine, sound.call(), packet, arrival);
            if (arrival != Voice.Arrival.REJECTED) {
                return;
            }
        }
        if (sounds.isEmpty()) {
            held.addLast(new Held(time.now(), socket, from, packet));
            if (held.size() > MOST_HELD) {
                held.removeFirst();
            }
        }
    }

    // ---- effects ----

    private void obey(Effect effect) {
        switch (effect) {
            case Effect.FetchChallenge ignored -> line().fetchChallenge();
            case Effect.Connect connect -> line().connect(connect);
            case Effect.Publish publish -> line().publish(publish.topic(), publish.payload());
            case Effect.Disconnect ignored -> line().disconnect();
            case Effect.SendDatagram send -> send(send.way(), send.datagram());
            case Effect.OpenSpareSocket open -> spares.add(open.socket());
            case Effect.CloseSpareSocket close -> spares.remove(close.socket());
            // There is no tunnel in these towns.
            case Effect.OpenTunnel open ->
                input(new Input.TunnelClosed(open.call(), "there is no tunnel in this town"));
            case Effect.CloseTunnel ignored -> {}
            case Effect.StartVoice start -> startVoice(start);
            case Effect.RouteVoice route -> sound(route.call()).ifPresent(sound -> sound.route(route));
            case Effect.UnrouteVoice unroute -> sound(unroute.call()).ifPresent(CallSound::unroute);
            case Effect.SetMicrophone set -> sound(set.call()).ifPresent(sound -> sound.setMicrophone(set.mode()));
            case Effect.StopVoice stop ->
                Optional.ofNullable(sounds.remove(stop.call())).ifPresent(CallSound::stop);
            case Effect.Pin pin -> machine.remember(pin);
            case Effect.Note note -> {
                if (note.event().name() == EventName.JOINED) {
                    machine.hasJoined();
                }
            }
            case Effect.Chime ignored -> {}
            case Effect.OfferRing ignored -> {}
            case Effect.CallOver ignored -> {}
            case Effect.GiveUp ignored -> {}
        }
    }

    private Optional<CallSound> sound(CallId call) {
        return Optional.ofNullable(sounds.get(call));
    }

    private void startVoice(Effect.StartVoice start) {
        CallSound sound = new CallSound(start, time, dice, new Telling());
        sounds.put(start.call(), sound);
        while (!held.isEmpty()) {
            Held one = held.removeFirst();
            if (time.now().since(one.at()).compareTo(LONGEST_HELD) <= 0) {
                Voice.Arrival arrival = sound.arrive(one.socket(), one.from(), one.packet());
                watcher.soundArrived(machine, start.call(), one.packet(), arrival);
            }
        }
    }

    private void send(Way way, Bytes datagram) {
        switch (way) {
            case Way.Direct direct -> machine.host().send(FIRST_PORT + direct.socket(), direct.remote(), datagram);
            case Way.Relayed relayed ->
                machine.host()
                        .send(
                                FIRST_PORT + relayed.socket(),
                                relayed.relay(),
                                new ChannelFrame(relayed.channel(), datagram).encode());
            // There is no tunnel in these towns.
            case Way.Tunnelled ignored -> {}
        }
    }

    private final class Telling implements CallSound.Surroundings {
        @Override
        public void send(CallId call, Effect.RouteVoice route, Bytes packet) {
            if (route.way() instanceof Way.Direct direct) {
                watcher.soundSent(
                        machine, call, direct.remote(), packet, route.budget().isPresent());
            }
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
