package io.transom.lab.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The house's rules: which way dependencies point, and what decisions may never touch. */
class ArchitectureTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.transom");
    private static final String[] PURE = {"io.transom.wire..", "io.transom.core..", "io.transom.media.."};

    /** What a decision may not call, and what to use instead. */
    private static final Map<String, String> IMPURE = Map.ofEntries(
            Map.entry("java.lang.System.nanoTime", "take a Moment"),
            Map.entry("java.lang.System.currentTimeMillis", "take a Moment"),
            Map.entry("java.time.Instant.now", "take an Instant"),
            Map.entry("java.time.Clock.systemUTC", "take an Instant"),
            Map.entry("java.util.UUID.randomUUID", "take Entropy"),
            Map.entry("java.lang.Math.random", "take Entropy"),
            Map.entry("java.security.SecureRandom.getInstanceStrong", "take Entropy"),
            Map.entry("java.lang.Thread.sleep", "answer a wakeAt"));
    /** What a decision may not make. */
    private static final Set<String> IMPURE_NEW = Set.of(
            "java.util.Random",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.IdentityHashMap",
            "java.lang.Thread",
            "java.util.Timer",
            "java.net.Socket",
            "java.net.ServerSocket",
            "java.net.DatagramSocket");

    /** Who in an endpoint's programs may read the wall clock, and what for. */
    private static final Map<String, String> WALL_CLOCK_READERS = Map.of(
            "io.transom.node.events.EventFile", "the stamp of an event",
            "io.transom.node.udp.NetworkWatch", "that the machine slept: who is ahead by seconds looks around anew",
            "io.transom.node.time.Pace", "for the one above",
            "io.transom.node.time.MachineClock", "the time, for those below",
            "io.transom.node.program.ClockTeller", "when a right of the household begins and ends",
            "io.transom.caller.household.Owner", "from when a household is",
            "io.transom.caller.household.InviteProgram", "when an invite expires",
            "io.transom.caller.household.ChangeProgram", "the same, of a member",
            "io.transom.caller.household.Known", "whose right is over",
            "io.transom.node.program.EndpointDesk", "from when somebody is in or out");

    @Test
    void the_analysis_sees_every_module() {
        for (String module :
                new String[] {"wire", "core", "media", "node", "agent", "manager", "caller", "simulator", "lab"}) {
            long seen = OURS.stream()
                    .filter(it -> it.getPackageName().startsWith("io.transom." + module))
                    .count();
            assertThat(seen).as("classes of " + module).isGreaterThan(2);
        }
    }

    @Test
    void wire_knows_nobody() {
        check(noClasses()
                .that()
                .resideInAPackage("io.transom.wire..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.transom.core..",
                        "io.transom.media..",
                        "io.transom.node..",
                        "io.transom.simulator..",
                        "io.transom.manager..",
                        "io.transom.agent..",
                        "io.transom.caller..",
                        "io.transom.lab.."));
    }

    @Test
    void core_and_media_know_only_wire() {
        check(noClasses()
                .that()
                .resideInAPackage("io.transom.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.transom.media..", "io.transom.node..", "io.transom.simulator..", "io.transom.manager.."));
        check(noClasses()
                .that()
                .resideInAPackage("io.transom.media..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.transom.core..", "io.transom.node..", "io.transom.simulator..", "io.transom.manager.."));
    }

    @Test
    void the_simulator_never_sees_real_input_and_output() {
        check(noClasses()
                .that()
                .resideInAPackage("io.transom.simulator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.transom.node..", "io.netty..", "org.eclipse.paho..", "java.net.."));
    }

    @Test
    void programs_do_not_know_each_other() {
        check(noClasses()
                .that()
                .resideInAnyPackage("io.transom.agent..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.transom.manager..", "io.transom.caller.."));
        check(noClasses()
                .that()
                .resideInAnyPackage("io.transom.manager..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.transom.agent..", "io.transom.caller.."));
        check(noClasses()
                .that()
                .resideInAnyPackage("io.transom.caller..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.transom.agent..", "io.transom.manager.."));
    }

    @Test
    void packages_of_the_core_form_no_cycle() {
        slices().matching("io.transom.core.(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void decisions_touch_no_clock_chance_thread_socket_or_hash_order() {
        check(noClasses().that().resideInAnyPackage(PURE).should().accessTargetWhere(impure()));
    }

    /** A clock that is set must cost no call anything. */
    @Test
    void only_those_who_are_named_read_the_wall_clock() {
        Set<String> readers = new TreeSet<>();
        for (JavaClass one : OURS) {
            if (one.getPackageName().matches("io\\.transom\\.(wire|core|media|node|agent|caller)(\\..*)?")
                    && one.getAccessesFromSelf().stream().anyMatch(access -> readsWallClock(access.getTarget()))) {
                readers.add(one.getName().replaceFirst("\\$.*", ""));
            }
        }
        assertThat(readers).isEqualTo(new TreeSet<>(WALL_CLOCK_READERS.keySet()));
    }

    private static boolean readsWallClock(AccessTarget target) {
        String owner = target.getOwner().getName();
        return target.getName().equals("currentTimeMillis")
                || owner.startsWith("java.time.") && target.getName().equals("now")
                || owner.equals("java.time.Clock") && target.getName().startsWith("system")
                || owner.equals("java.time.InstantSource") && target.getName().equals("system")
                || owner.equals("java.util.Date") && target.getName().equals("<init>")
                || owner.equals("java.util.Calendar") && target.getName().equals("getInstance")
                || owner.equals("io.transom.node.time.Pace") && target.getName().equals("wall")
                || owner.equals("io.transom.node.time.MachineClock")
                        && target.getName().equals("seconds");
    }

    @Test
    void decisions_have_no_default_locale_or_charset() {
        check(noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .orShould()
                .callMethod(String.class, "getBytes")
                .orShould()
                .callMethod(String.class, "format", String.class, Object[].class));
    }

    @Test
    void every_package_says_what_it_is_for() {
        check(classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith("org.jspecify.annotations.NullMarked"));
    }

    private static DescribedPredicate<JavaAccess<?>> impure() {
        return DescribedPredicate.describe("is impure: " + IMPURE + ", and new " + IMPURE_NEW, access -> {
            AccessTarget target = access.getTarget();
            String owner = target.getOwner().getName();
            boolean makes = target.getName().equals("<init>") && IMPURE_NEW.contains(owner);
            return makes
                    || IMPURE.containsKey(owner + "." + target.getName())
                    || owner.equals("java.util.concurrent.ThreadLocalRandom")
                    || owner.equals("java.util.concurrent.Executors");
        });
    }

    private static void check(ArchRule rule) {
        rule.check(OURS);
    }
}
