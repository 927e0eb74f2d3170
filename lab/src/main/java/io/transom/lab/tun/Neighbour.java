package io.transom.lab.tun;

/** Whoever has an address in a {@link Network}. Called on the thread of the {@link PacketLoop} only. */
@FunctionalInterface
interface Neighbour {
    void receive(Ipv4Packet packet);
}
