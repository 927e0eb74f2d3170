package io.transom.node.router;

import io.transom.core.Effect;
import io.transom.core.Input.GatewayChanged.Gateway;
import io.transom.core.Input.UpnpAnswered;
import io.transom.node.udp.Addresses;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This machine's router, asked by UPnP-IGD on a thread of its own. */
final class UpnpRouter implements HomeRouter {
    private static final Logger LOG = LoggerFactory.getLogger(UpnpRouter.class);
    /** The gateway, and one more that answers on the link. */
    private static final int MOST_ROUTERS = 2;
    /** Another household member's device may have the port: then the next ones are tried. */
    private static final int MOST_PORTS_TRIED = 4;

    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("upnp").daemon().factory());

    // ---- on the thread only ----
    private Optional<Session> session = Optional.empty();

    private record Held(int internalPort, int externalPort) {}

    /** A router that has granted something. */
    private static final class Session implements AutoCloseable {
        private final SmallHttp http;
        private final IgdService service;
        private final List<Held> held = new ArrayList<>();

        Session(SmallHttp http, IgdDescription description) {
            this.http = http;
            this.service = new IgdService(http, description);
        }

        @Override
        public void close() {
            http.close();
        }
    }

    @Override
    public Optional<Gateway> gateway() {
        return DefaultGateway.now();
    }

    @Override
    public void ask(Effect.AskUpnp wanted, Consumer<UpnpAnswered> answer) {
        thread.execute(() -> answer.accept(map(wanted)));
    }

    @Override
    public void end() {
        thread.execute(this::giveBack);
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private UpnpAnswered map(Effect.AskUpnp wanted) {
        try {
            if (session.isPresent()) {
                UpnpAnswered again = mapAt(session.get(), wanted);
                if (!again.mapped().isEmpty()) {
                    return again;
                }
            }
        } catch (IOException e) {
            LOG.debug("the router that has granted it answers no more: {}", e.getMessage());
        }
        leave();
        return search(wanted);
    }

    private UpnpAnswered search(Effect.AskUpnp wanted) {
        UpnpAnswered last = new UpnpAnswered(List.of(), "no router answered");
        List<URI> locations;
        try {
            InetAddress own = Addresses.socketAddress(
                            new UdpAddress(wanted.gateway().own(), 0))
                    .getAddress();
            locations = SsdpSearch.locations(own, wanted.gateway().address());
        } catch (IOException e) {
            return new UpnpAnswered(List.of(), "the search was not possible: " + e.getMessage());
        }
        for (URI location : locations.stream().limit(MOST_ROUTERS).toList()) {
            last = mapAt(location, wanted);
            if (!last.mapped().isEmpty()) {
                return last;
            }
        }
        return last;
    }

    private UpnpAnswered mapAt(URI location, Effect.AskUpnp wanted) {
        SmallHttp http = new SmallHttp();
        try {
            Optional<IgdDescription> description =
                    IgdDescription.read(http.get(location).body(), location);
            if (description.isPresent()) {
                Session found = new Session(http, description.get());
                UpnpAnswered answer = mapAt(found, wanted);
                if (!answer.mapped().isEmpty()) {
                    session = Optional.of(found);
                    return answer;
                }
                http.close();
                return answer;
            }
            http.close();
            return new UpnpAnswered(List.of(), "the router at " + location.getHost() + " maps no ports");
        } catch (IOException e) {
            http.close();
            return new UpnpAnswered(List.of(), "the router at " + location.getHost() + ": " + e.getMessage());
        }
    }

    private static UpnpAnswered mapAt(Session at, Effect.AskUpnp wanted) throws IOException {
        Optional<IpAddress> external = at.service.externalAddress();
        if (external.isEmpty()) {
            return new UpnpAnswered(List.of(), "the router has no address outside");
        }
        List<UpnpAnswered.Mapped> mapped = new ArrayList<>();
        int error = 0;
        for (int port : wanted.ports()) {
            Grant grant = mapOne(at, wanted, port);
            error = grant.error();
            if (error == 0) {
                at.held.removeIf(held -> held.internalPort() == port);
                at.held.add(new Held(port, grant.externalPort()));
                UdpAddress address = new UdpAddress(external.get(), grant.externalPort());
                mapped.add(new UpnpAnswered.Mapped(port, address, grant.lease()));
            }
        }
        return new UpnpAnswered(mapped, mapped.isEmpty() ? "the router refused, error " + error : "");
    }

    private record Grant(int error, int externalPort, Duration lease) {}

    /** Asks for our own port number first, or for the one that we have. */
    private static Grant mapOne(Session at, Effect.AskUpnp wanted, int port) throws IOException {
        int external = at.held.stream()
                .filter(held -> held.internalPort() == port)
                .findFirst()
                .map(Held::externalPort)
                .orElse(port);
        Duration lease = wanted.lifetime();
        IgdService.Said said = at.service.add(external, wanted.gateway().own(), port, lease);
        for (int tries = 1; tries < MOST_PORTS_TRIED && !said.yes(); tries++) {
            if (said.error() == IgdService.ONLY_PERMANENT && !lease.isZero()) {
                lease = Duration.ZERO;
            } else if (said.error() == IgdService.CONFLICT) {
                external = FIRST_UNPRIVILEGED_PORT + (external + 977) % (65_536 - FIRST_UNPRIVILEGED_PORT);
            } else {
                break;
            }
            said = at.service.add(external, wanted.gateway().own(), port, lease);
        }
        return new Grant(said.error(), external, lease);
    }

    private void giveBack() {
        session.ifPresent(at -> {
            for (Held held : at.held) {
                try {
                    at.service.delete(held.externalPort());
                } catch (IOException e) {
                    LOG.debug("a port mapping was not given back: {}", e.getMessage());
                }
            }
        });
        leave();
    }

    private void leave() {
        session.ifPresent(Session::close);
        session = Optional.empty();
    }
}
