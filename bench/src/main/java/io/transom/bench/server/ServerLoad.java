package io.transom.bench.server;

import io.transom.core.manager.Switchboard;
import io.transom.core.manager.Switchboard.Reflector;
import io.transom.core.relay.Relay;
import io.transom.core.relay.RelayLimits;
import io.transom.core.trust.Identity;
import io.transom.manager.count.Counters;
import io.transom.manager.reflector.ReflectorSockets;
import io.transom.manager.relay.RelayTraffic;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** How many datagrams a second the relay passes on, and the reflector answers. */
public final class ServerLoad {
    /** As many calls as a small server has at once; each end has a socket of its own. */
    private static final int CALLS = 64;
    /** 20 ms of Opus at 64 kbit/s as SRTP: 12 of header, 160, a tag of 16. */
    private static final int SOUND = 188;

    private static final int PADDING = 88;
    /** Both ends talk, 50 packets of sound a second and 10 null packets and answers each. */
    private static final double PER_CALL = 120;
    /** Two sockets, each every 15 s. */
    private static final double PER_ENDPOINT = 2 / 15.0;

    private static final Duration WARM_UP = Duration.ofSeconds(3);

    /** No end is cut here: what the relay can is asked, not what it lets one call do. */
    private static final RelayLimits UNLIMITED =
            new RelayLimits(CALLS, CALLS, 1_000_000, 1_000_000_000, Long.MAX_VALUE / 2, Duration.ofHours(1));

    private final Entropy entropy = new SystemEntropy();
    private final Consumer<String> lines;
    private final Duration time;

    private ServerLoad(Duration time, Consumer<String> lines) {
        this.time = time;
        this.lines = lines;
    }

    /** Sound from each caller to its device. */
    public static void relay(Duration time, Consumer<String> lines) throws IOException {
        new ServerLoad(time, lines).relay();
    }

    /** The question that an endpoint asks every 15 s from each of its sockets. */
    public static void reflector(Duration time, Consumer<String> lines) throws IOException {
        new ServerLoad(time, lines).reflector();
    }

    private void relay() throws IOException {
        Switchboard switchboard = switchboard();
        Relay relay = switchboard.relay().orElseThrow();
        Counters counters = new Counters();
        try (ReflectorSockets server = open(switchboard, Optional.of(new RelayTraffic(relay, 1, counters)), counters);
                Clients callers = new Clients(CALLS, server.port());
                Clients devices = new Clients(CALLS, server.port())) {
            List<Bytes> sound = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                Relay.Grants grants = relay.grant(
                                CallId.random(entropy),
                                "home " + i,
                                endpoint(),
                                endpoint(),
                                new Moment(System.nanoTime()))
                        .orElseThrow();
                callers.ask(i, bind(grants.caller(), proof(callers.ask(i, question()))));
                devices.ask(i, bind(grants.device(), proof(devices.ask(i, question()))));
                sound.add(new ChannelFrame(grants.caller().channel(), entropy.bytes(SOUND)).encode());
            }
            measure("relay", "calls", PER_CALL, () -> {
                callers.send(sound);
                devices.hear();
            });
            if (!relay.refusals().isEmpty()) {
                throw new IllegalStateException("the relay refused some: " + relay.refusals());
            }
        }
    }

    private void reflector() throws IOException {
        Switchboard switchboard = switchboard();
        try (ReflectorSockets server = open(switchboard, Optional.empty(), new Counters());
                Clients clients = new Clients(CALLS, server.port())) {
            List<Bytes> questions = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                questions.add(question());
            }
            measure("reflector", "endpoints", PER_ENDPOINT, () -> {
                clients.send(questions);
                clients.hear();
            });
        }
    }

    /** One window: as many datagrams as there are calls, sent and arrived. */
    private interface Window {
        void pass() throws IOException;
    }

    private void measure(String what, String users, double perUser, Window window) throws IOException {
        repeat(window, WARM_UP);
        ServerCpu cpu = new ServerCpu();
        long began = System.nanoTime();
        long datagrams = repeat(window, time);
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpuMicros = cpu.nanos() / 1e3 / datagrams;
        say(
                "%s: %,d datagrams in %.1f s over %d ends' sockets on loopback, %,.0f a second beside its own clients.",
                what, datagrams, seconds, CALLS, datagrams / seconds);
        say(
                "%s: %.2f µs of the server's thread for each: %,.0f a second for one core: %,.0f %s.",
                what, cpuMicros, 1e6 / cpuMicros, 1e6 / cpuMicros / perUser, users);
    }

    private static long repeat(Window window, Duration time) throws IOException {
        long until = System.nanoTime() + time.toNanos();
        long datagrams = 0;
        while (System.nanoTime() < until) {
            window.pass();
            datagrams += CALLS;
        }
        return datagrams;
    }

    private Switchboard switchboard() {
        return new Switchboard(Identity.generate(entropy), new Nobody(), entropy, Optional.of(UNLIMITED));
    }

    private static ReflectorSockets open(Switchboard switchboard, Optional<RelayTraffic> relay, Counters counters)
            throws IOException {
        Reflector reflector = switchboard.reflector();
        return ReflectorSockets.bind(
                InetAddress.getLoopbackAddress(), Optional.empty(), 0, port -> reflector, relay, counters);
    }

    private Bytes question() {
        StunMessage question = StunMessage.of(
                StunMessage.Type.BINDING_REQUEST,
                entropy.bytes(StunMessage.TRANSACTION_ID_LENGTH),
                new StunAttribute.Padding(PADDING));
        return StunCodec.encode(question, Optional.empty());
    }

    private static StunAttribute.ObservationProof proof(Bytes answer) {
        return StunCodec.decode(answer)
                .flatMap(message -> message.first(StunAttribute.ObservationProof.class))
                .orElseThrow();
    }

    private Bytes bind(RelayGranted grant, StunAttribute.ObservationProof proof) {
        StunMessage bind = StunMessage.of(
                StunMessage.Type.CHANNEL_BIND_REQUEST,
                entropy.bytes(StunMessage.TRANSACTION_ID_LENGTH),
                new StunAttribute.Username(grant.username()),
                new StunAttribute.ChannelNumber(grant.channel()),
                new StunAttribute.BindSequence(1),
                proof);
        return StunCodec.encode(bind, Optional.of(grant.key()));
    }

    private EndpointId endpoint() {
        return EndpointId.fromHash(entropy.bytes(16));
    }

    private void say(String format, Object... values) {
        lines.accept(String.format(Locale.ROOT, format, values));
    }
}
