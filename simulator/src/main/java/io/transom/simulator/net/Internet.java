package io.transom.simulator.net;

import io.transom.simulator.router.Arrival;
import io.transom.simulator.router.Router;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Carries datagrams from site to site: out through the routers' mappings, through the weather, in through the filters. */
public final class Internet {
    /** Between two machines on one link of a home. */
    private static final Duration LAN_DELAY = Duration.ofMillis(1);
    /** RFC 6762 section 3: what is heard there was said to everybody. */
    public static final int MDNS_PORT = 5353;

    /** What became of a datagram where it did not arrive. */
    public enum Loss {
        WEATHER,
        /** A router's filter dropped it, or its table is full, or it doesn't let UDP through. */
        ROUTER,
        /** A router answered it with an ICMP error. */
        REJECTED,
        /** Nobody has that address now. */
        NOBODY
    }

    /** Sees every datagram. */
    public interface Observer {
        /** {@code host} sends; {@code outside} is the source that the internet sees, the inside one on a home's own link. */
        default void sent(Host host, int port, UdpAddress outside, UdpAddress to, Bytes datagram) {}

        default void delivered(Host host, UdpAddress local, UdpAddress from, Bytes datagram) {}

        default void lost(Loss why, UdpAddress from, UdpAddress to, Bytes datagram) {}
    }

    private final EventQueue time;
    private final Dice dice;
    private final Map<IpAddress, Site> sites = new LinkedHashMap<>();
    private final Map<IpAddress, Carrier> carriers = new LinkedHashMap<>();
    private final List<Observer> observers = new ArrayList<>();
    private Weather weather = Weather.CLEAR;

    public Internet(EventQueue time) {
        this(time, new Dice(0));
    }

    /** {@code dice}: for the routers that choose their ports by chance. */
    public Internet(EventQueue time, Dice dice) {
        this.time = time;
        this.dice = dice;
    }

    public void observe(Observer observer) {
        observers.add(observer);
    }

    public void weather(Weather newWeather) {
        weather = newWeather;
    }

    // ---- who is where ----

    public Site site(String name, RouterKind kind, IpAddress outside, Duration distance) {
        Site site = new Site(name, router(name, kind, outside), distance, Optional.empty());
        claim(outside);
        sites.put(outside, site);
        return site;
    }

    public Carrier carrier(String name, RouterKind kind, IpAddress outside, Duration distance) {
        Carrier carrier = new Carrier(name, router(name, kind, outside), distance);
        claim(outside);
        carriers.put(outside, carrier);
        return carrier;
    }

    /** A home with a router of its own behind the carrier's; {@code outside} is of the carrier's shared space. */
    public Site site(String name, RouterKind kind, IpAddress outside, Duration access, Carrier carrier) {
        Site site = new Site(name, router(name, kind, outside), access, Optional.of(carrier));
        carrier.add(site);
        return site;
    }

    private Router router(String name, RouterKind kind, IpAddress outside) {
        return new Router(kind, outside, dice.fork("router " + name));
    }

    private void claim(IpAddress address) {
        if (sites.containsKey(address) || carriers.containsKey(address)) {
            throw new IllegalArgumentException("the address " + address + " is taken");
        }
    }

    /** A host behind a NAT has a private address, any other the site's own. */
    public Host host(Site site, String name, IpAddress ip) {
        Host host = new Host(this, site, name, ip);
        site.add(host);
        return host;
    }

    /** The only host of a site on the open internet. */
    public Host publicHost(String name, IpAddress ip, Duration distance) {
        return host(site(name, RouterKind.open(), ip, distance), name, ip);
    }

    /** The host is carried to another site, where it has that address. */
    public void move(Host host, Site to, IpAddress ip) {
        host.move(to, ip);
    }

