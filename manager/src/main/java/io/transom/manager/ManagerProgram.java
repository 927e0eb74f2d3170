package io.transom.manager;

import io.transom.core.relay.RelayLimits;
import io.transom.manager.broker.ExternalBroker;
import io.transom.manager.door.Limits;
import io.transom.manager.door.TrustedProxies;
import io.transom.node.config.Configuration;
import io.transom.node.config.Ports;
import io.transom.node.config.WrongValue;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.IpAddress;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code transom manager}: runs until it is told to stop. */
@Command(
        name = "transom manager",
        description = {
            "The switchboard: introduces intercoms and callers to each other. Run it where both can reach it.",
            "",
            "It needs one TCP port for the control connections (80 gets through most firewalls), two UDP",
            "ports for the reflector, and a directory for its keys and the list of who has joined. Sound",
            "passes through it only where two routers let nothing else through, and it can't be heard here."
        },
        footer = {
            "",
            "It prints a line that begins 'ready' when it is, and answers GET /healthz with 200 while it is well.",
            "",
            "Each option may also stand in a file (--config; 'http-port = 80') or in the environment",
            "(TRANSOM_HTTP_PORT=80). The environment is stronger than flags, flags are stronger than the file.",
            "A broker's password is better kept in TRANSOM_BROKER_PASSWORD than in --broker.",
            "",
            "Example: transom manager --http-port 80 --udp-port 3478 --data /var/lib/transom"
        })
public final class ManagerProgram implements Callable<Integer> {
    private static final int HIGHEST_UDP_PORT = 65534;
    /** At a MB for each thousand, and a gigabit line's worth. */
    private static final int MOST_RELAY_CALLS = 10_000;
    /** Opus at 24 kbit/s with everything around it. */
    private static final int LEAST_RELAY_KBIT = 48;

    private static final int MOST_RELAY_KBIT = 10_000;

    @Option(
            names = "--http-port",
            paramLabel = "P",
            defaultValue = "80",
            description = "TCP port for HTTP and WebSocket; 0 = any. Default: ${DEFAULT-VALUE}.")
    int httpPort;

    @Mixin
    TlsOptions tls = new TlsOptions();

    @Option(
            names = "--udp-port",
            paramLabel = "U",
            defaultValue = "3478",
            description =
                    "The reflector's UDP port; it takes the next one too. 0 = any pair. Default: ${DEFAULT-VALUE}.")
    int udpPort;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where the manager keeps its keys and who has joined; made, for its owner only, where missing.")
    @Nullable
    Path data;

    @Option(
            names = "--broker",
            paramLabel = "URL",
            description = "An MQTT 5 broker to use instead of the embedded one: tcp://[user[:password]@]host[:port].")
    @Nullable
    String broker;

    @Option(
            names = "--bind-address",
            paramLabel = "IP",
            converter = IpConverter.class,
            description = "The one local address to listen on. Default: all.")
    @Nullable
    IpAddress bindAddress;

    @Option(
            names = "--alternate-address",
            paramLabel = "IP",
            converter = IpConverter.class,
            description = "A second local address for the reflector. Without it endpoints can't measure all of their"
                    + " firewall's behaviour, and it is shown as not measured.")
    @Nullable
    IpAddress alternateAddress;

    @Option(
            names = "--public-address",
            paramLabel = "IP[,IPv6]",
            split = ",",
            converter = IpConverter.class,
            description = "The reflector's address as endpoints see it, where it isn't the host that they connect to;"
                    + " with an IPv6 address behind it where it has both.")
    List<IpAddress> publicAddresses = List.of();

    @Option(
            names = "--trusted-proxy",
            paramLabel = "IP[/LEN]",
            split = ",",
            description =
                    "A proxy in front of this manager (or several): only its Forwarded or X-Forwarded-For header says"
                            + " where a connection comes from. Default: none, each connection comes from its own address.")
    List<String> trustedProxies = List.of();

    @Option(
            names = "--events",
            paramLabel = "FILE",
            description = "Append events to this file, one JSON object a line.")
    @Nullable
    Path events;

    @Option(
            names = "--relay",
            paramLabel = "on|off",
            defaultValue = "on",
            description = "Pass on the sealed sound of calls whose ends can't reach each other directly."
                    + " Default: ${DEFAULT-VALUE}.")
    String relay = "on";

