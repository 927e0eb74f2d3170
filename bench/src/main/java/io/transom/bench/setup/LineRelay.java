package io.transom.bench.setup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The peers' signalling: TCP, lines. Who connects says its name; each line afterwards goes to the other end of the pair,
 * {@code X-call} and {@code X-answer}. It does less than any real switchboard, in favour of the peers.
 */
final class LineRelay implements AutoCloseable {
    private final ServerSocket listener;
    private final Map<String, Socket> ends = new ConcurrentHashMap<>();

    LineRelay(String address) throws IOException {
        listener = new ServerSocket(0, 16, InetAddress.getByName(address));
        thread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket end = listener.accept();
                end.setTcpNoDelay(true);
                thread(() -> carry(end));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void carry(Socket end) {
        try {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(end.getInputStream(), StandardCharsets.UTF_8));
            String name = Optional.ofNullable(lines.readLine()).orElseThrow(() -> new IOException("no name"));
            ends.put(name, end);
            String other = name.endsWith("-call")
                    ? name.replaceFirst("-call$", "-answer")
                    : name.replaceFirst("-answer$", "-call");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Socket to = ends.get(other);
                if (to != null) {
                    OutputStream out = to.getOutputStream();
                    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            // One end is gone: its peer's call fails, and the benchmark says so.
        }
    }

    private static void thread(Runnable body) {
        Thread.ofPlatform().daemon().name("line-relay").start(body);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket end : ends.values()) {
            end.close();
        }
    }
}
