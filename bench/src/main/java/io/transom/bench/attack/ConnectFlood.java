package io.transom.bench.attack;

import io.transom.wire.Entropy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/** Connections from many addresses of this machine: half never say anything, the others garbage, or a polite question. */
final class ConnectFlood {
    /** Below what a process may have open; the oldest are let go of. */
    private static final int MOST_OPEN = 8_000;

    private static final int SOURCES = 200;
    private static final int GARBAGE = 200;

    private final InetSocketAddress target;
    private final Entropy entropy;
    private final Selector selector;
    private final Deque<SocketChannel> open = new ArrayDeque<>();
    private final ByteBuffer heard = ByteBuffer.allocate(4096);
    private int begun;
    private long established;

    ConnectFlood(int port, Entropy entropy) throws IOException {
        this.target = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
        this.entropy = entropy;
        this.selector = Selector.open();
    }

    /** Returns how many were established by the time that it is over. */
    long run(int aSecond, BooleanSupplier over) throws IOException {
        Pace pace = new Pace(aSecond);
        while (!over.getAsBoolean()) {
            for (int due = pace.await(); due > 0; due--) {
                begin();
            }
            selector.selectNow(this::go);
        }
        while (!open.isEmpty()) {
            letGo(open.removeFirst());
        }
        selector.close();
        return established;
    }

    private void begin() throws IOException {
        while (!open.isEmpty() && !open.getFirst().isOpen()) {
            open.removeFirst();
        }
        if (open.size() >= MOST_OPEN) {
            letGo(open.removeFirst());
        }
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        // Closed by a reset: tens of thousands of ports must not wait for their last packets.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.bind(new InetSocketAddress(InetAddress.getByName("127.0.50." + (1 + begun % SOURCES)), 0));
        channel.register(selector, SelectionKey.OP_CONNECT, begun);
        begun++;
        open.addLast(channel);
        channel.connect(target);
    }

    private void go(SelectionKey key) {
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                established++;
                key.interestOps(SelectionKey.OP_READ);
                say(channel, (Integer) key.attachment());
            } else if (key.isReadable() && channel.read(heard.clear()) < 0) {
                letGo(channel);
            }
        } catch (IOException e) {
            // Refused, or reset by the manager: that is what it is for.
            letGo(channel);
        }
    }

    private void say(SocketChannel channel, int number) throws IOException {
        switch (number % 8) {
            case 0, 1, 2, 3 -> {}
            case 4, 5 -> channel.write(ByteBuffer.wrap(entropy.bytes(GARBAGE).toArray()));
            case 6 -> channel.write(upgrade("/mqtt", "mqtt"));
            default -> channel.write(upgrade("/relay", "transom-relay"));
        }
    }

    private ByteBuffer upgrade(String path, String protocol) {
        String key = Base64.getEncoder().encodeToString(entropy.bytes(16).toArray());
        return ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\nSec-WebSocket-Protocol: "
                        + protocol + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** Also of one that is closed already, which stays in the row until its turn comes. */
    private static void letGo(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
