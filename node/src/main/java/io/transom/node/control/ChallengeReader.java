package io.transom.node.control;

import io.transom.node.udp.Addresses;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.PublicIdentity;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what {@code GET /challenge} told. Foreign text: whatever is wrong with it is one {@link IOException}. */
final class ChallengeReader {
    private static final Logger LOG = LoggerFactory.getLogger(ChallengeReader.class);

    /** The manager's primary and alternate port. */
    private static final int MOST_PORTS = 2;

    private static final int LONGEST_CHALLENGE = 128;

    private ChallengeReader() {}

    /**
     * {@code host} is where the manager was reached; its addresses, one of each family, are the reflector's unless the
     * manager names others. What it names counts only where it reaches as far: one on the internet, or whoever speaks for
     * it on a plain port 80, can't have our questions sent into our own home or machine, nor make addresses there targets.
     */
    static Control.Challenge read(String json, String host) throws IOException {
        try {
            JsonNode root = JsonMapper.shared().readTree(json);
            Bytes challenge = octets(root, "challenge");
            Bytes manager = octets(root, "manager");
            if (challenge.isEmpty()
                    || challenge.length() > LONGEST_CHALLENGE
                    || manager.length() != PublicIdentity.LENGTH) {
                throw new IOException("the manager's challenge is malformed; is this a Transom manager?");
            }
            return new Control.Challenge(
                    challenge, PublicIdentity.decode(manager), reflectors(root.path("reflector"), host));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException("the manager's challenge can't be read; is this a Transom manager?", e);
        }
    }

    private static Bytes octets(JsonNode root, String field) {
        return Bytes.owning(Base64.getUrlDecoder().decode(root.path(field).asString("")));
    }

    private static List<UdpAddress> reflectors(JsonNode reflector, String host) throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (JsonNode port : reflector.path("ports")) {
            int number = port.asInt(0);
            if (number > 0 && number <= 65535 && ports.size() < MOST_PORTS) {
                ports.add(number);
            }
        }
        List<IpAddress> reached = resolve(host);
        List<IpAddress> named = Stream.of("host", "host6")
                .flatMap(field -> ip(reflector, field, reached).stream())
                .toList();
        List<IpAddress> addresses = new ArrayList<>(oneOfEachFamily(named.isEmpty() ? reached : named));
        if (addresses.isEmpty()) {
            throw new IOException("the manager's host " + host + " has no address");
        }
        ip(reflector, "alternate", reached).ifPresent(addresses::add);
        return addresses.stream()
                .flatMap(ip -> ports.stream().map(port -> new UdpAddress(ip, port)))
                .toList();
    }

    private static Optional<IpAddress> ip(JsonNode reflector, String field, List<IpAddress> reached) {
        Optional<IpAddress> named = IpAddress.parse(reflector.path(field).asString(""));
        Optional<IpAddress> fitting =
                named.filter(ip -> reached.stream().allMatch(manager -> reach(manager) <= reach(ip)));
        if (named.isPresent() && fitting.isEmpty()) {
            LOG.warn(
                    "the manager at {} names {} as its reflector, which is nearer than itself: left out",
                    reached,
                    named.get());
        }
        return fitting;
    }

    /** 0 this machine, 1 a home's network, 2 the internet. */
    private static int reach(IpAddress ip) {
        if (ip.isLoopback()) {
            return 0;
        }
        return ip.isPrivate() || ip.isLinkLocal() ? 1 : 2;
    }

    private static List<IpAddress> oneOfEachFamily(List<IpAddress> addresses) {
        return Stream.of(true, false)
                .flatMap(v4 -> addresses.stream().filter(ip -> ip.isV4() == v4).limit(1))
                .toList();
    }

    private static List<IpAddress> resolve(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .map(Addresses::of)
                    .toList();
        } catch (java.net.UnknownHostException e) {
            return List.of();
        }
    }
}
