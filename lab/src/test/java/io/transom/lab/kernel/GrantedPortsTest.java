package io.transom.lab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.lab.Programs;
import io.transom.lab.kernel.KernelLab.Host;
import io.transom.lab.kernel.Miniupnpd.Speaks;
import io.transom.wire.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A door behind a router that mints a port for every remote is called by somebody who lets in only whom he has written
 * to: no direct path, but for the ports that the router grants. The router is Debian's miniupnpd on a real kernel.
 */
class GrantedPortsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String URL = "ws://" + KernelLab.MANAGER_IP + ":80/mqtt";
    private static final Pattern MAPPED = Pattern.compile(
            "\"port-mapped\".*\"socket\":(\\d).*\"remote\":\"([^\"]+)\".*\"protocol\":\"([^\"]+)\".*\"offered\":(\\w+)");
    private static final Pattern AT = Pattern.compile("\"at\":\"([^\"]+)\"");

    @TempDir
    Path folder;

    @BeforeAll
    static void there_is_a_router_that_grants() {
        KernelLab.obstacle().or(Miniupnpd::obstacle).ifPresent(why -> {
            System.err.println("SKIPPED LOUDLY: no real router is asked for port mappings: " + why);
            Assumptions.abort(why);
        });
    }

    @Test
    void a_call_that_no_direct_path_is_possible_for_takes_the_port_that_the_router_granted() throws Exception {
        try (KernelLab lab = KernelLab.open(KernelRouter.MASQUERADE_RANDOM, KernelRouter.MASQUERADE)) {
            Miniupnpd router = Miniupnpd.behind(lab, folder);
            router.start(Speaks.PCP);
            manager(lab);
            Process agent = agent(lab, "pcp");
            List<Mapped> mapped = mapped("pcp");
            assertThat(mapped).extracting(Mapped::protocol).containsOnly("pcp");

            Process call = lab.start(Host.CALLER, folder.resolve("call"), caller());
            assertThat(call.waitFor(60, TimeUnit.SECONDS)).as(read("call")).isTrue();
            assertThat(call.exitValue()).as(read("call") + read("pcp-events")).isZero();
            List<String> granted = mapped.stream().map(Mapped::remote).toList();
            assertThat(lines("call-events", "\"path-proved\""))
                    .as(read("call-events"))
                    .anyMatch(line -> line.contains("\"path\":\"direct\"")
                            && granted.stream().anyMatch(line::contains));
            it_is_given_back(agent, router);
        }
    }

    @Test
    void nat_pmp_and_upnp_grant_as_well() throws Exception {
        try (KernelLab lab = KernelLab.open(KernelRouter.MASQUERADE_RANDOM, KernelRouter.MASQUERADE)) {
            Miniupnpd router = Miniupnpd.behind(lab, folder);
            manager(lab);
            for (Speaks speaks : List.of(Speaks.NAT_PMP, Speaks.UPNP)) {
                router.start(speaks);
                String name = speaks == Speaks.NAT_PMP ? "nat-pmp" : "upnp";
                Process agent = agent(lab, name);
                assertThat(mapped(name)).extracting(Mapped::protocol).containsOnly(name);
                assertThat(router.table().lines().filter(line -> line.contains("dnat")))
                        .hasSize(2);
                it_is_given_back(agent, router);
            }
        }
    }

    @Test
    void nothing_is_asked_where_that_is_switched_off() throws Exception {
        try (KernelLab lab = KernelLab.open(KernelRouter.MASQUERADE_RANDOM, KernelRouter.MASQUERADE)) {
            Miniupnpd router = Miniupnpd.behind(lab, folder);
            router.start(Speaks.PCP);
            manager(lab);
            agent(lab, "silent", "--port-mapping", "off");
            Programs.await(
                    "registration", PATIENCE, () -> has("silent-events", "\"registered\""), () -> read("silent"));
            assertThat(router.table()).doesNotContain("dnat");
            assertThat(read("miniupnpd-PCP.log")).doesNotContain("PCP request", "NAT-PMP request");
        }
    }

    /** The router's clock is asked once a minute, so this takes a minute for each: {@code -Dtransom.ports=all}. */
    @Test
    void a_router_that_forgets_everything_is_asked_again_within_a_minute() throws Exception {
        Assumptions.assumeTrue("all".equals(System.getProperty("transom.ports")), "takes minutes");
        try (KernelLab lab = KernelLab.open(KernelRouter.MASQUERADE_RANDOM, KernelRouter.MASQUERADE)) {
            Miniupnpd router = Miniupnpd.behind(lab, folder);
            manager(lab);
            for (Speaks speaks : List.of(Speaks.PCP, Speaks.NAT_PMP)) {
                router.start(speaks);
                // A clock that has gone on for a few seconds only can't be told from one that goes an eighth too slow.
                TimeUnit.SECONDS.sleep(20);
                String name = speaks == Speaks.NAT_PMP ? "nat-pmp" : "pcp";
                Process agent = agent(lab, name);
                mapped(name);
                router.start(speaks);
                long restarted = System.nanoTime();
                Programs.await("both ports again", Duration.ofSeconds(70), () -> !isEmpty(router), () -> read(name));
                System.err.printf(
                        "%s: granted again %.1f s after the router's restart%n",
                        name, (System.nanoTime() - restarted) / 1e9);
                it_is_given_back(agent, router);
            }
        }
    }

    private record Mapped(int socket, String remote, String protocol) {}

    /** Both of the door's sockets, each at the router's own address; how long it took is printed for the reader. */
    private List<Mapped> mapped(String name) throws IOException {
        Programs.await(
                "two granted ports",
                PATIENCE,
                () -> lines(name + "-events", "\"port-mapped\"").size() == 2,
                () -> read(name) + read(name + "-events"));
        List<Mapped> all = new ArrayList<>();
        for (String line : lines(name + "-events", "\"port-mapped\"")) {
            Matcher matcher = MAPPED.matcher(line);
            assertThat(matcher.find()).as(line).isTrue();
            assertThat(matcher.group(4)).as(line).isEqualTo("true");
            all.add(new Mapped(Integer.parseInt(matcher.group(1)), matcher.group(2), matcher.group(3)));
        }
        assertThat(all).extracting(Mapped::socket).containsExactlyInAnyOrder(0, 1);
        assertThat(all).allMatch(one -> one.remote().startsWith(Miniupnpd.PUBLIC_IP + ":"));
        System.err.printf("%s: granted %d ms after the start%n", name, millisUntilMapped(name));
        return all;
    }

    /** From the agent's first event. */
    private long millisUntilMapped(String name) {
        return Duration.between(at(name, ""), at(name, "\"port-mapped\"")).toMillis();
    }

    private Instant at(String name, String what) {
        return lines(name + "-events", what).stream()
                .findFirst()
                .map(AT::matcher)
                .filter(Matcher::find)
                .map(matcher -> Instant.parse(matcher.group(1)))
                .orElseThrow();
    }

    private static void it_is_given_back(Process agent, Miniupnpd router) throws Exception {
        assertThat(router.table()).contains("dnat");
        agent.destroy();
        assertThat(agent.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Programs.await("a table without mappings", Duration.ofSeconds(5), () -> isEmpty(router), router::table);
    }

    private static boolean isEmpty(Miniupnpd router) {
        try {
            return !router.table().contains("dnat");
        } catch (IOException e) {
            return false;
        }
    }

    private void manager(KernelLab lab) throws IOException {
        lab.start(
                Host.MANAGER,
                folder.resolve("manager"),
                Programs.command(
                        Programs.MANAGER, "--http-port", "80", "--udp-port", "3478", "--data", path("manager-data")));
        Programs.awaitLine(folder.resolve("manager"), "ready", PATIENCE);
    }

    private Process agent(KernelLab lab, String name, String... more) throws IOException {
        List<String> command = new ArrayList<>(Programs.command(
                Programs.AGENT,
                "--manager",
                URL,
                "--data",
                path(name + "-data"),
                "--invite",
                Programs.invite(URL, folder.resolve("manager-data"), name, Role.DEVICE),
                "--hardware",
                "simulated",
                "--hands-free",
                "--drop-in",
                "allow",
                "--mic",
                Programs.speech("visitor", folder).toString(),
                "--speaker",
                path(name + "-heard.wav"),
                "--events",
                path(name + "-events"),
                "--script",
                "at 3600s press button"));
        command.addAll(List.of(more));
        return lab.start(Host.DEVICE, folder.resolve(name), command);
    }

    private List<String> caller() throws IOException {
        return Programs.command(
                Programs.CALL,
                "pcp",
                "--for",
                "4s",
                "--manager",
                URL,
                "--data",
                path("call-data"),
                "--invite",
                Programs.invite(URL, folder.resolve("manager-data"), "phone", Role.CALLER),
                "--mic",
                Programs.speech("resident", folder).toString(),
                "--speaker",
                path("caller-heard.wav"),
                "--events",
                path("call-events"));
    }

    private List<String> lines(String file, String text) {
        return read(file).lines().filter(line -> line.contains(text)).toList();
    }

    private boolean has(String file, String text) {
        return read(file).contains(text);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String read(String file) {
        try {
            Path path = folder.resolve(file);
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            return "";
        }
    }
}
