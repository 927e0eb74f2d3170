package io.transom.lab.evil;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Somebody on the way, on a plain port: hears every octet of every connection, and takes off what is no secret, WebSocket's
 * frames and their masks (RFC 6455 section 5.3).
 */
final class Tap implements AutoCloseable {
    private static final int LONGEST_READ = 16 * 1024;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final Queue<ByteArrayOutputStream> streams = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    Tap(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().name("tap").start(() -> {
            while (!listening.isClosed()) {
                try {
                    Socket near = listening.accept();
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), this.target);
                    open.addAll(List.of(near, far));
                    pass(near, far);
                    pass(far, near);
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    int port() {
        return listening.getLocalPort();
    }

    /** All that has passed: as it was on the wire, and again without frames and masks; each octet is one character. */
    String heard() {
        StringBuilder all = new StringBuilder();
        for (ByteArrayOutputStream stream : streams) {
            byte[] octets;
            synchronized (stream) {
                octets = stream.toByteArray();
            }
            all.append(new String(octets, StandardCharsets.ISO_8859_1)).append('\n');
            all.append(new String(unframed(octets), StandardCharsets.ISO_8859_1))
                    .append('\n');
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void pass(Socket from, Socket to) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        streams.add(kept);
        Thread.ofVirtual().name("tap").start(() -> {
            byte[] buffer = new byte[LONGEST_READ];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    synchronized (kept) {
                        kept.write(buffer, 0, read);
                    }
                    out.write(buffer, 0, read);
                }
            } catch (IOException closed) {
                return;
            }
        });
    }

    /** The payloads of the frames behind the first head; whatever else follows it comes out as nothing or as noise. */
    private static byte[] unframed(byte[] stream) {
        ByteArrayOutputStream payloads = new ByteArrayOutputStream();
        int head = new String(stream, StandardCharsets.ISO_8859_1).indexOf(END_OF_HEAD);
        int at = head < 0 ? stream.length : head + END_OF_HEAD.length();
        while (at + 2 <= stream.length) {
            boolean masked = (stream[at + 1] & 0x80) != 0;
            int length = stream[at + 1] & 0x7F;
            at += 2;
            // Nothing of ours is longer than what two octets tell.
            if (length == 126 && at + 2 <= stream.length) {
                length = (stream[at] & 0xFF) << 8 | stream[at + 1] & 0xFF;
                at += 2;
            }
            int mask = at;
            at += masked ? 4 : 0;
            for (int i = 0; i < length && at + i < stream.length; i++) {
                payloads.write(masked ? stream[at + i] ^ stream[mask + i % 4] : stream[at + i]);
            }
            at += length;
        }
        return payloads.toByteArray();
    }
}
