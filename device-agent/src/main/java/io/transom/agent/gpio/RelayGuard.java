package io.transom.agent.gpio;

import io.transom.agent.DoorRelay;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Asks {@code deploy/raspberry-pi/transom-relay} for a pulse. The line is never ours: what hangs or is killed here holds
 * nothing, and the kernel would leave a Pi's output as it was.
 */
public final class RelayGuard implements DoorRelay {
    /** Where systemd listens for us. */
    public static final Path SOCKET = Path.of("/run/transom/relay.sock");

    /** A sentence of gpioset's, at most. */
    private static final int LONGEST_ANSWER = 500;

    private final Path socket;
    private final String line;

    RelayGuard(Path socket, PiPins.Relay relay, String chips) {
        this.socket = socket;
        this.line = chips + " " + relay.bcm() + " " + (relay.activeLow() ? "low" : "high");
    }

    /**
     * The relay on its pin.
     *
     * @throws GpioException where it can't be had; the message says what to do
     */
    static RelayGuard open(PiPins.Relay relay, String chips) {
        RelayGuard guard = new RelayGuard(SOCKET, relay, chips);
        try {
            guard.ask("check " + guard.line);
        } catch (IOException e) {
            throw new GpioException("the door's relay can't be had: " + e.getMessage());
        }
        return guard;
    }

    @Override
    public void pulse(Duration length) throws IOException {
        ask("pulse " + line + " " + length.toMillis());
    }

    private void ask(String request) throws IOException {
        if (!Files.exists(socket)) {
            throw new IOException("nobody listens at " + socket
                    + "; sudo systemctl enable --now transom-relay.socket (see deploy/raspberry-pi)");
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String answer = "";
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            answer = answer(channel, selector, deadline);
        }
        if (!answer.equals("ok")) {
            throw new IOException(
                    answer.isEmpty()
                            ? "transom-relay didn't answer in time, and may yet move once; journalctl -u 'transom-relay@*' says why"
                            : answer.replaceFirst("^error: ", ""));
        }
    }

    /** One line; as much of it as came before the connection ended or our patience did. */
    private static String answer(SocketChannel channel, Selector selector, long deadline) throws IOException {
        ByteBuffer heard = ByteBuffer.allocate(LONGEST_ANSWER);
        while (heard.hasRemaining()) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0 || selector.select(millis) == 0) {
                break;
            }
            selector.selectedKeys().clear();
            if (channel.read(heard) < 0 || heard.position() > 0 && heard.get(heard.position() - 1) == '\n') {
                break;
            }
        }
        return new String(heard.array(), 0, heard.position(), StandardCharsets.US_ASCII).strip();
    }
}
