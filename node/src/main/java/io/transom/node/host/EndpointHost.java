package io.transom.node.host;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.lan.Subnet;
import io.transom.node.control.Control;
import io.transom.node.lan.LanLine;
import io.transom.node.udp.NetworkWatch;
import io.transom.node.udp.UdpSockets;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.signal.LocalSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One endpoint, its mailbox and everything around it. {@link #tell} may be called from any thread. */
public final class EndpointHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointHost.class);
    /** Datagrams that may wait: a second of 512 probes; what comes faster than it is dealt with is dropped. */
    static final int MOST_DATAGRAMS = 512;
    /** The manager's messages that may wait, apart: a flood of datagrams must not cut us off from it. */
    static final int MOST_MESSAGES = 256;
    /** How long the last hang-ups may take: two of the null packets that say so. */
    private static final Duration FAREWELL = Duration.ofMillis(300);
    /** An endpoint that wants to be woken at once, again and again, is our mistake; it must not eat the machine. */
    private static final long SHORTEST_SLEEP_NANOS = 200_000;

    private sealed interface Mail {
        record Told(Input input) implements Mail {}

        /** Of {@code kind} there is one less that waits as soon as this is dealt with. */
        record Offered(Waiting kind, Input input) implements Mail {}

        record Challenged(Control.Challenge challenge) implements Mail {}

        record NetworkChanged(NetworkWatch.Change change) implements Mail {}

        /** What a helper of the host has to do on its thread. */
        record Run(Runnable task) implements Mail {}

        record Close() implements Mail {}
    }

    private final Endpoint endpoint;
    private final Parts parts;
    private final UdpSockets sockets;
    private final CallSounds sounds;
    private final CallTunnels tunnels;
    private final LoggedDeeds log;
    private final Remembered remembered;
    private final Arrivals arrivals;
    private final NetworkWatch watch;
    private final BlockingQueue<Mail> mailbox = new LinkedBlockingQueue<>();
    private final Waiting datagrams = new Waiting(MOST_DATAGRAMS);
    private final Waiting messages = new Waiting(MOST_MESSAGES);
    private final Thread thread;
    private final ControlEar controlEar = new ControlEar();
    /** Whether the endpoint knows that some of its log isn't on the disk. */
    private boolean unwritten;
    /** Whose logs the disk didn't take a part of. */
    private final Set<EndpointId> uncopied = new HashSet<>();

    private Optional<Input.SocketsBound> bound = Optional.empty();
    /** Who has sent the newest challenge; nobody has believed him yet. */
    private Optional<PublicIdentity> challenger = Optional.empty();
    /** Whose challenge was answered. */
    private Optional<PublicIdentity> manager = Optional.empty();

    private Input.GatewayChanged gateway = new Input.GatewayChanged(Optional.empty());
    private Moment closeAt = Moment.NEVER;
    private Moment awake = Moment.ZERO;

    private EndpointHost(Endpoint endpoint, Parts parts) throws IOException {
        this.endpoint = endpoint;
        this.parts = parts;
        this.sounds = new CallSounds(parts, this::send, this::tell);
        this.log = new LoggedDeeds(parts.audience()::keepAudit, parts.events());
        this.remembered = new Remembered(parts.events());
        this.thread = Thread.ofPlatform().name("endpoint").unstarted(this::run);
        this.arrivals = new Arrivals(sounds::arrive, input -> offer(datagrams, input), this::lookAtTheNetwork);
        this.tunnels = new CallTunnels(
                parts.tunnels(), arrivals::tunnelled, task -> mailbox.add(new Mail.Run(task)), this::step);
        this.sockets = parts.udp().bind(parts.ports(), arrivals);
        this.watch = NetworkWatch.start(
                this::addresses, parts.pace(), change -> mailbox.add(new Mail.NetworkChanged(change)));
    }

    /** Binds the sockets and begins; the endpoint connects by itself. */
    public static EndpointHost start(Endpoint endpoint, Parts parts) throws IOException {
        EndpointHost host = new EndpointHost(endpoint, parts);
        host.thread.start();
        WarmUp.begin(parts);
        host.tell(new Input.Wake());
        parts.lan().open(host.new LanEar());
        return host;
    }

    public void tell(Input input) {
        mailbox.add(new Mail.Told(input));
    }

    /** Datagrams that were dropped because they came faster than they could be dealt with, or are of no kind of ours. */
    public long dropped() {
        return arrivals.dropped();
    }

    /** Hangs up, leaves, closes everything; returns when that is done, at most about two seconds later. */
    @Override
    public void close() {
        mailbox.add(new Mail.Close());
        try {
            thread.join(2_500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the mailbox ----

    private void run() {
        try {
            while (!closeAt.reached(parts.pace().now())) {
                Mail mail = nextMail();
                if (mail != null) {
                    deal(mail);
                }
                Moment now = parts.pace().now();
                remembered.wake(now);
                if (endpoint.wakeAt().reached(now)) {
                    awake = now;
                    step(new Input.Wake());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted");
        } finally {
            sounds.stopAll();
            remembered.tryAll(parts.pace().now());
            watch.close();
            parts.control().close();
            tunnels.closeAll();
            parts.tunnels().close();
            parts.router().close();
            parts.lan().close();
            sockets.close();
        }
    }

    private @Nullable Mail nextMail() throws InterruptedException {
        Moment until = endpoint.wakeAt().earlier(closeAt).earlier(remembered.wakeAt());
        if (until.equals(Moment.NEVER)) {
            return mailbox.take();
        }
        long now = parts.pace().nanos();
        long earliest = awake.nanos() + SHORTEST_SLEEP_NANOS;
        return mailbox.poll(Math.max(until.nanos(), earliest) - now, TimeUnit.NANOSECONDS);
    }

    private void deal(Mail mail) {
        switch (mail) {
            case Mail.Told told -> step(told.input());
            case Mail.Offered offered -> {
                offered.kind().leave();
                step(offered.input());
            }
            case Mail.Challenged challenged -> challenged(challenged.challenge());
            case Mail.NetworkChanged changed -> networkChanged(changed.change());
            case Mail.Run run -> run.task().run();
            case Mail.Close close -> {
                step(new Input.ShutDown());
                closeAt = parts.pace().now().plus(FAREWELL);
            }
        }
    }

    /** One input. A mistake of ours costs what it was about, never the program. */
    private void step(Input input) {
        List<Effect> effects;
        try {
            effects = endpoint.on(input, parts.pace().now());
        } catch (RuntimeException e) {
            LOG.error("on {}", input.getClass().getSimpleName(), e);
            return;
        }
        // Each by itself: what fails in front must not keep a microphone open that is to be closed behind it.
        for (Effect effect : effects) {
            try {
                carryOut(effect);
            } catch (RuntimeException e) {
                String what = effect.getClass().getSimpleName();
                LOG.error("{} on {}", what, input.getClass().getSimpleName(), e);
                parts.events().accept(trouble(what + " failed (" + e.getMessage() + ")"));
            }
        }
        if (log.waits() != unwritten) {
            unwritten = log.waits();
            step(new Input.LogUnwritten(unwritten));
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.FetchChallenge fetch -> parts.control().fetchChallenge(controlEar);
            case Effect.Connect connect -> {
                manager = challenger;
                parts.control().connect(connect, controlEar);
            }
            case Effect.Publish publish -> parts.control().publish(publish.topic(), publish.payload());
            case Effect.Disconnect disconnect -> parts.control().disconnect();
            case Effect.SendDatagram send -> send(send.way(), send.datagram());
            case Effect.Multicast multicast -> parts.lan().send(multicast.message());
            case Effect.OpenSpareSocket open -> sockets.openSpare(open.socket());
            case Effect.CloseSpareSocket close -> sockets.closeSpare(close.socket());
            case Effect.OpenTunnel open -> tunnels.open(open.call());
            case Effect.CloseTunnel close -> tunnels.close(close.call());
            case Effect.AskUpnp ask -> parts.router().ask(ask, this::tell);
            case Effect.EndUpnp end -> parts.router().end();
            case Effect.StartVoice start -> {
                sounds.start(start);
                parts.audience().voiceStarted(start.call());
            }
            case Effect.RouteVoice route -> sounds.route(route);
            case Effect.UnrouteVoice unroute -> sounds.unroute(unroute.call());
            case Effect.SetMicrophone set -> sounds.setMicrophone(log.allowed(set));
            case Effect.StopVoice stop -> sounds.stop(stop.call());
            case Effect.OfPreview preview -> sounds.carryOut(preview);
            case Effect.PulseRelay pulse -> pulse(pulse);
            case Effect.DoorAnswered answered -> parts.audience().doorAnswered(answered.open(), answered.words());
            case Effect.Chime chime -> parts.audience().chime(chime.on());
            case Effect.OfferRing offer -> parts.audience().ringOffered(offer.ring(), offer.from(), offer.preview());
            case Effect.Pin pin ->
                keep(
                        "whose keys '" + pin.member().name() + "' stands for",
                        () -> parts.audience().pin(pin.member()));
            case Effect.PreferTls prefer ->
                manager.ifPresent(proved -> parts.control().preferTls(prefer.port(), proved));
            case Effect.KeepHousehold keep ->
                keep("who is a member of the household", () -> parts.audience().keepHousehold(keep.statements()));
            case Effect.KeepTime keep ->
                keep("what time it is", () -> parts.audience().keepTime(keep.seconds()));
            case Effect.KeepAudit keep -> log.keep(keep.entry());
            case Effect.KeepLogOf keep ->
                copy(keep.whose(), () -> parts.audience().keepLogOf(keep.whose(), keep.entries()));
            case Effect.SetLogAside aside ->
                copy(aside.whose(), () -> parts.audience().setLogAside(aside.whose()));
            case Effect.CallOver over -> parts.audience().callOver(over.call(), over.soundWasHeard(), over.reason());
            case Effect.GiveUp giveUp -> parts.audience().gaveUp(giveUp.reason());
            case Effect.Note note -> note(note.event());
        }
    }

    private void pulse(Effect.PulseRelay pulse) {
        Optional<String> fault = log.fault();
        if (fault.isPresent()) {
            tell(new Input.RelayAnswered(false, fault.get()));
            return;
        }
        try {
            parts.audience().pulseRelay(pulse.door(), pulse.length());
        } catch (RuntimeException e) {
            tell(new Input.RelayAnswered(false, "the relay can't be moved: " + e.getMessage()));
            throw e;
        }
    }

    private void keep(String what, Remembered.Keeping keeping) {
        remembered.keep(what, keeping, parts.pace().now());
    }

    /** What isn't copied now is read again at the next start; people are told once. */
    private void copy(EndpointId whose, Remembered.Keeping keeping) {
        try {
            keeping.keep();
        } catch (IOException | RuntimeException e) {
            if (uncopied.add(whose)) {
                String why = "the copy of the log of " + whose + " can't be kept (" + e.getMessage()
                        + "): make room on the disk, or make it writable, and start this program again";
                LOG.error("{}", why);
                note(Event.of(EventName.REFUSED, "reason", why));
            }
        }
    }

    /** Whoever answers a login unsealed may be anybody; that we are registered is said under the login's keys. */
    private void note(Event event) {
        parts.events().accept(sounds.withFigures(event));
        if (event.name() == EventName.REGISTERED && manager.isPresent()) {
            EndpointId joined = manager.get().id();
            keep("which manager was joined", () -> parts.audience().joined(joined));
        }
    }

    // ---- datagrams ----

    /** From others, who aren't trusted with our memory: false where too much is waiting already. */
    private boolean offer(Waiting others, Input input) {
        boolean taken = others.enter();
        if (taken) {
            mailbox.add(new Mail.Offered(others, input));
        }
        return taken;
    }

    private void send(Way way, Bytes datagram) {
        switch (way) {
            case Way.Direct direct -> sockets.send(direct.socket(), direct.remote(), datagram);
            case Way.Relayed relayed ->
                sockets.send(relayed.socket(), relayed.relay(), ChannelFrame.framed(way, datagram));
            case Way.Tunnelled tunnelled -> {
                if (!tunnels.send(tunnelled, datagram)) {
                    arrivals.drop();
                }
            }
        }
    }

    // ---- the control connection ----

    private void challenged(Control.Challenge challenge) {
        challenger = Optional.of(challenge.manager());
        Input.SocketsBound now = new Input.SocketsBound(hosts(challenge.reflectors()), challenge.reflectors());
        if (!bound.equals(Optional.of(now))) {
            bind(challenge.reflectors());
        }
        tellGateway();
        step(new Input.ChallengeArrived(challenge.challenge(), challenge.manager()));
    }

    /** Loopback addresses only where the manager is reached over loopback: elsewhere they mean another machine. */
    private List<List<UdpAddress>> hosts(List<UdpAddress> reflectors) {
        boolean loopback =
                reflectors.stream().anyMatch(reflector -> reflector.ip().isLoopback());
        return sockets.hosts().stream()
                .map(hosts -> hosts.stream()
                        .filter(host -> loopback || !host.ip().isLoopback())
                        .toList())
                .map(hosts -> Stream.concat(of(true, hosts), of(false, hosts)).toList())
                .toList();
    }

    /** A machine with many addresses of one family still tells some of the other. */
    private static Stream<UdpAddress> of(boolean v4, List<UdpAddress> hosts) {
        return hosts.stream().filter(host -> host.ip().isV4() == v4).limit(LocalSocket.MOST_HOSTS);
    }

    // ---- the network ----

    private List<IpAddress> addresses() {
        return sockets.hosts().stream()
                .flatMap(List::stream)
                .map(UdpAddress::ip)
                .toList();
    }

    private void lookAtTheNetwork() {
        watch.lookSoon();
    }

    /** Our sockets are bound on every address, so they stay; all that was made from one address is judged anew. */
    private void networkChanged(NetworkWatch.Change change) {
        LOG.info("{}", change == NetworkWatch.Change.SLEPT ? "this machine has slept" : "the network has changed");
        parts.control()
                .networkChanged(change == NetworkWatch.Change.SLEPT)
                .ifPresent(reason -> step(new Input.ConnectionLost(reason)));
        tunnels.networkChanged();
        parts.lan().look();
        bound.ifPresent(before -> bind(before.reflectors()));
        tellGateway();
    }

    private void bind(List<UdpAddress> reflectors) {
        Input.SocketsBound now = new Input.SocketsBound(hosts(reflectors), reflectors);
        bound = Optional.of(now);
        step(now);
    }

    /** Only where it is another one: what the router has granted stays as long as it is the same router. */
    private void tellGateway() {
        Input.GatewayChanged router = new Input.GatewayChanged(parts.router().gateway());
        if (!gateway.equals(router)) {
            gateway = router;
            step(router);
        }
    }

    /** Where the manager has told no reflectors yet, our own addresses are enough to be found in this home. */
    private final class LanEar implements LanLine.Ear {
        @Override
        public void onLinks(List<Subnet> links) {
            mailbox.add(new Mail.Run(() -> {
                if (bound.isEmpty()) {
                    bind(List.of());
                }
                step(new Input.LinksChanged(links));
            }));
        }

        @Override
        public void onMessage(UdpAddress from, Bytes message) {
            if (!offer(datagrams, new Input.MulticastHeard(from, message))) {
                arrivals.drop();
            }
        }
    }

    private final class ControlEar implements Control.Listener {
        @Override
        public void challenged(Control.Challenge challenge) {
            mailbox.add(new Mail.Challenged(challenge));
        }

        @Override
        public void connected() {
            tell(new Input.Connected());
        }

        @Override
        public void refused(String reason) {
            tell(new Input.ConnectRefused(reason));
        }

        @Override
        public void lost(String reason) {
            tell(new Input.ConnectionLost(reason));
        }

        @Override
        public void message(String topic, Bytes payload) {
            if (!offer(messages, new Input.MessageArrived(topic, payload))) {
                arrivals.drop();
            }
        }
    }

    static Event trouble(String what) {
        return Event.of(EventName.COUNTED, "what", what);
    }
}
