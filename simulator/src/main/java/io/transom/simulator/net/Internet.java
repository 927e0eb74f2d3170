package io.transom.simulator.net;

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

/** Carries datagrams from site to site: out through a router's mapping, through the weather, in through a filter. */
public final class Internet {
    /** Between two machines on one link of a home. */
    private static final Duration LAN_DELAY = Duration.ofMillis(1);

    /** What became of a datagram where it did not arrive. */
    public enum Loss {
        WEATHER,
        /** A router's filter, or its table is full. */
        ROUTER,
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
    private final Map<IpAddress, Site> sites = new LinkedHashMap<>();
    private final List<Observer> observers = new ArrayList<>();
    private Weather weather = Weather.CLEAR;

    public Internet(EventQueue time) {
        this.time = time;
    }

    public void observe(Observer observer) {
        observers.add(observer);
    }

    public void weather(Weather newWeather) {
        weather = newWeather;
    }

    public Site site(String name, RouterKind kind, IpAddress outside, Duration distance) {
        Site site = new Site(name, kind, outside, distance);
        if (sites.put(outside, site) != null) {
            throw new IllegalArgumentException("two sites with the address " + outside);
        }
        return site;
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

    /** The site's router forgets everything and comes back with another address; without a NAT its host gets it too. */
    public void reboot(Site site, IpAddress newOutside) {
        IpAddress old = site.router().outsideIp();
        sites.remove(old);
        if (sites.put(newOutside, site) != null) {
            throw new IllegalArgumentException("two sites with the address " + newOutside);
        }
        site.router().reboot(newOutside);
        if (!site.translates()) {
            site.host(old).ifPresent(host -> host.move(newOutside));
        }
    }

    /** A datagram with a source address of the sender's choice: what a liar on a network without RFC 2827 can send. */
    public void forge(UdpAddress from, UdpAddress to, Bytes datagram) {
        transit(from, to, datagram, LAN_DELAY);
    }

    void send(Host host, int port, UdpAddress to, Bytes datagram) {
        UdpAddress inside = host.at(port);
        Optional<Host> neighbour = host.site().host(to.ip());
        if (neighbour.isPresent()) {
            observers.forEach(observer -> observer.sent(host, port, inside, to, datagram));
            time.after(LAN_DELAY, () -> deliver(neighbour.get(), to, inside, datagram));
            return;
        }
        Optional<UdpAddress> outside = host.site().router().outbound(inside, to, time.now());
        observers.forEach(observer -> observer.sent(host, port, outside.orElse(inside), to, datagram));
        if (outside.isEmpty()) {
            lose(Loss.ROUTER, inside, to, datagram);
        } else {
            transit(outside.get(), to, datagram, host.site().distance());
        }
    }

    private void transit(UdpAddress from, UdpAddress to, Bytes datagram, Duration distance) {
        List<Duration> copies = weather.copies(new Weather.Packet(from, to, datagram));
        if (copies.isEmpty()) {
            lose(Loss.WEATHER, from, to, datagram);
        }
        Duration far =
                Optional.ofNullable(sites.get(to.ip())).map(Site::distance).orElse(Duration.ZERO);
        for (Duration late : copies) {
            time.after(distance.plus(far).plus(late), () -> arrive(from, to, datagram));
        }
    }

    private void arrive(UdpAddress from, UdpAddress to, Bytes datagram) {
        Site site = sites.get(to.ip());
        if (site == null) {
            lose(Loss.NOBODY, from, to, datagram);
            return;
        }
        Optional<UdpAddress> inside = site.router().inbound(from, to, time.now());
        if (inside.isEmpty()) {
            lose(Loss.ROUTER, from, to, datagram);
            return;
        }
        Optional<Host> host = site.host(inside.get().ip());
        if (host.isEmpty()) {
            lose(Loss.NOBODY, from, to, datagram);
        } else {
            deliver(host.get(), inside.get(), from, datagram);
        }
    }

    private void deliver(Host host, UdpAddress local, UdpAddress from, Bytes datagram) {
        observers.forEach(observer -> observer.delivered(host, local, from, datagram));
        host.hear(local, from, datagram);
    }

    private void lose(Loss why, UdpAddress from, UdpAddress to, Bytes datagram) {
        observers.forEach(observer -> observer.lost(why, from, to, datagram));
    }
}
