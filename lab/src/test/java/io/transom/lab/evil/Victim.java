package io.transom.lab.evil;

import io.transom.node.udp.Addresses;
import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Somebody who has nothing to do with any of this, and keeps what is sent there. */
final class Victim implements AutoCloseable {
    private final Queue<Bytes> heard = new ConcurrentLinkedQueue<>();
    private final Ear ear = new Ear("victim", (from, datagram) -> heard.add(datagram));
    private final UdpAddress address = Addresses.of(ear.address());

    Victim() throws IOException {}

    UdpAddress address() {
        return address;
    }

    List<Bytes> heard() {
        return List.copyOf(heard);
    }

    void say(UdpAddress to, Bytes datagram) {
        ear.say(Addresses.socketAddress(to), datagram);
    }

    @Override
    public void close() {
        ear.close();
    }
}
