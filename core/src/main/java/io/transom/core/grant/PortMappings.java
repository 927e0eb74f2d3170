package io.transom.core.grant;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.Input.GatewayChanged.Gateway;
import io.transom.core.grant.RouterClient.Port;
import io.transom.core.grant.RouterClient.Verdict;
import io.transom.core.grant.RouterClient.Wish;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.portmap.NatPmpCodec;
import io.transom.wire.portmap.NatPmpMessage;
import io.transom.wire.signal.PeerSignal.Candidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Asks the home's router for a mapping of each of our sockets, keeps it, and gives it back at the end. */
public final class PortMappings {
    /** RFC 6887 section 19.1, RFC 6886 section 1.1. */
    public static final int ROUTER_PORT = 5351;

    /** RFC 6887's own retry of 3 s would cost a home without PCP that long; whoever answers first is as good. */
    static final Duration NAT_PMP_AFTER = Duration.ofSeconds(1);
    /** NAT-PMP has been asked four times by then. */
    static final Duration UPNP_AFTER = Duration.ofSeconds(3);
    /** Nobody has granted anything: people change their router's settings, and their intercom tells within that time. */
    static final Duration SEARCH_AGAIN = Duration.ofMinutes(10);

    private static final int PRIMARY_SOCKET = 0;

    private final PcpClient pcp;
    private final NatPmpClient natPmp;
    private final UpnpClient upnp = new UpnpClient();
    /** The preferred one first. */
    private final List<RouterClient> clients;

    private final Offers offers = new Offers();
    private final List<Effect> pending = new ArrayList<>();
    private Optional<Gateway> gateway = Optional.empty();
    private List<List<UdpAddress>> hosts = List.of();
    private Optional<Wish> wish = Optional.empty();
    private Moment searchAgain = Moment.NEVER;
    private boolean hadGrant;
    private boolean over;

    /** {@code nonces}: for each port of ours 12 octets that nobody else can know, the same at every start. */
    public PortMappings(Entropy entropy, IntFunction<Bytes> nonces) {
        pcp = new PcpClient(entropy, nonces);
        natPmp = new NatPmpClient(entropy);
        clients = List.of(pcp, natPmp, upnp);
    }

    // ---- what happens ----

    public void onGateway(Optional<Gateway> newGateway, Moment now) {
        if (!gateway.equals(newGateway)) {
            gateway = newGateway;
            beginAnew(now);
        }
    }

    public void onSocketsBound(List<List<UdpAddress>> newHosts, Moment now) {
        if (!hosts.equals(newHosts)) {
            hosts = newHosts;
            beginAnew(now);
        }
    }

    /** What became of a datagram. */
    public enum Result {
        /** Nothing of ours. */
        NOT_OURS,
        TAKEN,
        /** An answer of a router that has started anew: its other mappings are gone as well. */
        ROUTER_RESTARTED
    }

    /** An answer counts from the gateway alone, at the socket that asks, to a question that is open. */
    public Result onDatagram(int socket, UdpAddress from, Bytes datagram, Moment now) {
        boolean fromGateway = socket == PRIMARY_SOCKET
                && wish.filter(wished -> address(wished.gateway()).equals(from)).isPresent();
        if (!fromGateway) {
            return Result.NOT_OURS;
        }
        Verdict verdict = NatPmpCodec.decode(datagram)
                .map(message -> onNatPmp(message, now))
                .orElseGet(() -> pcp.onDatagram(datagram, now));
        settle(now);
        return switch (verdict) {
            case NOT_OURS -> Result.NOT_OURS;
            case TAKEN -> Result.TAKEN;
            case RESTARTED -> Result.ROUTER_RESTARTED;
        };
    }

    private Verdict onNatPmp(NatPmpMessage message, Moment now) {
        boolean otherVersion = message instanceof NatPmpMessage.Refusal refusal
                && refusal.result() == NatPmpMessage.UNSUPPORTED_VERSION;
        return otherVersion && pcp.unsupported() ? Verdict.TAKEN : natPmp.onMessage(message, now);
    }

    public void onUpnp(Input.UpnpAnswered answered, Moment now) {
        if (upnp.onAnswered(answered, now)) {
            settle(now);
        }
    }

    /** Whatever is due; {@code observed} is where the world sees our sockets. */
    public List<Effect> wake(List<UdpAddress> observed, Moment now) {
        if (wish.isEmpty() && pending.isEmpty()) {
            return offers.news(List.of(), observed);
        }
        List<Effect> effects = new ArrayList<>(pending);
        pending.clear();
        if (searchAgain.reached(now)) {
            search(now);
        }
        if (offers.contradicted(grants(), observed)) {
            clients.forEach(client -> client.askAnew(now));
        }
        clients.forEach(client -> effects.addAll(client.wake(now)));
        settle(now);
        effects.addAll(offers.news(grants(), observed));
        return effects;
    }

