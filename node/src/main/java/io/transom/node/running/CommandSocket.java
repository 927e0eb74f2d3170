package io.transom.node.running;

import java.io.IOException;
import java.io.InputStream;
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
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** The running program's end: one thread that accepts, and one for each of a few askers. */
public final class CommandSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandSocket.class);
    /** A person with a few terminals. Whoever comes on top of that is let go with a word. */
    static final int MOST_ASKERS = 8;
    /** Those who are still to be told so; the rest is closed at once. */
    private static final int MOST_CONNECTIONS = 64;
    /** A request is sent at once: what hasn't come by then doesn't. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Path path;
    private final ServerSocketChannel server;
    private final Desk desk;
    private final Semaphore room = new Semaphore(MOST_ASKERS);
    private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);

    private CommandSocket(Path path, ServerSocketChannel server, Desk desk) {
        this.path = path;
        this.server = server;
        this.desk = desk;
    }

    /**
     * Listens at {@code path}; a socket left by a program that was killed is replaced. It has its permissions before it
     * has its name.
     *
     * @throws IOException where it can't, for example because the path is longer than about 100 characters
     */
    public static CommandSocket listen(Path path, Desk desk) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(fresh));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        CommandSocket socket = new CommandSocket(path, server, desk);
        Thread.ofPlatform().daemon().name("commands").start(socket::run);
        return socket;
    }

    /** Where it can't be had, everything works but commands to the running program; the log says so. */
    public static Optional<CommandSocket> tryListen(Path path, Desk desk) {
        try {
            return Optional.of(listen(path, desk));
        } catch (IOException | RuntimeException e) {
            LOG.warn("Commands can't reach this program while it runs: {} can't be used ({})", path, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.debug("the socket for commands didn't close", e);
        }
    }

    private void run() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                if (connections.tryAcquire()) {
                    Thread.ofVirtual().name("asked").start(() -> serve(channel));
                } else {
                    channel.close();
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.debug("an asker was lost", e);
            }
        }
    }

    private void serve(SocketChannel channel) {
        boolean taken = room.tryAcquire();
        try (channel) {
            Conversation conversation = new Conversation(channel);
            Optional<Request> request = conversation.hear();
            if (request.isEmpty()) {
                conversation.refuse("this is no request", 2);
            } else if (!taken) {
                conversation.refuse("too many commands ask this program at once", 1);
            } else {
                Thread.ofVirtual().name("asker's end").start(conversation::awaitEnd);
                conversation.end(desk.answer(request.get(), conversation));
            }
        } catch (IOException e) {
            LOG.debug("an asker was lost", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("a command failed", e);
        } finally {
            connections.release();
            if (taken) {
                room.release();
            }
        }
    }

    /** With one asker. */
    private static final class Conversation implements Desk.Asker {
        private final SocketChannel channel;
        private final InputStream in;
        private final CompletableFuture<Void> gone = new CompletableFuture<>();

        Conversation(SocketChannel channel) {
            this.channel = channel;
            this.in = Channels.newInputStream(channel);
        }

        /** The first line; empty where it is none of ours, or doesn't come in time. */
        Optional<Request> hear() {
            CompletableFuture<Void> heard = new CompletableFuture<>();
            heard.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).whenComplete((done, late) -> {
                if (late != null) {
                    close();
                }
            });
            byte[] octets = new byte[Request.LONGEST];
            try {
                for (int length = 0; length < octets.length; length++) {
                    int octet = in.read();
                    if (octet == '\n') {
                        return Request.parse(new String(octets, 0, length, StandardCharsets.UTF_8));
                    }
                    if (octet < 0) {
                        break;
                    }
                    octets[length] = (byte) octet;
                }
            } catch (IOException e) {
                LOG.debug("no request came", e);
            } finally {
                heard.complete(null);
            }
            return Optional.empty();
        }

        /** Nothing more is to come: whatever does, or the end, means that nobody waits. */
        void awaitEnd() {
            try {
                in.read();
            } catch (IOException e) {
                LOG.debug("the asker is gone", e);
            } finally {
                gone.complete(null);
            }
        }

        @Override
        public void out(String line) {
            send(Map.of("out", line));
        }

        @Override
        public void err(String line) {
            send(Map.of("err", line));
        }

        void refuse(String reason, int exit) {
            err("transom: " + reason);
            end(exit);
        }

        void end(int exit) {
            send(Map.of("exit", exit));
        }

        @Override
        public CompletableFuture<Void> gone() {
            return gone;
        }

        private synchronized void send(Map<String, ?> one) {
            ByteBuffer octets = ByteBuffer.wrap(
                    (JsonMapper.shared().writeValueAsString(one) + "\n").getBytes(StandardCharsets.UTF_8));
            try {
                while (octets.hasRemaining()) {
                    channel.write(octets);
                }
            } catch (IOException e) {
                gone.complete(null);
            }
        }

        private void close() {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("the asker's connection didn't close", e);
            }
        }
    }
}
