package io.transom.simulator.net;

import io.transom.simulator.router.Router;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.portmap.PcpCodec;
import io.transom.wire.portmap.PcpMessage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A home's router as the home sees it: a machine on the link that grants ports to whoever asks with PCP (RFC 6887). */
public final class Gateway {
    public static final IpAddress ADDRESS = IpAddress.of(192, 168, 1, 1);

    private static final int PORT = 5351;
    /** RFC 6887 section 15: what is asked for is granted up to a limit of the router's. */
    private static final Duration LONGEST = Duration.ofHours(2);
    /** RFC 6887 section 7.4. */
    private static final int NOT_AUTHORIZED = 2;

    private static final int NO_RESOURCES = 8;

    private final Host host;
    private final Router router;
    private final EventQueue time;
    private final Map<UdpAddress, Bytes> nonces = new TreeMap<>();
    private Moment since = Moment.ZERO;
    private int reboots;

    private Gateway(Host host, Router router, EventQueue time) {
        this.host = host;
        this.router = router;
        this.time = time;
    }

    /** From now on the router of {@code site} is asked at {@link #ADDRESS}. */
    public static void begin(Internet internet, Site site, EventQueue time) {
        Host host = internet.host(site, site.name() + " router", ADDRESS);
        Gateway gateway = new Gateway(host, site.router(), time);
        host.onDatagram(gateway::hear);
    }

    private void hear(UdpAddress local, UdpAddress from, Bytes datagram) {
        if (local.port() != PORT) {
            return;
        }
        if (router.reboots() != reboots) {
            reboots = router.reboots();
            since = time.now();
            nonces.clear();
        }
        PcpCodec.decode(datagram)
                .flatMap(message -> answer(message, from))
                .ifPresent(answer -> host.send(PORT, from, PcpCodec.encode(answer)));
    }

    private Optional<PcpMessage> answer(PcpMessage message, UdpAddress from) {
        return switch (message) {
            case PcpMessage.AnnounceRequest ignored -> Optional.of(new PcpMessage.AnnounceResponse(0, 0, epoch()));
            case PcpMessage.MapRequest map ->
                map.client().equals(from.ip()) ? Optional.of(answer(map)) : Optional.empty();
            case PcpMessage.AnnounceResponse ignored -> Optional.empty();
            case PcpMessage.MapResponse ignored -> Optional.empty();
        };
    }

    /** Only who knows a mapping's nonce may change it (section 11.3), even after it has forgotten that it was its own. */
    private PcpMessage answer(PcpMessage.MapRequest map) {
        UdpAddress inside = new UdpAddress(map.client(), map.internalPort());
        boolean held = router.grants(inside, time.now());
        if (held && !Optional.of(map.nonce()).equals(Optional.ofNullable(nonces.get(inside)))) {
            return response(map, NOT_AUTHORIZED, Duration.ofSeconds(30), map.suggested());
        }
        if (map.lifetimeSeconds() == 0) {
            router.withdraw(inside);
            return response(map, PcpMessage.SUCCESS, Duration.ZERO, map.suggested());
        }
        Duration wanted = Duration.ofSeconds(map.lifetimeSeconds());
        Duration lifetime = wanted.compareTo(LONGEST) < 0 ? wanted : LONGEST;
        nonces.put(inside, map.nonce());
        return router.grant(inside, time.now().plus(lifetime), time.now())
                .map(outside -> response(map, PcpMessage.SUCCESS, lifetime, outside))
                .orElseGet(() -> response(map, NO_RESOURCES, Duration.ofSeconds(30), map.suggested()));
    }

    private PcpMessage response(PcpMessage.MapRequest map, int result, Duration lifetime, UdpAddress external) {
        return new PcpMessage.MapResponse(
                result, lifetime.toSeconds(), epoch(), map.nonce(), map.internalPort(), external);
    }

    private long epoch() {
        return time.now().since(since).toSeconds();
    }
}
