package io.transom.bench.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The attacker's process, which attacks while this is open. */
final class Attacker implements AutoCloseable {
    /** How much it did, on average over its whole life. */
    record Done(double managerDatagrams, double endDatagrams, double connects, double seconds) {}

    private final Process process;
    private final BufferedReader said;

    /** Returns when it could begin. */
    Attacker(int httpPort, List<Integer> managerPorts, List<Integer> endPorts, Rates rates) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AttackerProgram.class.getName(),
                        String.valueOf(httpPort),
                        text(managerPorts),
                        text(endPorts),
                        String.valueOf(rates.datagrams()),
                        String.valueOf(rates.connects()))
                .redirectError(Redirect.INHERIT)
                .start();
        said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        expect("ready");
    }

    /** A second: to the manager's UDP ports, as many to the ends', and to its TCP port. */
    record Rates(int datagrams, int connects) {}

    private static String text(List<Integer> ports) {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private String expect(String beginning) throws IOException {
        String line = said.readLine();
        if (line == null || !line.startsWith(beginning)) {
            close();
            throw new IOException("the attacker said " + line + " instead of " + beginning);
        }
        return line.substring(beginning.length()).strip();
    }

    void begin() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Ends it; what it has done. */
    Done end() throws IOException {
        process.getOutputStream().close();
        String[] figures = expect("sent").split(" ", -1);
        double seconds = Long.parseLong(figures[3]) / 1e9;
        return new Done(
                Long.parseLong(figures[0]) / seconds,
                Long.parseLong(figures[1]) / seconds,
                Long.parseLong(figures[2]) / seconds,
                seconds);
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(3, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
