package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditHead;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.trust.Identity;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.IpAddress;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.relay.ChannelFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a program does for its endpoint: carries out effects, hands in what happens, keeps what was noted. */
final class Home {
    static final int SOCKETS = 2;
    /** Sound is 20 ms a packet. */
    private static final Duration FRAME = Duration.ofMillis(20);
    /** A relay's armature. */
    private static final Duration RELAY = Duration.ofMillis(5);

    record Seen(Moment at, Event event) {}

    private final Town town;
    final Identity self;
    final String name;
    final Endpoint endpoint;
    final int number;
    final List<Seen> seen = new ArrayList<>();
    final List<Effect> effects = new ArrayList<>();
    private final Deque<List<Duration>> ups = new ArrayDeque<>();
    private final Deque<List<Duration>> downs = new ArrayDeque<>();
    private long connection;
    private boolean connected;
    private Moment wake = Moment.NEVER;
    private Optional<MediaKeys> voice = Optional.empty();
    private Optional<CallId> voiceCall = Optional.empty();
    private Optional<Effect.RouteVoice> route = Optional.empty();
    private int budget;
    private boolean heardSound;
    private Optional<CallId> previewed = Optional.empty();
    private final Map<EndpointId, Effect.PreviewTo> listeners = new LinkedHashMap<>();
    final Map<EndpointId, Integer> previewsSent = new LinkedHashMap<>();
    private Optional<Effect.StartListening> listening = Optional.empty();
    final List<Moment> previewsHeard = new ArrayList<>();
    Microphone microphone = Microphone.CLOSED;
    boolean dead;
    boolean deaf;
    /** Nothing leaves or comes in by UDP. */
    boolean udpBlocked;
    /** Nothing at all does, but for what a test hands in. */
    boolean offline;
    /** How often the router has been given another address. */
    int moves;

    private Optional<CallId> tunnel = Optional.empty();
    private Moment lastSound = Moment.NEVER;
    Duration longestGap = Duration.ZERO;
    /** The MQTT client hangs: nothing goes out or comes in, and nobody says so. */
    boolean hung;

    Home(Town town, Identity self, String name, Endpoint endpoint, int number) {
        this.town = town;
        this.self = self;
        this.name = name;
        this.endpoint = endpoint;
        this.number = number;
    }

    void begin() {
        begin(0);
    }

    /** Binds its sockets, in the {@code nth} network that it comes to. */
    void begin(int nth) {
        List<List<UdpAddress>> hosts = new ArrayList<>();
        for (int socket = 0; socket < SOCKETS; socket++) {
            hosts.add(List.of(new UdpAddress(IpAddress.of(192, 168, number + 100 * nth, 2), 5000 + socket)));
        }
        input(new Input.SocketsBound(hosts, List.of(Town.REFLECTOR, Town.ALTERNATE)));
    }

    /** It has other addresses besides, on the same sockets. */
    void bindWith(List<String> added) {
        List<List<UdpAddress>> hosts = new ArrayList<>();
        for (int socket = 0; socket < SOCKETS; socket++) {
            List<UdpAddress> own = new ArrayList<>();
            own.add(new UdpAddress(IpAddress.of(192, 168, number, 2), 5000 + socket));
            for (String text : added) {
                own.add(new UdpAddress(IpAddress.parse(text).orElseThrow(), 5000 + socket));
            }
            hosts.add(own);
        }
        input(new Input.SocketsBound(hosts, List.of(Town.REFLECTOR, Town.ALTERNATE)));
    }

    UdpAddress observed(int socket) {
        return new UdpAddress(IpAddress.of(198, 51, 100 + moves, number), 40000 + socket);
    }

    /** What it was told to keep of its own log, and how far of others'. */
    Auditing.Known logs() {
        List<AuditEntry> own = done(Effect.KeepAudit.class).stream()
                .map(Effect.KeepAudit::entry)
                .toList();
        Map<EndpointId, AuditHead> others = new HashMap<>();
        done(Effect.KeepLogOf.class)
                .forEach(keep ->
                        others.put(keep.whose(), keep.entries().getLast().head()));
        return new Auditing.Known(own, others);
    }

    // ---- what happens ----

    void input(Input input) {
        if (dead) {
            return;
        }
        endpoint.on(input, town.now()).forEach(this::carryOut);
        Moment at = endpoint.wakeAt();
        if (at != Moment.NEVER && at.isBefore(wake)) {
            wake = at;
            town.at(at, () -> {
                if (wake.equals(at)) {
                    wake = Moment.NEVER;
                    input(new Input.Wake());
                }
            });
        }
    }

    /** Does what the test wants done at this home. */
    void perform(List<Effect> wanted) {
        wanted.forEach(this::carryOut);
    }

