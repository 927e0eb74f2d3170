package io.transom.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.node.control.Control;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;
import io.transom.node.time.Pace;
import io.transom.node.tunnel.Tunnels;
import io.transom.node.udp.UdpSockets;
import io.transom.wire.Bytes;
import io.transom.wire.PublicIdentity;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Sockets, control connection and sound card that a test plays on. */
final class World implements Control, Tunnels, UdpSockets, SoundCard {
    private final BlockingQueue<short[]> frames = new LinkedBlockingQueue<>();
    final BlockingQueue<Boolean> asked = new LinkedBlockingQueue<>();
    final BlockingQueue<Bytes> sent = new LinkedBlockingQueue<>();
    final BlockingQueue<Bytes> tunnelled = new LinkedBlockingQueue<>();
    final BlockingQueue<String> controlled = new LinkedBlockingQueue<>();
    Receiver receiver = (s, from, d) -> {};
    Control.Listener ear;
    Tunnels.Listener tunnelEar;

    UdpSockets bind(List<Integer> ports, Receiver to) {
        receiver = to;
        return this;
    }

    /** Lets the microphone hear that many frames; returns when it wants the next. */
    void frames(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            assertThat(asked.poll(5, TimeUnit.SECONDS)).isNotNull();
            frames.add(new short[960]);
        }
        assertThat(asked.poll(5, TimeUnit.SECONDS)).isNotNull();
        asked.add(true);
    }

    @Override
    public void send(int socket, UdpAddress to, Bytes datagram) {
        sent.add(datagram);
    }

    @Override
    public void openSpare(int socket) {}

    @Override
    public void closeSpare(int socket) {}

    @Override
    public List<List<UdpAddress>> hosts() {
        return List.of(List.of(
                UdpAddress.parse("127.0.0.1:7").orElseThrow(),
                UdpAddress.parse("192.168.1.2:7").orElseThrow()));
    }

    @Override
    public void fetchChallenge(Control.Listener listener) {
        ear = listener;
        controlled.add("fetch");
    }

    @Override
    public void connect(Effect.Connect connect, Control.Listener listener) {
        controlled.add("connect");
    }

    @Override
    public void preferTls(int port, PublicIdentity manager) {}

    @Override
    public void publish(String topic, Bytes payload) {
        controlled.add("publish");
    }

    @Override
    public void disconnect() {
        controlled.add("disconnect");
    }

    @Override
    public Optional<String> networkChanged(boolean slept) {
        return slept ? Optional.of("this machine has slept") : Optional.empty();
    }

    @Override
    public Tunnel open(Tunnels.Listener listener) {
        tunnelEar = listener;
        controlled.add("tunnel");
        return new Tunnel() {
            @Override
            public void send(Bytes datagram) {
                tunnelled.add(datagram);
            }

            @Override
            public void close() {
                controlled.add("tunnel closed");
            }

            @Override
            public void networkChanged() {}
        };
    }

    @Override
    public long dropped() {
        return 0;
    }

    /** Once as control connection, then as tunnels and as sockets: the host closes them in this order. */
    @Override
    public void close() {
        controlled.add(
                controlled.contains("tunnels closed")
                        ? "udp closed"
                        : controlled.contains("close") ? "tunnels closed" : "close");
    }

    @Override
    public Microphone openMicrophone() {
        return new Microphone() {
            @Override
            public void read(short[] frame) throws IOException {
                asked.add(true);
                try {
                    System.arraycopy(frames.take(), 0, frame, 0, frame.length);
                } catch (InterruptedException e) {
                    throw new IOException("closed", e);
                }
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Speaker openSpeaker() {
        return new Speaker() {
            @Override
            public void write(short[] frame) {
                Pace.system().sleepUntil(System.nanoTime() + 20_000_000);
            }

            @Override
            public void close() {}
        };
    }
}
