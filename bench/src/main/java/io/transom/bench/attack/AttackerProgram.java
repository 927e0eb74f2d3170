package io.transom.bench.attack;

import io.transom.node.time.SystemEntropy;
import io.transom.wire.Entropy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** The attacker: on loopback only. Begins when it is told anything, ends when its standard input does, and by itself after a while. */
final class AttackerProgram {
    /** Whatever becomes of the benchmark, nothing goes on for longer. */
    private static final long LONGEST_NANOS = 120_000_000_000L;

    private AttackerProgram() {}

    /** {@code HTTP_PORT MANAGERS_UDP_PORTS ENDS_UDP_PORTS DATAGRAMS_A_SECOND CONNECTS_A_SECOND}, ports with commas. */
    public static void main(String... args) throws Exception {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        Entropy entropy = new SystemEntropy();
        List<ByteBuffer> forgeries = Forgeries.make(entropy);
        DatagramFlood atManager = new DatagramFlood(ports(args[1]), forgeries);
        DatagramFlood atEnds = new DatagramFlood(ports(args[2]), forgeries);
        ConnectFlood connects = new ConnectFlood(Integer.parseInt(args[0]), entropy);
        int datagramsASecond = Integer.parseInt(args[3]);
        int connectsASecond = Integer.parseInt(args[4]);
        AtomicBoolean told = new AtomicBoolean();
        out.println("ready");
        if (System.in.read() < 0) {
            return;
        }
        long begin = System.nanoTime();
        BooleanSupplier over = () -> told.get() || System.nanoTime() - begin > LONGEST_NANOS;
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            Future<Long> first = threads.submit(() -> atManager.run(datagramsASecond, over));
            Future<Long> second = threads.submit(() -> atEnds.run(datagramsASecond, over));
            Future<Long> third = threads.submit(() -> connects.run(connectsASecond, over));
            Thread.ofPlatform().daemon().start(() -> awaitEnd(told));
            out.println(
                    "sent " + first.get() + " " + second.get() + " " + third.get() + " " + (System.nanoTime() - begin));
        }
    }

    private static void awaitEnd(AtomicBoolean told) {
        try {
            while (System.in.read() >= 0) {
                // Only the end counts.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            told.set(true);
        }
    }

    private static List<Integer> ports(String text) {
        return Arrays.stream(text.split(",", -1)).map(Integer::valueOf).toList();
    }
}
