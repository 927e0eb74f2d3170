package io.transom.bench.ice4j;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One line at a time, through the relay, to and from the other end. */
final class Signalling {
    private final OutputStream out;
    private final BufferedReader in;

    Signalling(String host, int port, String name) throws IOException {
        Socket socket = new Socket(host, port);
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        send(name);
    }

    void send(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Waits for the next; empty when the relay is gone. */
    Optional<String> receive() throws IOException {
        return Optional.ofNullable(in.readLine());
    }
}
