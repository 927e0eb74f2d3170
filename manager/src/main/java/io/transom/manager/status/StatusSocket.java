package io.transom.manager.status;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the status document on a UNIX domain socket, one asker after the other. */
public final class StatusSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusSocket.class);

    private final Path path;
    private final ServerSocketChannel server;
    private final Supplier<String> document;
    private final Thread thread;

    private StatusSocket(Path path, ServerSocketChannel server, Supplier<String> document) {
        this.path = path;
        this.server = server;
        this.document = document;
        this.thread = Thread.ofPlatform().daemon().name("status").unstarted(this::run);
    }

    /**
     * Listens at {@code path}; a socket left by a manager that was killed is replaced.
     *
     * @throws IOException where it can't, for example because the path is longer than about 100 characters
     */
    public static StatusSocket listen(Path path, Supplier<String> document) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        StatusSocket socket = new StatusSocket(path, server, document);
        socket.thread.start();
        return socket;
    }

    /** Asks the manager that listens at {@code path}. */
    public static String ask(Path path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            ByteArrayOutputStream heard = new ByteArrayOutputStream();
            Channels.newInputStream(channel).transferTo(heard);
            return heard.toString(StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.debug("the status socket didn't close", e);
        }
    }

    private void run() {
        while (server.isOpen()) {
            try (SocketChannel asker = server.accept()) {
                ByteBuffer octets = ByteBuffer.wrap(document.get().getBytes(StandardCharsets.UTF_8));
                while (octets.hasRemaining()) {
                    asker.write(octets);
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.debug("an answer to transom status was lost", e);
            }
        }
    }
}
