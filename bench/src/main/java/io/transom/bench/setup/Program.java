package io.transom.bench.setup;

import io.transom.lab.tun.Namespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A peer's program in a namespace, spoken with in lines. */
final class Program implements AutoCloseable {
    private final String name;
    private final Process process;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    Program(String name, Namespace where, List<String> command, Path log) throws IOException {
        this.name = name;
        this.process = new ProcessBuilder(where.inside(command))
                .redirectError(Redirect.appendTo(log.toFile()))
                .start();
        Thread.ofPlatform().daemon().name(name).start(this::listen);
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
            }
        } catch (IOException e) {
            // It has ended.
        }
    }

    void tell(String line) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** The next line, which has to begin so; what comes after that. */
    String await(String beginning, Duration patience) throws IOException, InterruptedException {
        String line = said.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null || !line.startsWith(beginning)) {
            throw new IOException(name + " said " + (line == null ? "nothing" : line) + " instead of " + beginning);
        }
        return line.substring(beginning.length()).strip();
    }

    /** Both end when their standard input does, and are ended where they do not. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(3, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