    /** The site's router forgets everything and comes back with another address; without a NAT its host gets it too. */
    public void reboot(Site site, IpAddress newOutside) {
        IpAddress old = site.router().outsideIp();
        if (site.carrier().isPresent()) {
            Carrier carrier = site.carrier().get();
            carrier.remove(site);
            site.router().reboot(newOutside);
            carrier.add(site);
            return;
        }
        sites.remove(old);
        claim(newOutside);
        sites.put(newOutside, site);
        site.router().reboot(newOutside);
        if (!site.translates()) {
            site.host(old).ifPresent(host -> host.move(newOutside));
        }
    }

    /** The same for a carrier's router. */
    public void reboot(Carrier carrier, IpAddress newOutside) {
        carriers.remove(carrier.router().outsideIp());
        claim(newOutside);
        carriers.put(newOutside, carrier);
        carrier.router().reboot(newOutside);
    }

    /** Where the world would see a packet come from, through mappings that are there already. */
    public Optional<UdpAddress> outside(Host host, int port, UdpAddress to) {
        Site site = host.site();
        return site.router()
                .mapped(host.at(port), to, time.now())
                .flatMap(shared -> site.carrier()
                        .map(carrier -> carrier.router().mapped(shared, to, time.now()))
                        .orElse(Optional.of(shared)));
    }

    // ---- out ----

    /** A datagram with a source address of the sender's choice: what a liar on a network without RFC 2827 can send. */
    public void forge(UdpAddress from, UdpAddress to, Bytes datagram) {
        transit(from, to, datagram, LAN_DELAY);
    }

    void send(Host host, int port, UdpAddress to, Bytes datagram) {
        if (host.ip().isV4() != to.ip().isV4()) {
            // Its kernel knows no way there: nothing leaves.
            lose(Loss.NOBODY, host.at(port), to, datagram);
            return;
        }
        Site site = host.site();
        UdpAddress inside = host.at(port);
        Optional<Host> neighbour = site.host(to.ip());
        if (neighbour.isPresent()) {
            tellSent(host, port, inside, to, datagram);
            time.after(LAN_DELAY, () -> deliver(neighbour.get(), to, inside, datagram));
            return;
        }
        boolean toOwnOutside = to.ip().equals(site.router().outsideIp());
        Optional<UdpAddress> outside = !toOwnOutside || site.router().kind().hairpin()
                ? site.router().outbound(inside, to, time.now())
                : Optional.empty();
        if (outside.isEmpty()) {
            tellSent(host, port, inside, to, datagram);
            lose(Loss.ROUTER, inside, to, datagram);
        } else if (toOwnOutside) {
            tellSent(host, port, outside.get(), to, datagram);
            time.after(LAN_DELAY, () -> arrive(site, outside.get(), to, datagram));
        } else if (site.carrier().isPresent()) {
            sendThroughCarrier(site.carrier().get(), host, port, outside.get(), to, datagram);
        } else {
            tellSent(host, port, outside.get(), to, datagram);
            transit(outside.get(), to, datagram, site.distance());
        }
    }

    /** {@code from}: an address of the carrier's shared space. */
    private void sendThroughCarrier(
            Carrier carrier, Host host, int port, UdpAddress from, UdpAddress to, Bytes datagram) {
        Duration access = host.site().access();
        Optional<Site> neighbour = carrier.home(to.ip());
        if (neighbour.isPresent()) {
            tellSent(host, port, from, to, datagram);
            time.after(access.plus(neighbour.get().access()), () -> arrive(neighbour.get(), from, to, datagram));
            return;
        }
        boolean toOwnOutside = to.ip().equals(carrier.router().outsideIp());
        Optional<UdpAddress> outside = !toOwnOutside || carrier.router().kind().hairpin()
                ? carrier.router().outbound(from, to, time.now())
                : Optional.empty();
        tellSent(host, port, outside.orElse(from), to, datagram);
        if (outside.isEmpty()) {
            lose(Loss.ROUTER, from, to, datagram);
        } else if (toOwnOutside) {
            time.after(access, () -> arrive(carrier, outside.get(), to, datagram));
        } else {
            transit(outside.get(), to, datagram, host.site().distance());
        }
    }