    @Option(
            names = "--relay-calls",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many calls may be relayed at once. Default: ${DEFAULT-VALUE}.")
    int relayCalls;

    @Option(
            names = "--relay-kbit",
            paramLabel = "K",
            defaultValue = "192",
            description = "What each end of a relayed call may send, in kbit/s on average; sound of 64 kbit/s needs 90."
                    + " Default: ${DEFAULT-VALUE}.")
    int relayKbit;

    @Option(names = "--config", paramLabel = "FILE", description = "Read options from this file.")
    @Nullable
    Path config;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    boolean help;

    private final Optional<String> brokerPassword =
            Optional.ofNullable(System.getenv("TRANSOM_BROKER_PASSWORD")).filter(password -> !password.isEmpty());

    public static void main(String... args) {
        System.exit(Configuration.run(new ManagerProgram(), args));
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = settings();
        CountDownLatch stopped = new CountDownLatch(1);
        try (Manager manager = Manager.start(settings, new SystemEntropy())) {
            Thread hook = Thread.ofPlatform().unstarted(() -> {
                manager.close();
                stopped.countDown();
            });
            Runtime.getRuntime().addShutdownHook(hook);
            announce(manager);
            stopped.await();
        }
        return 0;
    }

    /** An external broker may come up after the manager: it keeps trying, says so once, and is ready when both are. */
    private static void announce(Manager manager) throws InterruptedException {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        if (!manager.awaitHealthy(Duration.ofSeconds(5))) {
            err.println("transom: waiting: " + manager.trouble().orElse("the broker is slow"));
            while (!manager.awaitHealthy(Duration.ofSeconds(1))) {
                Thread.sleep(100);
            }
        }
        String tlsPort = manager.tlsPort().isPresent()
                ? ", tls port " + manager.tlsPort().getAsInt()
                : "";
        out.println("ready: http port " + manager.httpPort() + tlsPort + ", udp ports " + manager.udpPort() + " and "
                + (manager.udpPort() + 1) + ", broker " + manager.brokerName() + ", manager "
                + manager.identity().id());
    }

    private Settings settings() {
        Ports.check("http-port", httpPort, Ports.HIGHEST);
        Ports.check("udp-port", udpPort, HIGHEST_UDP_PORT);
        Path directory = data;
        if (directory == null) {
            throw WrongValue.missing("data", "Name the manager's directory: --data DIR.");
        }
        if (alternateAddress != null && alternateAddress.equals(bindAddress)) {
            throw WrongValue.of(
                    "alternate-address", alternateAddress.toString(), "It must differ from --bind-address.");
        }
        if (publicAddresses.size() > 2
                || publicAddresses.size() == 2
                        && (!publicAddresses.get(0).isV4()
                                || publicAddresses.get(1).isV4())) {
            throw WrongValue.of(
                    "public-address",
                    publicAddresses.stream().map(IpAddress::toString).collect(Collectors.joining(",")),
                    "Give one address, or an IPv4 and an IPv6 address, such as 203.0.113.5,2001:db8::5.");
        }
        return new Settings(
                httpPort,
                udpPort,
                directory,
                externalBroker(),
                Optional.ofNullable(bindAddress),
                Optional.ofNullable(alternateAddress),
                publicAddresses,
                Optional.ofNullable(events),
                Limits.DEFAULT.withTrusted(trusted()),
                relay(),
                tls.source());
    }

    private TrustedProxies trusted() {
        return new TrustedProxies(trustedProxies.stream()
                .map(text -> TrustedProxies.Range.parse(text.strip())
                        .orElseThrow(() -> WrongValue.of(
                                "trusted-proxy",
                                text,
                                "Give an address, or a range of at least /8, such as 192.0.2.7 or 10.1.0.0/16.")))
                .toList());
    }

    private Optional<RelayLimits> relay() {
        if (relayCalls < 1 || relayCalls > MOST_RELAY_CALLS) {
            throw WrongValue.of(
                    "relay-calls", String.valueOf(relayCalls), "Give a number from 1 to " + MOST_RELAY_CALLS + ".");
        }
        if (relayKbit < LEAST_RELAY_KBIT || relayKbit > MOST_RELAY_KBIT) {
            throw WrongValue.of(
                    "relay-kbit",
                    String.valueOf(relayKbit),
                    "Give a number from " + LEAST_RELAY_KBIT + " to " + MOST_RELAY_KBIT + ".");
        }
        return switch (relay) {
            case "on" ->
                Optional.of(RelayLimits.DEFAULT.withCalls(relayCalls).withOctetsPerSecond(relayKbit * 1000 / 8));
            case "off" -> Optional.empty();
            default -> throw WrongValue.of("relay", relay, "Say on or off.");
        };
    }

    private Optional<ExternalBroker> externalBroker() {
        String url = broker;
        if (url == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ExternalBroker.parse(url, brokerPassword));
        } catch (IllegalArgumentException e) {
            String shown = url.replaceFirst("//[^@/]*@", "//...@");
            throw WrongValue.of("broker", shown, String.valueOf(e.getMessage()));
        }
    }
}
