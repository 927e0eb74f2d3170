package io.transom.manager;

import io.transom.node.control.ManagerUrl;
import io.transom.node.tunnel.Tunnels;
import io.transom.node.tunnel.WebSocketTunnels;
import io.transom.wire.Bytes;
import io.transom.wire.UdpAddress;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One end of a relayed call, over a real UDP socket or a real WebSocket. */
interface RelayedEnd extends AutoCloseable {
    void send(Bytes datagram) throws Exception;

    /** The next datagram; empty if there is none in that time. */
    Optional<Bytes> hear(Duration patience) throws Exception;

    /** What a bind needs to show: the reflector's word on UDP, nothing in a tunnel. */
    Optional<Bytes> proof() throws Exception;

    @Override
    void close();

    /** The type of the answer to a bind; empty where there is none. */
    default Optional<StunMessage.Type> bind(RelayGranted grant, long sequence) throws Exception {
        List<StunAttribute> attributes = new ArrayList<>(List.of(
                new StunAttribute.Username(grant.username()),
                new StunAttribute.ChannelNumber(grant.channel()),
                new StunAttribute.BindSequence(sequence)));
        proof().ifPresent(shown -> attributes.add(new StunAttribute.ObservationProof(shown)));
        StunMessage request = new StunMessage(
                StunMessage.Type.CHANNEL_BIND_REQUEST,
                RawEndpoint.ENTROPY.bytes(StunMessage.TRANSACTION_ID_LENGTH),
                attributes);
        send(StunCodec.encode(request, Optional.of(grant.key())));
        return hear(Duration.ofSeconds(5))
                .filter(answer -> StunCodec.integrityHolds(answer, grant.key()))
                .flatMap(StunCodec::decode)
                .filter(answer -> answer.transactionId().equals(request.transactionId()))
                .map(StunMessage::type);
    }

    default void say(RelayGranted grant, String text) throws Exception {
        send(new ChannelFrame(grant.channel(), Bytes.utf8(text)).encode());
    }

    default Optional<String> hear(RelayGranted grant) throws Exception {
        return hear(grant, Duration.ofSeconds(5));
    }

    default Optional<String> hear(RelayGranted grant, Duration patience) throws Exception {
        return hear(patience)
                .flatMap(ChannelFrame::decode)
                .filter(frame -> frame.channel() == grant.channel())
                .map(frame -> frame.datagram().toUtf8());
    }

    /** On loopback, asking the reflector as an endpoint does. */
    final class Udp implements RelayedEnd {
        private final DatagramSocket socket;
        private final int port;

        Udp(int port) throws IOException {
            this.port = port;
            this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        }

        UdpAddress address() {
            return UdpAddress.parse("127.0.0.1:" + socket.getLocalPort()).orElseThrow();
        }

        @Override
        public void send(Bytes datagram) throws IOException {
            socket.send(
                    new DatagramPacket(datagram.toArray(), datagram.length(), InetAddress.getLoopbackAddress(), port));
        }

        @Override
        public Optional<Bytes> hear(Duration patience) throws IOException {
            socket.setSoTimeout((int) patience.toMillis());
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException e) {
                return Optional.empty();
            }
            return Optional.of(Bytes.of(packet.getData(), 0, packet.getLength()));
        }

        @Override
        public Optional<Bytes> proof() throws IOException {
            StunMessage question = StunMessage.of(
                    StunMessage.Type.BINDING_REQUEST,
                    RawEndpoint.ENTROPY.bytes(StunMessage.TRANSACTION_ID_LENGTH),
                    new StunAttribute.Padding(88));
            send(StunCodec.encode(question, Optional.empty()));
            return hear(Duration.ofSeconds(5))
                    .flatMap(StunCodec::decode)
                    .flatMap(answer -> answer.first(StunAttribute.ObservationProof.class))
                    .map(StunAttribute.ObservationProof::proof);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** The WebSocket client of the programs. */
    final class OurTunnel implements RelayedEnd, Tunnels.Listener {
        final CompletableFuture<String> closed = new CompletableFuture<>();
        private final CompletableFuture<Void> opened = new CompletableFuture<>();
        private final BlockingQueue<Bytes> heard = new LinkedBlockingQueue<>();
        private final WebSocketTunnels tunnels;
        private final Tunnels.Tunnel tunnel;

        OurTunnel(int port) throws Exception {
            tunnels = new WebSocketTunnels(ManagerUrl.parse("ws://127.0.0.1:" + port + "/mqtt"));
            tunnel = tunnels.open(this);
            opened.get(10, TimeUnit.SECONDS);
        }

        @Override
        public void send(Bytes datagram) {
            tunnel.send(datagram);
        }

        @Override
        public Optional<Bytes> hear(Duration patience) throws InterruptedException {
            return Optional.ofNullable(heard.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
        }

        @Override
        public Optional<Bytes> proof() {
            return Optional.empty();
        }

        @Override
        public void close() {
            tunnels.close();
        }

        @Override
        public void opened() {
            opened.complete(null);
        }

        @Override
        public void closed(String reason) {
            closed.complete(reason);
        }

        @Override
        public void arrived(Bytes datagram) {
            heard.add(datagram);
        }
    }

    /** A WebSocket client that isn't ours. */
    final class Tunnelled implements RelayedEnd, WebSocket.Listener {
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        final WebSocket socket;
        private final HttpClient client = HttpClient.newHttpClient();
        private final BlockingQueue<Bytes> heard = new LinkedBlockingQueue<>();

        Tunnelled(int port) throws Exception {
            socket = client.newWebSocketBuilder()
                    .subprotocols("transom-relay")
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/relay"), this)
                    .get(10, TimeUnit.SECONDS);
        }

        @Override
        public void send(Bytes datagram) {
            socket.sendBinary(ByteBuffer.wrap(datagram.toArray()), true).join();
        }

        @Override
        public Optional<Bytes> hear(Duration patience) throws InterruptedException {
            return Optional.ofNullable(heard.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
        }

        @Override
        public Optional<Bytes> proof() {
            return Optional.empty();
        }

        @Override
        public void close() {
            socket.abort();
            client.shutdownNow();
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] octets = new byte[data.remaining()];
            data.get(octets);
            heard.add(Bytes.owning(octets));
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.complete(-1);
        }
    }
}