    /** Says {@code message} on the link of {@code site} under any name: what any machine there can do. */
    public void multicast(Site site, UdpAddress from, Bytes message) {
        for (Host neighbour : site.hosts()) {
            if (!neighbour.ip().equals(from.ip())) {
                UdpAddress local = neighbour.at(MDNS_PORT);
                time.after(LAN_DELAY, () -> neighbour.hear(local, from, message));
            }
        }
    }

    void multicast(Host host, Bytes message) {
        multicast(host.site(), host.at(MDNS_PORT), message);
    }

    private void transit(UdpAddress from, UdpAddress to, Bytes datagram, Duration distance) {
        List<Duration> copies = weather.copies(new Weather.Packet(from, to, datagram));
        if (copies.isEmpty()) {
            lose(Loss.WEATHER, from, to, datagram);
        }
        Duration far = distanceTo(to.ip());
        for (Duration late : copies) {
            time.after(distance.plus(far).plus(late), () -> arrive(from, to, datagram));
        }
    }

    private Duration distanceTo(IpAddress ip) {
        Site site = sites.get(ip);
        if (site != null) {
            return site.distance();
        }
        Carrier carrier = carriers.get(ip);
        return carrier == null ? Duration.ZERO : carrier.distance();
    }

    // ---- in ----

    private void arrive(UdpAddress from, UdpAddress to, Bytes datagram) {
        Site site = sites.get(to.ip());
        if (site != null) {
            arrive(site, from, to, datagram);
            return;
        }
        Carrier carrier = carriers.get(to.ip());
        if (carrier == null) {
            lose(Loss.NOBODY, from, to, datagram);
        } else {
            arrive(carrier, from, to, datagram);
        }
    }

    private void arrive(Carrier carrier, UdpAddress from, UdpAddress to, Bytes datagram) {
        Optional<UdpAddress> shared = letIn(carrier.router(), from, to, datagram);
        if (shared.isEmpty()) {
            return;
        }
        Optional<Site> home = carrier.home(shared.get().ip());
        if (home.isEmpty()) {
            lose(Loss.NOBODY, from, to, datagram);
        } else {
            time.after(home.get().access(), () -> arrive(home.get(), from, shared.get(), datagram));
        }
    }

    private void arrive(Site site, UdpAddress from, UdpAddress to, Bytes datagram) {
        Optional<UdpAddress> inside = letIn(site.router(), from, to, datagram);
        if (inside.isEmpty()) {
            return;
        }
        Optional<Host> host = site.host(inside.get().ip());
        if (host.isEmpty()) {
            lose(Loss.NOBODY, from, to, datagram);
        } else {
            deliver(host.get(), inside.get(), from, datagram);
        }
    }

    private Optional<UdpAddress> letIn(Router router, UdpAddress from, UdpAddress to, Bytes datagram) {
        switch (router.arrive(from, to, time.now())) {
            case Arrival.LetIn in -> {
                return Optional.of(in.inside());
            }
            case Arrival.Dropped ignored -> lose(Loss.ROUTER, from, to, datagram);
            case Arrival.Rejected ignored -> lose(Loss.REJECTED, from, to, datagram);
        }
        return Optional.empty();
    }

    private void deliver(Host host, UdpAddress local, UdpAddress from, Bytes datagram) {
        for (Observer observer : observers) {
            observer.delivered(host, local, from, datagram);
        }
        host.hear(local, from, datagram);
    }

    private void tellSent(Host host, int port, UdpAddress outside, UdpAddress to, Bytes datagram) {
        for (Observer observer : observers) {
            observer.sent(host, port, outside, to, datagram);
        }
    }

    private void lose(Loss why, UdpAddress from, UdpAddress to, Bytes datagram) {
        for (Observer observer : observers) {
            observer.lost(why, from, to, datagram);
        }
    }
}
