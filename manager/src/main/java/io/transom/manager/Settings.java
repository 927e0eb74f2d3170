package io.transom.manager;

import io.transom.core.relay.RelayLimits;
import io.transom.manager.broker.ExternalBroker;
import io.transom.manager.door.Limits;
import io.transom.manager.tls.TlsSource;
import io.transom.wire.IpAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
        return new Settings(
                http, udp, data, broker, bindAddress, alternateAddress, publicAddresses, events, limits, relay, tls);
    }

    public Settings withBroker(ExternalBroker theirs) {
        return new Settings(
                httpPort,
                udpPort,
                data,
                Optional.of(theirs),
                bindAddress,
                alternateAddress,
                publicAddresses,
                events,
                limits,
                relay,
                tls);
    }

    /** Listens on {@code primary} only, and with the reflector on {@code alternate} too. */
    public Settings withAddresses(IpAddress primary, Optional<IpAddress> alternate) {
        return new Settings(
                httpPort,
                udpPort,
                data,
                broker,
                Optional.of(primary),
                alternate,
                publicAddresses,
                events,
                limits,
                relay,
                tls);
    }

    /** Listens on every address, with the reflector on {@code alternate} too, which is one of them. */
    public Settings withAlternate(IpAddress alternate) {
        return new Settings(
                httpPort,
                udpPort,
                data,
                broker,
                bindAddress,
                Optional.of(alternate),
                publicAddresses,
                events,
                limits,
                relay,
                tls);
    }

    /** {@code addresses}: IPv4, IPv6 or, in this order, both. */
    public Settings withPublicAddresses(List<IpAddress> addresses) {
        return new Settings(
                httpPort, udpPort, data, broker, bindAddress, alternateAddress, addresses, events, limits, relay, tls);
    }

    public Settings withEvents(Path file) {
        return new Settings(
                httpPort,
                udpPort,
                data,
                broker,
                bindAddress,
                alternateAddress,
                publicAddresses,
                Optional.of(file),
                limits,
                relay,
                tls);
    }

    public Settings withLimits(Limits others) {
        return new Settings(
                httpPort,
                udpPort,
                data,
                broker,
                bindAddress,
                alternateAddress,
                publicAddresses,
                events,
                others,
                relay,
                tls);
    }

    public Settings withRelay(Optional<RelayLimits> others) {
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
                others,
                tls);
    }

    public Settings withTls(TlsSource source) {
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
                Optional.of(source));
    }
}
