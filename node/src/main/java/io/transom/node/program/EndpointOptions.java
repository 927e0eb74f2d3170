package io.transom.node.program;

import io.transom.core.event.Event;
import io.transom.core.trust.InviteCode;
import io.transom.node.config.Needed;
import io.transom.node.config.Ports;
import io.transom.node.config.WrongValue;
import io.transom.node.control.ManagerAccess;
import io.transom.node.control.ManagerUrl;
import io.transom.node.control.TlsTrust;
import io.transom.node.events.EventFile;
import io.transom.node.explain.FlightRecorder;
import io.transom.node.lan.LanLine;
import io.transom.node.lan.MulticastLine;
import io.transom.node.router.HomeRouter;
import io.transom.node.time.Pace;
import io.transom.node.udp.NettyUdp;
import io.transom.node.udp.UdpSockets;
import io.transom.node.udp.ViaRouter;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every program that is an endpoint; a picocli mixin. */
public final class EndpointOptions {
    @Option(
            names = "--manager",
            paramLabel = "ws://HOST:80/mqtt",
            converter = ManagerUrl.Converter.class,
            description =
                    "Where the manager is, for example ws://intercom.example.org/mqtt, or https://intercom.example.org"
                            + " for TLS and nothing else.")
    @Nullable
    private ManagerUrl manager;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Directory for this endpoint's keys; made at the first start. Only its user may read it.")
    @Nullable
    private Path data;

    @Option(
            names = "--invite",
            paramLabel = "CODE",
            description = "One-time code from 'transom invite', to join with. Not needed once joined.")
    @Nullable
    private String invite;

    @Option(
            names = "--tls-authority",
            paramLabel = "FILE",
            description =
                    "Certificates (PEM) of the authorities that may vouch for the manager's host, in place of those that"
                            + " come with Java: for who has an authority of his own.")
    @Nullable
    private Path tlsAuthority;

    @Option(
            names = "--allow-plain",
            description = "Reach the manager as its address is written even where it was reached over TLS before: when"
                    + " whoever runs it has given TLS up.")
    private boolean allowPlain;

    @Option(
            names = "--udp-ports",
            paramLabel = "P1,P2",
            defaultValue = "0,0",
            converter = Ports.Converter.class,
            description = "UDP ports to use, primary first; 0 means any. Default: ${DEFAULT-VALUE}.")
    @Nullable
    private Ports udpPorts;

    /** Whether the home's router is asked. */
    private enum PortMapping {
        auto,
        off
    }

    @Option(
            names = "--port-mapping",
            paramLabel = "auto|off",
            defaultValue = "auto",
            description =
                    "Ask the home's router to map our UDP ports (by PCP, NAT-PMP or UPnP), so that a direct path is found"
                            + " behind more kinds of firewall; or don't. Default: ${DEFAULT-VALUE}.")
    @Nullable
    private PortMapping portMapping;

    /** Whether others of the household are looked for in this home. */
    private enum LanDiscovery {
        auto,
        off
    }

    @Option(
            names = "--lan-discovery",
            paramLabel = "auto|off",
            defaultValue = "auto",
            description =
                    "Find the household's other endpoints in this home by multicast (DNS-SD), so that they can call each"
                            + " other while the manager can't be reached; or don't. Default: ${DEFAULT-VALUE}.")
    @Nullable
    private LanDiscovery lanDiscovery;

    @Option(
            names = "--udp-via",
            paramLabel = "HOST:PORT",
            description =
                    "Send all UDP through a router in user space there ('transom router'), for trying things out.")
    @Nullable
    private String udpVia;

    @Option(
            names = "--events",
            paramLabel = "FILE",
            description = "Append what happens to this file, one JSON object a line.")
    @Nullable
    private Path events;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Read options from this file, one 'key = value' a line; flags and the environment are stronger.")
    @Nullable
    private Path config;

    /** This endpoint's directory. */
    public Path data() {
        return Needed.of(data, "data");
    }

    /** Where the manager is, where that was said. */
    public Optional<ManagerUrl> manager() {
        return Optional.ofNullable(manager);
    }

    /** What a link says of the manager holds where the options say nothing. */
    public void fill(JoinLink link) {
        manager = manager().or(link::manager).orElse(null);
        invite = Optional.ofNullable(invite)
                .or(() -> link.invite().map(InviteCode::text))
                .orElse(null);
    }

    /** What these options say; {@code events} takes every event. A command that asks a running program needs no manager. */
    public EndpointSettings settings(Consumer<Event> events) {
        if (manager == null) {
            throw WrongValue.missing(
                    "manager",
                    "Give --manager ws://HOST:80/mqtt, put it into the file of --config, or set TRANSOM_MANAGER.");
        }
        return new EndpointSettings(
                manager,
                Needed.of(data, "data"),
                invite(),
                udp(),
                Needed.of(udpPorts, "udp-ports").numbers(),
                router(),
                lan(),
                ClockTeller::ofThisMachine,
                Pace.system(),
                access(),
                events);
    }

    private Optional<InviteCode> invite() {
        if (invite == null || invite.isBlank()) {
            return Optional.empty();
        }
        Optional<InviteCode> code = InviteCode.parse(invite);
        if (code.isEmpty()) {
            throw WrongValue.of("invite", invite, "This isn't an invite's code, or it is mistyped. Copy it anew.");
        }
        return code;
    }

    private ManagerAccess.Rules access() {
        TlsTrust trust = tlsAuthority == null ? TlsTrust.ofThisPlatform() : TlsTrust.of(tlsAuthority);
        return new ManagerAccess.Rules(trust, allowPlain);
    }

    private UdpSockets.Factory udp() {
        if (udpVia == null) {
            return NettyUdp::bind;
        }
        String via = udpVia;
        UdpAddress router = UdpAddress.parse(via)
                .orElseThrow(() -> WrongValue.of("udp-via", via, "Write it as ADDRESS:PORT, such as 127.1.0.1:4000."));
        return ViaRouter.through(router, NettyUdp::bind);
    }

    /** What goes through a router in user space never meets the home's. */
    private Supplier<HomeRouter> router() {
        boolean asked = udpVia == null && Needed.of(portMapping, "port-mapping") == PortMapping.auto;
        return asked ? HomeRouter::ofThisMachine : HomeRouter::none;
    }

    /** What goes through a router in user space isn't on this machine's links. */
    private Supplier<LanLine> lan() {
        boolean wanted = udpVia == null && Needed.of(lanDiscovery, "lan-discovery") == LanDiscovery.auto;
        return wanted ? MulticastLine::new : LanLine::none;
    }

    public EventFile openEvents() {
        try {
            return EventFile.to(Optional.ofNullable(events)).listen(new FlightRecorder(Needed.of(data, "data")));
        } catch (IOException e) {
            throw WrongValue.of(
                    "events", String.valueOf(events), "The file can't be written (" + e + "). Name another.");
        }
    }
}