    public Moment wakeAt() {
        Moment earliest = pending.isEmpty() ? searchAgain : Moment.ZERO;
        for (RouterClient client : clients) {
            earliest = earliest.earlier(client.wakeAt());
        }
        return earliest;
    }

    /** Gives everything back; nothing is asked any more. */
    public List<Effect> shutDown() {
        over = true;
        List<Effect> effects = new ArrayList<>();
        clients.forEach(client -> effects.addAll(client.release()));
        forget();
        pending.clear();
        return effects;
    }

    // ---- what is granted ----

    List<Grant> grants() {
        for (RouterClient client : clients) {
            List<Grant> grants = client.grants();
            if (!grants.isEmpty()) {
                return grants;
            }
        }
        return List.of();
    }

    /** Granted addresses that a peer may be told. */
    public List<Candidate> candidates(List<UdpAddress> observed) {
        return offers.candidates(grants(), observed);
    }

    // ---- the search ----

    /**
     * What is held is not given back: a router that isn't there any more doesn't hear it, and one that is there is asked
     * for the same at once, whose answer could not be told from the other's (same nonce, same port).
     */
    private void beginAnew(Moment now) {
        Optional<Wish> wanted = over ? Optional.empty() : gateway.flatMap(this::wishFor);
        if (!grants().isEmpty() && wanted.equals(wish)) {
            clients.forEach(client -> client.look(now));
            return;
        }
        pcp.stop();
        natPmp.stop();
        pending.addAll(upnp.release());
        forget();
        wish = wanted;
        if (wish.isPresent()) {
            search(now);
        }
    }

    private void forget() {
        wish = Optional.empty();
        searchAgain = Moment.NEVER;
        hadGrant = false;
    }

    /** Where our own address isn't private there is nothing to be mapped; a gateway elsewhere isn't the home's router. */
    private Optional<Wish> wishFor(Gateway at) {
        boolean home = at.address().isV4() && at.own().isV4() && isHomes(at.address()) && isHomes(at.own());
        List<Port> ports = new ArrayList<>();
        for (int socket = 0; socket < hosts.size(); socket++) {
            for (UdpAddress host : hosts.get(socket)) {
                if (home && host.ip().equals(at.own())) {
                    ports.add(new Port(socket, host.port()));
                }
            }
        }
        return ports.isEmpty() ? Optional.empty() : Optional.of(new Wish(at, ports));
    }

    private static boolean isHomes(IpAddress ip) {
        return ip.isPrivate() || ip.isLinkLocal();
    }

    private void search(Moment now) {
        Wish wished = wish.orElseThrow();
        searchAgain = Moment.NEVER;
        pcp.begin(wished, now);
        natPmp.begin(wished, now.plus(NAT_PMP_AFTER));
        upnp.begin(wished, now.plus(UPNP_AFTER));
    }

    /** Who has granted stays alone; who has said no is not waited for; and where all have, it is tried again later. */
    private void settle(Moment now) {
        Optional<RouterClient> winner =
                clients.stream().filter(client -> !client.grants().isEmpty()).findFirst();
        if (winner.isPresent()) {
            hadGrant = true;
            clients.stream().filter(client -> client != winner.get()).forEach(RouterClient::stop);
            return;
        }
        clients.stream().filter(client -> !client.isBusy()).forEach(RouterClient::stop);
        wish.ifPresent(wished -> goOn(wished, now));
    }

    private void goOn(Wish wished, Moment now) {
        boolean natPmpWaits = natPmp.isBusy() && !natPmp.hasAsked();
        if (!pcp.isBusy() && natPmpWaits) {
            natPmp.begin(wished, now);
        } else if (!pcp.isBusy() && !natPmp.isBusy() && upnp.isBusy() && !upnp.hasAsked()) {
            upnp.begin(wished, now);
        } else if (clients.stream().noneMatch(RouterClient::isBusy) && searchAgain == Moment.NEVER) {
            // What was granted and is taken away is looked for elsewhere at once, but only once.
            searchAgain = hadGrant ? now : now.plus(SEARCH_AGAIN);
            hadGrant = false;
        }
    }

    private static UdpAddress address(Gateway gateway) {
        return new UdpAddress(gateway.address(), ROUTER_PORT);
    }

    static Effect toGateway(Gateway gateway, Bytes datagram) {
        return new Effect.SendDatagram(Way.direct(PRIMARY_SOCKET, address(gateway)), datagram);
    }
}
