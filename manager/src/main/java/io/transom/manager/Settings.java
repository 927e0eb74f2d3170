package io.transom.manager;

import io.transom.core.relay.RelayLimits;
import io.transom.manager.broker.ExternalBroker;
import io.transom.manager.door.Limits;
import io.transom.manager.tls.TlsSource;
import io.transom.wire.IpAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a manager is to run.
 *
 * @param httpPort TCP port of the front door; 0 = any
 * @param udpPort UDP port U of the reflector, which takes U + 1 as well; 0 = any pair
 * @param data the data directory, made where it is missing
 * @param broker somebody's broker; the embedded one where empty
 * @param bindAddress the one local address to listen on; all where empty
 * @param alternateAddress a second local address for the reflector; without it most kinds of
 *     mapping and filtering can't be told apart (RFC 5780)
 * @param publicAddresses the reflector's addresses as the endpoints see them, at most one of each family, where they
 *     aren't those of the host of their URL
 * @param events file to append events to
 * @param tls where the certificate of the front door's TLS port comes from; no such port where empty
 * @param relay what the relay may do for calls without a direct path; no relay where empty
 */
public record Settings(
        int httpPort,
        int udpPort,
        Path data,
        Optional<ExternalBroker> broker,
        Optional<IpAddress> bindAddress,
        Optional<IpAddress> alternateAddress,
        List<IpAddress> publicAddresses,
        Optional<Path> events,
        Limits limits,
        Optional<RelayLimits> relay,
        Optional<TlsSource> tls) {
    public Settings {
        publicAddresses = List.copyOf(publicAddresses);
    }

    /** Any ports on every address, the embedded broker, nothing written but {@code data}. */
    public static Settings in(Path data) {
        return new Settings(
                0,
                0,
                data,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Limits.DEFAULT,
                Optional.of(RelayLimits.DEFAULT),
                Optional.empty());
    }

    public Settings withPorts(int http, int udp) {
        return with(draft -> {
            draft.httpPort = http;
            draft.udpPort = udp;
        });
    }

    public Settings withBroker(ExternalBroker theirs) {
        return with(draft -> draft.broker = Optional.of(theirs));
    }

    /** Listens on {@code primary} only, and with the reflector on {@code alternate} too. */
    public Settings withAddresses(IpAddress primary, Optional<IpAddress> alternate) {
        return with(draft -> {
            draft.bindAddress = Optional.of(primary);
            draft.alternateAddress = alternate;
        });
    }

    /** Listens on every address, with the reflector on {@code alternate} too, which is one of them. */
    public Settings withAlternate(IpAddress alternate) {
        return with(draft -> draft.alternateAddress = Optional.of(alternate));
    }

    /** {@code addresses}: IPv4, IPv6 or, in this order, both. */
    public Settings withPublicAddresses(List<IpAddress> addresses) {
        return with(draft -> draft.publicAddresses = addresses);
    }

    public Settings withEvents(Path file) {
        return with(draft -> draft.events = Optional.of(file));
    }

    public Settings withLimits(Limits others) {
        return with(draft -> draft.limits = others);
    }

    public Settings withRelay(Optional<RelayLimits> others) {
        return with(draft -> draft.relay = others);
    }

    public Settings withTls(TlsSource source) {
        return with(draft -> draft.tls = Optional.of(source));
    }

    private Settings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settled();
    }

    /** A copy that may still be changed. */
    private static final class Draft {
        private int httpPort;
        private int udpPort;
        private final Path data;
        private Optional<ExternalBroker> broker;
        private Optional<IpAddress> bindAddress;
        private Optional<IpAddress> alternateAddress;
        private List<IpAddress> publicAddresses;
        private Optional<Path> events;
        private Limits limits;
        private Optional<RelayLimits> relay;
        private Optional<TlsSource> tls;

        Draft(Settings of) {
            httpPort = of.httpPort;
            udpPort = of.udpPort;
            data = of.data;
            broker = of.broker;
            bindAddress = of.bindAddress;
            alternateAddress = of.alternateAddress;
            publicAddresses = of.publicAddresses;
            events = of.events;
            limits = of.limits;
            relay = of.relay;
            tls = of.tls;
        }

        Settings settled() {
            return new Settings(
                    httpPort,
                    udpPort,
                    data,
                    broker,
                    bindAddress,
                    alternateAddress,
                    publicAddresses,
                    events,
                    limits,
                    relay,
                    tls);
        }
    }
}