    void challenge(long of, Input input) {
        if (of == connection && !hung) {
            input(input);
        }
    }

    void answered(long of, Input input) {
        if (of == connection && !hung) {
            connected = input instanceof Input.Connected;
            input(input);
        }
    }

    void broken(long of, String reason) {
        if (of == connection) {
            brokenBy(reason);
        }
    }

    void brokenBy(String reason) {
        connection++;
        connected = false;
        input(new Input.ConnectionLost(reason));
    }

    void hears(String topic, Bytes payload) {
        if (connected && !hung) {
            input(new Input.MessageArrived(topic, payload));
        }
    }

    void datagram(int socket, UdpAddress from, Bytes datagram) {
        if (deaf || udpBlocked || offline) {
            return;
        }
        Optional<ChannelFrame> frame = from.equals(Town.REFLECTOR) ? ChannelFrame.decode(datagram) : Optional.empty();
        if (frame.isPresent()) {
            arrive(
                    new Way.Relayed(socket, from, frame.get().channel()),
                    frame.get().datagram());
        } else {
            arrive(Way.direct(socket, from), datagram);
        }
    }

    void tunnelOpened(CallId call) {
        tunnel = Optional.of(call);
        input(new Input.TunnelOpened(call));
    }

    void fromTunnel(Bytes message) {
        if (tunnel.isEmpty() || deaf || offline) {
            return;
        }
        Optional<ChannelFrame> frame = ChannelFrame.decode(message);
        arrive(
                new Way.Tunnelled(frame.map(ChannelFrame::channel).orElse(Way.Tunnelled.NO_CHANNEL)),
                frame.map(ChannelFrame::datagram).orElse(message));
    }

    private void arrive(Way way, Bytes datagram) {
        if (dead) {
            return;
        }
        if (datagram.at(0) < 4) {
            input(new Input.DatagramArrived(way, datagram));
        } else if (listening
                .filter(to -> to.key().key().equals(datagram.slice(1, datagram.length())))
                .isPresent()) {
            previewsHeard.add(town.now());
            CallId ring = listening.get().ring();
            input(new Input.VoiceHeard(ring, way));
            if (previewsHeard.size() == 1) {
                input(new Input.FirstSound(ring));
            }
        } else if (voice.filter(keys -> keys.receiveKey().equals(datagram.slice(1, datagram.length())))
                .isPresent()) {
            CallId call = voiceCall.orElseThrow();
            if (!lastSound.equals(Moment.NEVER)
                    && longestGap.compareTo(town.now().since(lastSound)) < 0) {
                longestGap = town.now().since(lastSound);
            }
            lastSound = town.now();
            input(new Input.VoiceHeard(call, way));
            if (!heardSound) {
                heardSound = true;
                input(new Input.FirstSound(call));
            }
        }
    }

    /** Power off: nothing more is said or done; the manager sees the connection close. */
    void kill() {
        dead = true;
        town.closed(this);
    }

    // ---- what is done ----

    private void carryOut(Effect effect) {
        effects.add(effect);
        switch (effect) {
            case Effect.FetchChallenge fetch -> town.fetchChallenge(this, ++connection);
            case Effect.Connect connect -> town.connect(this, connection, connect);
            case Effect.Publish publish -> {
                if (connected && !hung) {
                    town.publish(this, publish.topic(), publish.payload());
                }
            }
            case Effect.Disconnect disconnect -> {
                connection++;
                connected = false;
                hung = false;
                town.closed(this);
            }
            case Effect.SendDatagram send -> {
                send(send.way(), send.datagram());
            }
            case Effect.OpenSpareSocket open -> {}
            case Effect.CloseSpareSocket close -> {}
            case Effect.Multicast multicast -> {}
            case Effect.OpenTunnel open -> town.openTunnel(this, open.call());
            case Effect.CloseTunnel close -> tunnel = Optional.empty();
            case Effect.StartVoice start -> startVoice(start);
            case Effect.RouteVoice way -> {
                route = Optional.of(way);
                budget = way.budget().map(Effect.RouteVoice.Budget::packets).orElse(Integer.MAX_VALUE);
            }
            case Effect.UnrouteVoice unroute -> route = Optional.empty();
            case Effect.SetMicrophone set -> microphone = set.mode();
            case Effect.StopVoice stop -> {
                voice = Optional.empty();
                voiceCall = Optional.empty();
                route = Optional.empty();
            }
            case Effect.OfPreview preview -> carryOut(preview);
            case Effect.PulseRelay pulse -> town.after(RELAY, () -> input(new Input.RelayAnswered(true, "")));
            case Effect.DoorAnswered answered -> {}
            case Effect.Chime chime -> {}
            case Effect.AskUpnp ask -> {}
            case Effect.EndUpnp end -> {}
            case Effect.OfferRing offer -> {}
            case Effect.Pin pin -> {}
            case Effect.PreferTls prefer -> {}
            case Effect.KeepHousehold keep -> {}
            case Effect.KeepTime keep -> {}
            case Effect.KeepAudit keep -> {}
            case Effect.KeepLogOf keep -> {}
            case Effect.SetLogAside aside -> {}
            case Effect.CallOver over -> {}
            case Effect.GiveUp giveUp -> {}
            case Effect.Note note -> seen.add(new Seen(town.now(), note.event()));
        }
    }

