package io.transom.lab.matrix;

import static io.transom.lab.matrix.RouterRow.AD_AD;
import static io.transom.lab.matrix.RouterRow.AD_APD;
import static io.transom.lab.matrix.RouterRow.APD_APD;
import static io.transom.lab.matrix.RouterRow.APD_APD_RANDOM;
import static io.transom.lab.matrix.RouterRow.APD_EI;
import static io.transom.lab.matrix.RouterRow.EI_AD;
import static io.transom.lab.matrix.RouterRow.EI_APD;
import static io.transom.lab.matrix.RouterRow.EI_APD_REJECT;
import static io.transom.lab.matrix.RouterRow.EI_EI;
import static io.transom.lab.matrix.RouterRow.FIREWALL;
import static io.transom.lab.matrix.RouterRow.IPV6_ALONE;
import static io.transom.lab.matrix.RouterRow.IPV6_ALONE_SHUT;
import static io.transom.lab.matrix.RouterRow.IPV6_SHUT;
import static io.transom.lab.matrix.RouterRow.IPV6_TOO;
import static io.transom.lab.matrix.RouterRow.LINUX;
import static io.transom.lab.matrix.RouterRow.LINUX_ANSWERS;
import static io.transom.lab.matrix.RouterRow.LINUX_RANDOM;
import static io.transom.lab.matrix.RouterRow.OPEN;
import static io.transom.lab.matrix.RouterRow.TWO_ROUTERS;
import static io.transom.lab.matrix.RouterRow.UDP_BLOCKED;
import static org.assertj.core.api.Assertions.assertThat;

import io.transom.lab.matrix.Matrix.Pair;
import io.transom.lab.tun.TunLab;
import io.transom.simulator.oracle.Reachability.Answer;
import io.transom.simulator.router.RouterKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets behind every kind of router connect as the simulator's oracle says. */
class KernelMatrixTest {
    private static final Expectation EXPECTATION = Expectation.BY_THE_WAY_THAT_THE_ORACLE_NAMES;
    /** Enough to be quick, few enough that two processors keep their time. */
    private static final int AT_ONCE = Integer.getInteger("transom.matrix.at-once", 6);

    /** The mapping is known by then. */
    private static final Duration SETTLE = Duration.ofMillis(1_500);

    private static final Path PICTURE = Path.of("../docs/matrix.svg");
    private static final Path TABLE = Path.of("../docs/matrix.txt");

    @TempDir
    Path folder;

    @BeforeAll
    static void there_is_a_kernel_to_build_homes_in() {
        TunLab.obstacle().ifPresent(why -> {
            System.err.println("SKIPPED LOUDLY: the kernel matrix is not tested: " + why);
            Assumptions.abort(why);
        });
    }

    /** Each row and each kind of answer at least once. */
    @Test
    @Timeout(180)
    void a_selection_of_homes_connects_as_the_oracle_says() throws Exception {
        List<Pair> pairs = List.of(
                new Pair(OPEN, APD_APD),
                new Pair(FIREWALL, FIREWALL),
                new Pair(EI_EI, APD_APD),
                new Pair(EI_AD, EI_APD),
                new Pair(EI_APD, EI_APD),
                new Pair(LINUX, LINUX),
                new Pair(LINUX, EI_APD),
                new Pair(TWO_ROUTERS, LINUX),
                new Pair(EI_APD_REJECT, EI_APD),
                new Pair(AD_AD, AD_APD),
                new Pair(APD_EI, EI_AD),
                new Pair(APD_APD, EI_APD),
                new Pair(LINUX_RANDOM, LINUX),
                new Pair(APD_APD, APD_APD),
                new Pair(UDP_BLOCKED, OPEN),
                new Pair(EI_APD, UDP_BLOCKED));
        agree(run(pairs, 1));
    }

    /**
     * Whoever of two such homes sends before the other has opened the same pair spoils it (decision 0009). One of five calls
     * is enough to show that there is a way: where this machine tells one end long after the other, a call stays on the relay.
     */
    @Test
    @Timeout(120)
    void two_homes_whose_routers_answer_what_they_do_not_expect_meet_directly() throws Exception {
        List<Cell> cells =
                run(List.of(new Pair(EI_APD_REJECT, EI_APD_REJECT), new Pair(LINUX_ANSWERS, LINUX_ANSWERS)), 5);
        agree(cells);
        for (Cell cell : cells) {
            assertThat(cell.calls())
                    .as("%s calls %s", cell.caller(), cell.door())
                    .anyMatch(call -> call.way().isDirect());
        }
    }

