package io.transom.manager;

import io.transom.core.manager.Switchboard;
import io.transom.core.relay.Relay;
import io.transom.core.relay.RelayLimits;
import io.transom.core.trust.Identity;
import io.transom.manager.acme.AcmeKeeper;
import io.transom.manager.broker.Broker;
import io.transom.manager.broker.BrokerClient;
import io.transom.manager.broker.EmbeddedBroker;
import io.transom.manager.count.Counters;
import io.transom.manager.door.FrontDoor;
import io.transom.manager.door.Pages;
import io.transom.manager.mqtt.MqttGateway;
import io.transom.manager.reflector.ReflectorSockets;
import io.transom.manager.relay.RelayTraffic;
import io.transom.manager.status.StatusLines;
import io.transom.manager.status.StatusReport;
import io.transom.manager.store.DataDirectory;
import io.transom.manager.store.DirectoryLock;
import io.transom.manager.store.SqliteRoster;
import io.transom.manager.switchboard.SwitchboardRunner;
import io.transom.manager.tls.AcmeHost;
import io.transom.manager.tls.ServedCertificate;
import io.transom.manager.tls.TlsFiles;
import io.transom.node.events.EventFile;
import io.transom.node.events.Stamped;
import io.transom.node.running.CommandSocket;
import io.transom.node.running.Desk;
import io.transom.node.running.Request;
import io.transom.node.running.Started;
import io.transom.node.udp.Addresses;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** A running manager. Everything that it started ends with {@link #close()}. */
public final class Manager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Manager.class);
    private static final Duration STATUS_PATIENCE = Duration.ofSeconds(2);

    private final Settings settings;
    private final Clock wallClock = Clock.systemUTC();
    private final Counters counters = new Counters();
    /** What is to be closed, last started first. */
    private final Started started = new Started();

    private final Identity identity;
    private final SqliteRoster roster;
    private final EventFile events;
    private final Broker broker;
    private final Switchboard decisions;
    private final SwitchboardRunner switchboard;
    private final ReflectorSockets reflector;
    private final Optional<ServedCertificate> certificate;
    private Optional<AcmeKeeper> acme = Optional.empty();
    private final FrontDoor door;
    private final CompletableFuture<Void> firstUp = new CompletableFuture<>();
    private volatile Optional<String> trouble = Optional.of("the manager is starting");

    /**
     * Starts everything; the ports listen when this returns, the broker may need a moment more ({@link #awaitHealthy}).
     *
     * @throws IOException where a file, an address or the database can't be used, in words for people
     */
    public static Manager start(Settings settings, Entropy entropy) throws IOException {
        return new Manager(settings, entropy);
    }

    private Manager(Settings settings, Entropy entropy) throws IOException {
        this.settings = settings;
        boolean complete = false;
        try {
            DataDirectory data = DataDirectory.open(settings.data());
            started.keep(DirectoryLock.take(data.lock()));
            this.certificate = openCertificate(entropy);
            this.identity = data.identity(entropy);
            this.roster = started.keep(openRoster(data.database()));
            this.events = started.keep(EventFile.to(settings.events()));
            this.broker = started.keep(
                    settings.broker().<Broker>map(theirs -> theirs).orElseGet(() -> EmbeddedBroker.start(entropy)));
            this.decisions = new Switchboard(identity, roster, entropy, settings.relay());
            Optional<RelayTraffic> relay =
                    decisions.relay().map(relayed -> new RelayTraffic(relayed, mostTunnels(settings), counters));
            BrokerTrouble listener = new BrokerTrouble();
            BrokerClient client = new BrokerClient(broker, "transom-manager-" + identity.id(), listener);
            this.switchboard = new SwitchboardRunner(decisions, client::publish, events, counters, wallClock);
            this.reflector = started.keep(ReflectorSockets.bind(
                    bindAddress(),
                    settings.alternateAddress(),
                    settings.udpPort(),
                    port -> decisions.reflector(reflectorAddresses(port)),
                    relay,
                    counters));
            switchboard.start();
            started.keep(switchboard);
            client.start();
            started.keep(client);
            this.door = started.keep(FrontDoor.open(
                    bindAddress(),
                    settings.httpPort(),
                    settings.limits(),
                    new DoorPages(),
                    new MqttGateway.Surroundings(broker, switchboard, counters),
                    relay,
                    certificate.map(served ->
                            new FrontDoor.TlsPort(settings.tls().orElseThrow().port(), served::context))));
            serveTls();
            openStatus(data.socket());
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /** Whatever is wrong with the user's own files ends the start; an authority that can't be asked yet doesn't. */
    private Optional<ServedCertificate> openCertificate(Entropy entropy) throws IOException {
        if (settings.tls().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (settings.tls().get()) {
                    case TlsFiles files -> started.keep(ServedCertificate.open(files, wallClock));
                    case AcmeHost host -> {
                        AcmeKeeper keeper = started.keep(AcmeKeeper.open(host, settings.data(), wallClock, entropy));
                        acme = Optional.of(keeper);
                        yield keeper.served();
                    }
                });
    }

    /** Endpoints are told of TLS once there is a certificate. */
    private void serveTls() {
        door.tlsPort()
                .ifPresent(port -> acme.ifPresentOrElse(
                        keeper -> keeper.start(() -> switchboard.servesTls(port)), () -> switchboard.servesTls(port)));
    }

    /**
     * One for each end of every relayed call, however many guests have come in tunnels as well; those who had to make room
     * take a moment to close.
     */
    private static int mostTunnels(Settings settings) {
        return 2 * settings.relay().map(RelayLimits::calls).orElse(0)
                + 2 * settings.limits().guests();
    }

    private static SqliteRoster openRoster(Path database) throws IOException {
        try {
            return SqliteRoster.open(database);
        } catch (SQLException e) {
            throw new IOException(database + " can't be opened: " + e.getMessage(), e);
        }
    }

    /** Without it everything works but transom status. */
    private void openStatus(Path path) {
        CommandSocket.tryListen(path, this::answer).ifPresent(started::keep);
    }

    private int answer(Request request, Desk.Asker asker) throws InterruptedException {
        return switch (request.command()) {
            case "status" -> {
                StatusReport report = status();
                asker.out(report.json());
                yield report.healthy() ? 0 : 1;
            }
            case Removal.TAKEN_OUT -> takenOut(request.field(Removal.HOUSEHOLD), asker);
            default -> {
                asker.err("transom: a manager doesn't know the command '" + request.command() + "'");
                yield 2;
            }
        };
    }

    private int takenOut(String household, Desk.Asker asker) throws InterruptedException {
        try {
            switchboard.takenOut(household).get(STATUS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return 0;
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            LOG.warn("the switchboard didn't drop who was taken out", e);
            asker.err("transom: the running manager didn't drop it: start the manager anew");
            return 1;
        }
    }

    /** As endpoints see them; an address that isn't known is told to nobody. */
    private List<UdpAddress> reflectorAddresses(int port) {
        IpAddress primary = settings.publicAddresses().stream()
                .findFirst()
                .or(settings::bindAddress)
                .orElse(IpAddress.of(0, 0, 0, 0));
        return Stream.concat(Stream.of(primary), settings.alternateAddress().stream())
                .flatMap(ip -> Stream.of(new UdpAddress(ip, port), new UdpAddress(ip, port + 1)))
                .toList();
    }

    private InetAddress bindAddress() {
        return settings.bindAddress().map(Addresses::inet).orElseGet(() -> new InetSocketAddress(0).getAddress());
    }

    /** Waits until the broker is there as well; false after {@code patience}. */
    public boolean awaitHealthy(Duration patience) throws InterruptedException {
        try {
            firstUp.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return trouble.isEmpty();
        } catch (TimeoutException e) {
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Called for each event, in order, on the thread that writes the events file. */
    public void listen(Consumer<Stamped> listener) {
        events.listen(listener);
    }

    /** What {@code /healthz} complains about; empty when all is well. */
    public Optional<String> trouble() {
        return trouble;
    }

    public int httpPort() {
        return door.port();
    }

    /** Where there is TLS. */
    public OptionalInt tlsPort() {
        return door.tlsPort();
    }

    /** Takes a renewed certificate now rather than within half a minute. */
    public void lookAtCertificate() {
        certificate.ifPresent(ServedCertificate::look);
    }

    /** U; the reflector has U + 1 too. */
    public int udpPort() {
        return reflector.port();
    }

    /** Open connections whose other end has proved nothing yet. */
    public int guests() {
        return door.guests();
    }

    public Identity identity() {
        return identity;
    }

    public Counters counters() {
        return counters;
    }

    /** {@code embedded} or the URL without its password. */
    public String brokerName() {
        return broker.name();
    }

    /** Who has joined, who is there, and what was refused. */
    public StatusReport status() {
        List<Switchboard.Presence> present;
        try {
            present = switchboard.present().get(STATUS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            present = List.of();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            LOG.warn("the switchboard doesn't answer", e);
            present = List.of();
        }
        return new StatusReport(
                wallClock.instant().toString(),
                trouble.isEmpty(),
                trouble.orElse(""),
                broker.name(),
                httpPort(),
                List.of(udpPort(), udpPort() + 1),
                door.connections(),
                decisions
                        .relay()
                        .map(Relay::use)
                        .map(use -> new StatusReport.RelayUse(use.calls(), use.packets(), use.octets())),
                StatusLines.of(roster.everybody(), present, SwitchboardRunner.now(), wallClock.instant()),
                allCounters());
    }

    /** Ours, and what the switchboard counted of what it refused. */
    private Map<String, Long> allCounters() {
        Map<String, Long> all = new TreeMap<>(counters.all());
        for (io.transom.core.manager.Counters.Reason reason : io.transom.core.manager.Counters.Reason.values()) {
            long count = decisions.counters().of(reason);
            if (count > 0) {
                all.put(reason.text(), count);
            }
        }
        decisions.relay().ifPresent(relay -> all.putAll(relay.refusals()));
        return all;
    }

    @Override
    public synchronized void close() {
        started.close(e -> LOG.warn("a part of the manager didn't close", e));
    }

    private final class BrokerTrouble implements BrokerClient.Listener {
        @Override
        public void onMessage(String topic, Bytes payload) {
            switchboard.message(topic, payload);
        }

        @Override
        public void onUp() {
            trouble = Optional.empty();
            firstUp.complete(null);
            LOG.info("connected to the broker ({})", broker.name());
        }

        @Override
        public void onDown(String reason) {
            trouble = Optional.of(reason);
            LOG.info("{}", reason);
        }
    }

    private final class DoorPages implements Pages {
        @Override
        public Health health() {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("status", trouble.isEmpty() ? "ok" : "unavailable");
            trouble.ifPresent(reason -> body.put("reason", reason));
            body.put("broker", broker.name());
            return new Health(trouble.isEmpty(), JsonMapper.shared().writeValueAsString(body));
        }

        @Override
        public CompletableFuture<Optional<String>> challenge() {
            return switchboard.challenge().thenApply(minted -> minted.map(this::challenge));
        }

        @Override
        public Optional<String> acmeProof(String token) {
            return acme.flatMap(keeper -> keeper.proofs().of(token));
        }

        private String challenge(Bytes challenge) {
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("ports", List.of(reflector.port(), reflector.port() + 1));
            List<IpAddress> named = settings.publicAddresses();
            named.stream().findFirst().ifPresent(ip -> place.put("host", ip.toString()));
            named.stream().skip(1).findFirst().ifPresent(ip -> place.put("host6", ip.toString()));
            settings.alternateAddress().map(IpAddress::toString).ifPresent(ip -> place.put("alternate", ip));
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("challenge", base64(challenge));
            body.put("manager", base64(identity.publicIdentity().encode()));
            body.put("reflector", place);
            return JsonMapper.shared().writeValueAsString(body);
        }

        private static String base64(Bytes octets) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(octets.shared());
        }
    }
}
