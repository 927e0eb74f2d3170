package io.transom.bench.setup;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The peers' STUN server: answers every Binding request at once. Ours speaks RFC 8489 only, and counts and limits who asks;
 * libnice asks as RFC 3489 had it, and its answer names the address in the clear.
 */
final class PlainReflector implements AutoCloseable {
    private static final int LARGEST = 1_500;
    private static final int HEADER = 20;
    private static final short BINDING_REQUEST = 0x0001;
    private static final short BINDING_SUCCESS = 0x0101;
    private static final short MAPPED_ADDRESS = 0x0001;
    private static final short XOR_MAPPED_ADDRESS = 0x0020;
    /** RFC 8489 section 5; in RFC 3489 these octets belong to the transaction id. */
    private static final int MAGIC_COOKIE = 0x2112A442;

    private static final byte IPV4 = 1;

    private final DatagramSocket socket;

    PlainReflector(String address) throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0));
        Thread.ofPlatform().daemon().name("plain-reflector").start(this::answer);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void answer() {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
                socket.receive(packet);
                Optional<byte[]> answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()), packet);
                if (answer.isPresent()) {
                    socket.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private static Optional<byte[]> answer(ByteBuffer request, DatagramPacket from) {
        if (request.remaining() < HEADER || request.getShort(0) != BINDING_REQUEST) {
            return Optional.empty();
        }
        boolean cookie = request.getInt(4) == MAGIC_COOKIE;
        int address = ByteBuffer.wrap(from.getAddress().getAddress()).getInt();
        ByteBuffer answer = ByteBuffer.allocate(HEADER + 12)
                .putShort(BINDING_SUCCESS)
                .putShort((short) 12)
                .put(request.slice(4, 16))
                .putShort(cookie ? XOR_MAPPED_ADDRESS : MAPPED_ADDRESS)
                .putShort((short) 8)
                .put((byte) 0)
                .put(IPV4)
                .putShort((short) (cookie ? from.getPort() ^ MAGIC_COOKIE >>> 16 : from.getPort()))
                .putInt(cookie ? address ^ MAGIC_COOKIE : address);
        return Optional.of(answer.array());
    }

    @Override
    public void close() {
        socket.close();
    }
}
