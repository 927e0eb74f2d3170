package io.transom.bench.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Forged datagrams to some ports of this machine, from many addresses of it. */
final class DatagramFlood {
    private static final int SOURCES = 32;

    private final List<DatagramChannel> sources = new ArrayList<>();
    private final List<SocketAddress> targets = new ArrayList<>();
    private final List<ByteBuffer> forgeries;
    private int next;

    DatagramFlood(List<Integer> ports, List<ByteBuffer> forgeries) throws IOException {
        this.forgeries = forgeries.stream().map(ByteBuffer::duplicate).toList();
        for (int port : ports) {
            targets.add(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        }
        for (int i = 0; i < SOURCES; i++) {
            DatagramChannel source = DatagramChannel.open();
            source.configureBlocking(false);
            source.bind(new InetSocketAddress(InetAddress.getByName("127.0.40." + (i + 1)), 0));
            sources.add(source);
        }
    }

    /** Returns how many were sent by the time that it is over. */
    long run(int aSecond, BooleanSupplier over) throws IOException {
        Pace pace = new Pace(aSecond);
        long sent = 0;
        while (!over.getAsBoolean()) {
            for (int due = pace.await(); due > 0; due--) {
                sent += sendOne();
            }
        }
        for (DatagramChannel source : sources) {
            source.close();
        }
        return sent;
    }

    private int sendOne() throws IOException {
        ByteBuffer datagram = forgeries.get(next % forgeries.size());
        datagram.rewind();
        // Each kind in its turn from every source to every port.
        int round = next / Forgeries.KINDS;
        int octets = sources.get(round % SOURCES).send(datagram, targets.get(round % targets.size()));
        next++;
        return octets > 0 ? 1 : 0;
    }
}