    /** Directly where both have it, however their IPv4 routers mint ports; by the other family where it is shut. */
    @Test
    @Timeout(90)
    void homes_with_ipv6_connect_as_the_oracle_says() throws Exception {
        List<Pair> pairs = List.of(
                new Pair(IPV6_TOO, IPV6_TOO),
                new Pair(IPV6_ALONE, IPV6_ALONE),
                new Pair(IPV6_TOO, IPV6_ALONE),
                new Pair(IPV6_SHUT, IPV6_TOO),
                new Pair(IPV6_ALONE, LINUX),
                new Pair(IPV6_ALONE_SHUT, LINUX));
        assertThat(pairs)
                .extracting(Pair::answer)
                .containsExactly(
                        Answer.DIRECT, Answer.DIRECT, Answer.DIRECT, Answer.DIRECT_MOSTLY, Answer.RELAY, Answer.TUNNEL);
        agree(run(pairs, 1));
    }

    /** The routers before the homes are the same in both: only the carrier's differs. */
    @Test
    @Timeout(60)
    void two_homes_behind_one_carrier_meet_directly_only_where_it_hairpins() throws Exception {
        RouterKind home = RouterKind.linux();
        try (Matrix matrix = Matrix.open(folder)) {
            for (RouterKind carrier :
                    List.of(RouterKind.linux(), RouterKind.linux().hairpinning())) {
                Answer answer = Oracle.between(List.of(home, carrier), List.of(home, carrier), Optional.of(carrier));
                Cell.Call call = matrix.neighbours(home, carrier, SETTLE);
                assertThat(EXPECTATION.complaint("behind " + carrier.text(), answer, call))
                        .isEmpty();
                assertThat(call.way().isDirect()).isEqualTo(carrier.hairpin());
            }
        }
    }

    @Test
    void every_home_calls_every_home() throws Exception {
        Assumptions.assumeTrue(
                "all".equals(System.getProperty("transom.matrix")),
                "the whole matrix takes minutes: -Dtransom.matrix=all, with -Dtransom.write=true to draw it anew");
        List<Cell> cells = run(Pair.all(), Integer.getInteger("transom.matrix.calls", 1));
        if (Boolean.getBoolean("transom.write")) {
            HeatMap map = new HeatMap(cells);
            Files.writeString(PICTURE, map.svg());
            Files.write(TABLE, map.text());
        }
        agree(cells);
    }

    /** Where one router mints a port per peer; the other filters by address and port. */
    @Test
    void of_many_calls_that_have_to_guess_a_port_95_in_100_become_direct() throws Exception {
        int calls = Integer.getInteger("transom.matrix.minted", 0);
        Assumptions.assumeTrue(calls > 0, "tens of calls a pair take minutes: -Dtransom.matrix.minted=20");
        List<Pair> pairs = List.of(
                new Pair(APD_APD, EI_APD),
                new Pair(EI_APD, APD_APD_RANDOM),
                new Pair(APD_APD_RANDOM, FIREWALL),
                new Pair(LINUX_RANDOM, LINUX));
        for (Cell cell : run(pairs, calls)) {
            long direct =
                    cell.calls().stream().filter(call -> call.way().isDirect()).count();
            List<String> changed = cell.calls().stream()
                    .flatMap(call -> call.story().stream())
                    .filter(line -> line.contains("CALLER") && line.contains("path-proved path=direct"))
                    .toList();
            System.err.printf("%s calls %s: %d of %d direct%n", cell.caller(), cell.door(), direct, calls);
            assertThat(direct)
                    .as("%s calls %s: %s", cell.caller(), cell.door(), changed)
                    .isGreaterThanOrEqualTo(calls * 95L / 100);
        }
    }

    private List<Cell> run(List<Pair> pairs, int callsEach) throws Exception {
        try (Matrix matrix = Matrix.open(folder)) {
            long begun = System.nanoTime();
            List<Cell> cells = matrix.run(pairs, new Matrix.Options(callsEach, AT_ONCE, SETTLE));
            System.err.printf(
                    "%d cells in %d s%n%s%n",
                    cells.size(),
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun),
                    String.join("\n", new HeatMap(cells).text()));
            return cells;
        }
    }

    private static void agree(List<Cell> cells) {
        assertThat(cells.stream().map(cell -> cell.complaint(EXPECTATION)).flatMap(Optional::stream))
                .as("cells in which laboratory and oracle disagree")
                .isEmpty();
    }
}
