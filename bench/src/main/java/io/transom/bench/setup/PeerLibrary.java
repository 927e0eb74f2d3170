package io.transom.bench.setup;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A peer's program, built from {@code bench/peers} when it is asked for: no part of our build and of no program of ours.
 *
 * @param name of the library, with its version
 * @param command what starts it
 */
record PeerLibrary(String name, List<String> command) {
    /** ice4j from Maven Central; empty, with a word to {@code why}, where it can't be built. */
    static Optional<PeerLibrary> ice4j(java.util.function.Consumer<String> why) {
        try {
            Path folder = peers().resolve("ice4j");
            run(folder, List.of("mvn", "-q", "-B", "-DskipTests", "package"));
            List<String> jars;
            try (Stream<Path> files = Files.list(folder.resolve("target/lib"))) {
                jars = files.map(Path::toString).toList();
            }
            String version = jars.stream()
                    .map(jar -> Path.of(jar).getFileName().toString())
                    .filter(jar -> jar.startsWith("ice4j-"))
                    .map(jar -> jar.substring("ice4j-".length(), jar.length() - ".jar".length()))
                    .findFirst()
                    .orElseThrow(() -> new IOException("ice4j is not among what was fetched"));
            List<String> path = new ArrayList<>(jars);
            path.add(folder.resolve("target/classes").toString());
            return Optional.of(new PeerLibrary("ice4j " + version, java(String.join(":", path))));
        } catch (IOException e) {
            why.accept("ice4j can't be had here: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The same Java and collector as ours has, nothing reached for that is not here, everything else as it comes. */
    private static List<String> java(String classPath) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Dice4j.harvest.mapping.aws.enabled=false",
                "-cp",
                classPath,
                "io.transom.bench.ice4j.Ice4jPeer");
    }

    /** libnice of the system, with its header files. */
    static Optional<PeerLibrary> libnice(java.util.function.Consumer<String> why) {
        try {
            Path folder = peers().resolve("libnice");
            Path program = Files.createDirectories(folder.resolve("target")).resolve("peer");
            String version =
                    run(folder, List.of("pkg-config", "--modversion", "nice")).strip();
            List<String> command = new ArrayList<>(List.of("cc", "-O2", "-o", program.toString(), "peer.c"));
            command.addAll(List.of(run(folder, List.of("pkg-config", "--cflags", "--libs", "nice", "gio-unix-2.0"))
                    .strip()
                    .split("\\s+")));
            run(folder, command);
            return Optional.of(new PeerLibrary("libnice " + version, List.of(program.toString())));
        } catch (IOException e) {
            why.accept("libnice can't be had here (apt-get install libnice-dev gcc): " + e.getMessage());
            return Optional.empty();
        }
    }

    /** {@code bench/peers} of the source tree that this program was built from. */
    private static Path peers() throws IOException {
        try {
            Path here = Path.of(PeerLibrary.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (Path folder = here; folder != null; folder = folder.getParent()) {
                Path peers = folder.resolve("bench/peers");
                if (Files.isDirectory(peers)) {
                    return peers;
                }
            }
            throw new IOException("there is no bench/peers above " + here);
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static String run(Path folder, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command.subList(0, 1)) + " said: " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return output;
    }
}
