package io.transom.node.running;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The command's end: asks the program that runs with a data directory, where there is one. */
public final class RunningProgram {
    /** An agent's or an app's, in its data directory. */
    public static final String ENDPOINT_SOCKET = "endpoint.sock";

    private static final Logger LOG = LoggerFactory.getLogger(RunningProgram.class);

    private RunningProgram() {}

    /** Where an agent or an app with that directory listens. */
    public static Path endpoint(Path data) {
        return data.resolve(ENDPOINT_SOCKET);
    }

    /**
     * Asks whoever listens at {@code socket}, and hands on what is answered until the answer's end.
     *
     * @return how the command ends; empty where nobody listens
     * @throws IOException where the program ends or breaks off before it has answered
     */
    public static OptionalInt ask(Path socket, Request request, Consumer<String> out, Consumer<String> err)
            throws IOException {
        if (!Files.exists(socket)) {
            return OptionalInt.empty();
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            if (!connected(channel, socket)) {
                return OptionalInt.empty();
            }
            ByteBuffer octets = ByteBuffer.wrap((request.line() + "\n").getBytes(StandardCharsets.UTF_8));
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            while (true) {
                String line = lines.readLine();
                if (line == null) {
                    throw new IOException("the program that uses " + socket.getParent() + " ended before it answered");
                }
                OptionalInt exit = heard(line, out, err);
                if (exit.isPresent()) {
                    return exit;
                }
            }
        }
    }

    /** A socket's file outlives a program that was killed; nobody is behind it then. */
    private static boolean connected(SocketChannel channel, Path socket) throws IOException {
        try {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            if (!Files.isWritable(socket)) {
                throw new IOException(
                        "a program uses " + socket.getParent() + " as another user: run this as that user (sudo -u)",
                        e);
            }
            LOG.debug("nobody listens at {}", socket, e);
            return false;
        }
    }

    private static OptionalInt heard(String line, Consumer<String> out, Consumer<String> err) throws IOException {
        try {
            Map<String, Object> one = JsonMapper.shared().readValue(line, new TypeReference<Map<String, Object>>() {});
            if (one.get("out") instanceof String text) {
                out.accept(text);
            }
            if (one.get("err") instanceof String text) {
                err.accept(text);
            }
            return one.get("exit") instanceof Integer exit ? OptionalInt.of(exit) : OptionalInt.empty();
        } catch (JacksonException e) {
            throw new IOException("the running program's answer makes no sense: is it of the same version?", e);
        }
    }
}
