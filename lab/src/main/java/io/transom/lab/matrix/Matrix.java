package io.transom.lab.matrix;

import io.transom.lab.tun.Carrier;
import io.transom.lab.tun.HomeRouter;
import io.transom.lab.tun.TunLab;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.node.time.SystemEntropy;
import io.transom.simulator.oracle.Reachability.Answer;
import io.transom.simulator.router.RouterKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** One laboratory and one manager, and as many calls between as many kinds of homes as are asked for. */
public final class Matrix implements AutoCloseable {
    /** One way, between each home and the world: 40 ms between homes, as in the yardsticks of peers. */
    public static final Duration LINE = Duration.ofMillis(20);

    /** A pair of rows. */
    public record Pair(RouterRow caller, RouterRow door) {
        /** What the simulator's oracle says of the two. */
        public Answer answer() {
            return Oracle.between(caller, door);
        }

        /** Every row with every column. */
        public static List<Pair> all() {
            List<Pair> all = new ArrayList<>();
            for (RouterRow caller : RouterRow.values()) {
                for (RouterRow door : RouterRow.values()) {
                    all.add(new Pair(caller, door));
                }
            }
            return all;
        }
    }

    /**
     * How the cells are tried.
     *
     * @param callsEach calls for each pair, in fresh homes every time
     * @param atOnce pairs side by side, for calls mostly wait
     * @param settle how long the ends may measure their firewalls before the call; all of it takes about eight seconds
     */
    public record Options(int callsEach, int atOnce, Duration settle) {}

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final TunLab lab;
    private final Manager manager;
    private final AtomicInteger households = new AtomicInteger();

    private Matrix(Path folder, TunLab lab, Manager manager) {
        this.folder = folder;
        this.lab = lab;
        this.manager = manager;
    }

    /** Keys, invites and the manager's store go to {@code folder}. */
    public static Matrix open(Path folder) throws IOException {
        TunLab lab = TunLab.open();
        try {
            Manager manager = lab.manager()
                    .call(() -> Manager.start(
                            Settings.in(folder.resolve("manager"))
                                    .withPorts(80, 3478)
                                    .withAlternate(TunLab.MANAGER_ALTERNATE)
                                    .withPublicAddresses(List.of(TunLab.MANAGER, TunLab.MANAGER_BY_IPV6)),
                            new SystemEntropy()));
            Matrix matrix = new Matrix(folder, lab, manager);
            if (!manager.awaitHealthy(PATIENCE)) {
                matrix.close();
                throw new IOException("the manager did not get ready: " + manager.trouble());
            }
            return matrix;
        } catch (InterruptedException e) {
            lab.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IOException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /** Calls once or more for each pair; the cells in the order of the pairs. */
    public List<Cell> run(List<Pair> pairs, Options options) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(options.atOnce());
        try {
            List<Callable<Cell>> work = new ArrayList<>();
            for (Pair pair : pairs) {
                work.add(() -> cell(pair, options));
            }
            List<Cell> cells = new ArrayList<>();
            for (Future<Cell> done : workers.invokeAll(work)) {
                cells.add(done.get());
            }
            return cells;
        } catch (ExecutionException e) {
            throw new IOException("a cell could not be tried: " + e.getCause(), e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    /** One call between two homes behind one and the same carrier's router. */
    public Cell.Call neighbours(RouterKind home, RouterKind carrier, Duration settle) throws Exception {
        Carrier common = lab.carrier(new HomeRouter(carrier, LINE));
        return call(() -> common.home(HomeRouter.of(home)), () -> common.home(HomeRouter.of(home)), true, settle);
    }

    private Cell cell(Pair pair, Options options) throws Exception {
        List<Cell.Call> calls = new ArrayList<>();
        for (int i = 0; i < options.callsEach(); i++) {
            calls.add(call(
                    () -> pair.caller().build(lab),
                    () -> pair.door().build(lab),
                    Oracle.mayBeDirect(pair.answer()),
                    options.settle()));
        }
        return new Cell(pair, calls);
    }

    private Cell.Call call(OneCall.Building caller, OneCall.Building door, boolean looksOn, Duration settle)
            throws Exception {
        String household = "home-" + households.incrementAndGet();
        try (OneCall call = new OneCall(caller, door, looksOn, household, folder, this::settled)) {
            return call.make(settle);
        }
    }

    /** Whether everybody in {@code household} is there and has told the manager of its firewall. */
    private boolean settled(String household) {
        var there = manager.status().endpoints().stream()
                .filter(endpoint -> endpoint.household().equals(household) && endpoint.online())
                .toList();
        return there.size() == 2
                && there.stream().noneMatch(endpoint -> endpoint.firewall().contains("not measured"));
    }

    @Override
    public void close() {
        manager.close();
        lab.close();
    }
}