    private void carryOut(Effect.OfPreview preview) {
        switch (preview) {
            case Effect.StartPreview start -> {
                previewed = Optional.of(start.ring());
                town.after(Duration.ZERO, () -> previewFrame(start.ring()));
            }
            case Effect.PreviewTo to -> listeners.put(to.listener(), to);
            case Effect.EndPreviewTo end -> listeners.remove(end.listener());
            case Effect.StopPreview stop -> {
                previewed = Optional.empty();
                listeners.clear();
            }
            case Effect.StartListening start -> listening = Optional.of(start);
            case Effect.StopListening stop -> listening = Optional.empty();
        }
    }

    private void previewFrame(CallId ring) {
        if (dead || !previewed.equals(Optional.of(ring))) {
            return;
        }
        if (microphone == Microphone.OPEN) {
            for (Effect.PreviewTo to : listeners.values()) {
                previewsSent.merge(to.listener(), 1, Integer::sum);
                send(to.way(), Bytes.join(Bytes.of((byte) 0x80), to.key().key()));
            }
        }
        town.after(FRAME, () -> previewFrame(ring));
    }

    private void send(Way way, Bytes datagram) {
        switch (way) {
            case Way.Direct direct -> sendUdp(direct.socket(), direct.remote(), datagram);
            case Way.Relayed relayed -> sendUdp(relayed.socket(), relayed.relay(), ChannelFrame.framed(way, datagram));
            case Way.Tunnelled tunnelled -> {
                if (tunnel.isPresent() && !offline) {
                    town.throughTunnel(this, ChannelFrame.framed(tunnelled, datagram));
                }
            }
        }
    }

    private void sendUdp(int socket, UdpAddress to, Bytes datagram) {
        if (!udpBlocked && !offline) {
            town.send(this, socket, to, datagram);
        }
    }

    private void startVoice(Effect.StartVoice start) {
        voice = Optional.of(start.keys());
        voiceCall = Optional.of(start.call());
        heardSound = false;
        town.after(Duration.ZERO, () -> frame(start.call()));
    }

    private void frame(CallId call) {
        if (dead || !voiceCall.equals(Optional.of(call))) {
            return;
        }
        if (microphone == Microphone.OPEN && route.isPresent() && budget-- > 0) {
            Bytes packet = Bytes.join(Bytes.of((byte) 0x80), voice.orElseThrow().sendKey());
            send(route.get().way(), packet);
        }
        town.after(FRAME, () -> frame(call));
    }

    // ---- faults ----

    /** What becomes of the next messages to the manager: each a list of extra delays, empty where it is lost. */
    void nextUps(List<List<Duration>> fates) {
        ups.clear();
        ups.addAll(fates);
    }

    void nextDowns(List<List<Duration>> fates) {
        downs.clear();
        downs.addAll(fates);
    }

    List<Duration> fateOfUp() {
        return ups.isEmpty() ? List.of(Duration.ZERO) : ups.removeFirst();
    }

    List<Duration> fateOfDown() {
        return downs.isEmpty() ? List.of(Duration.ZERO) : downs.removeFirst();
    }

    // ---- what was noted ----

    boolean saw(EventName what) {
        return count(what) > 0;
    }

    long count(EventName what) {
        return seen.stream().filter(one -> one.event().name() == what).count();
    }

    Moment when(EventName what) {
        return seen.stream()
                .filter(one -> one.event().name() == what)
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " never saw " + what.text() + ", but " + seen))
                .at();
    }

    Object field(EventName what, String key) {
        return seen.stream()
                .map(Seen::event)
                .filter(event -> event.name() == what)
                .flatMap(event -> event.fields().stream())
                .filter(field -> field.key().equals(key))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new AssertionError(name + " has no " + key + " of " + what.text() + " in " + seen))
                .value();
    }

    <E extends Effect> List<E> done(Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <E extends Effect> Optional<E> last(Class<E> kind) {
        return done(kind).isEmpty() ? Optional.empty() : Optional.of(done(kind).getLast());
    }
}
