package io.transom.simulator.net;

import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.UdpAddress;

/** A machine at a site. It has one address and hears on every port. */
public final class Host {
    /** Hears a datagram that got through. */
    @FunctionalInterface
    public interface Receiver {
        void receive(UdpAddress local, UdpAddress from, Bytes datagram);
    }

    private final Internet internet;
    private final String name;
    private Site site;
    private IpAddress ip;
    private Receiver receiver = (local, from, datagram) -> {};

    Host(Internet internet, Site site, String name, IpAddress ip) {
        this.internet = internet;
        this.site = site;
        this.name = name;
        this.ip = ip;
    }

    public String name() {
        return name;
    }

    /** Where it is now. */
    public Site site() {
        return site;
    }

    public IpAddress ip() {
        return ip;
    }

    public UdpAddress at(int port) {
        return new UdpAddress(ip, port);
    }

    public void onDatagram(Receiver newReceiver) {
        receiver = newReceiver;
    }

    public void send(int port, UdpAddress to, Bytes datagram) {
        internet.send(this, port, to, datagram);
    }

    /** To every other machine on its link, from port 5353 to port 5353. */
    public void multicast(Bytes message) {
        internet.multicast(this, message);
    }

    void hear(UdpAddress local, UdpAddress from, Bytes datagram) {
        receiver.receive(local, from, datagram);
    }

    void move(IpAddress to) {
        IpAddress from = ip;
        ip = to;
        site.moved(this, from);
    }

    void move(Site to, IpAddress newIp) {
        site.remove(this);
        site = to;
        ip = newIp;
        site.add(this);
    }
}
