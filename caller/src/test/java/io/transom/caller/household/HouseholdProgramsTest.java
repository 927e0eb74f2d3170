package io.transom.caller.household;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Input;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.household.Issuing;
import io.transom.core.household.Issuing.Authority;
import io.transom.core.household.Issuing.Terms;
import io.transom.core.household.StatementSet;
import io.transom.core.trust.Identity;
import io.transom.node.config.Configuration;
import io.transom.node.keys.HouseholdFiles;
import io.transom.node.keys.KeyStore;
import io.transom.node.program.EndpointDesk;
import io.transom.node.running.CommandSocket;
import io.transom.node.running.RunningProgram;
import io.transom.node.time.MachineClock;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.EndpointId;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.Schedule;
import io.transom.wire.household.Schedule.Hours;
import io.transom.wire.household.Statement.Admit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The household's commands as they are typed: what they sign, keep and print. */
class HouseholdProgramsTest {
    private static final String PASSPHRASE = "a sleepy heron";

    @TempDir
    Path directory;

    private final SystemEntropy entropy = new SystemEntropy();

    private record Said(int exit, String out, String err) {}

    @BeforeEach
    void anna_makes_a_household() {
        assertThat(run("", "create", "--data", data("anna"), "--name", "anna").exit())
                .isZero();
    }

    private String data(String name) {
        return directory.resolve(name).toString();
    }

    private static Said run(String typed, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
        try {
            int exit = HouseholdProgram.run(
                    List.of(args), Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
            return new Said(exit, out.toString(), err.toString());
        } finally {
            System.setIn(before);
        }
    }

    // ---- the words on paper ----

    private String words() {
        Said backup = run(PASSPHRASE + "\n", "backup", "--data", data("anna"));
        assertThat(backup.exit()).as(backup.err()).isZero();
        assertThat(backup.out().lines()).hasSize(4).allMatch(line -> line.matches("([a-z]{5}-){4}[a-z]{5}"));
        return backup.out();
    }

    private static String slipped(String words) {
        return words.replaceFirst("^[a-z]{5}", words.startsWith("babab") ? "babad" : "babab");
    }

    @Test
    void the_words_and_their_passphrase_make_another_app_the_owners_which_then_revokes_the_lost_one() throws Exception {
        String words = words();
        Said restored = run(words + PASSPHRASE + "\n", "restore", "--data", data("spare"), "--name", "anna's tablet");
        assertThat(restored.exit()).as(restored.err()).isZero();
        StatementSet lost =
                new HouseholdFiles(directory.resolve("anna")).statements().orElseThrow();
        assertThat(restored.out()).isEqualTo("household " + lost.household() + " of anna's tablet\n");
        // What it hears from the others, once it is online.
        try (KeyStore keys = KeyStore.open(directory.resolve("spare"), entropy)) {
            keys.keepHousehold(keys.household().orElseThrow().merge(lost));
        }
        try (App app = new App("spare")) {
            Said revoked = run("", "revoke", "anna", "--data", data("spare"));
            assertThat(revoked.exit()).as(revoked.err()).isZero();
            assertThat(app.member("anna")).isEmpty();
        }
        assertThat(run("", "members", "--data", data("spare")).out())
                .contains("anna's tablet")
                .doesNotContain("anna  ");
    }

    @Test
    void a_slip_of_the_pen_and_a_wrong_passphrase_are_told_and_change_nothing() {
        String words = words();
        assertThat(run(slipped(words) + PASSPHRASE + "\n", "restore", "--data", data("spare"), "--name", "anna")
                        .err())
                .contains("line 1");
        Said wrong = run(words + "a sleepy horse\n", "restore", "--data", data("spare"), "--name", "anna");
        assertThat(wrong.exit()).isNotZero();
        assertThat(wrong.err()).contains("passphrase").doesNotContain("horse");
        assertThat(directory.resolve("spare")).doesNotExist();
        assertThat(run("short\n", "backup", "--data", data("anna")).err()).contains("at least 10 characters");
    }

    @Test
    void with_take_out_the_key_is_on_paper_alone_and_the_app_goes_on_managing_but_is_no_owner() throws Exception {
        String words = words();
        // Other words for the same key: each backup has its own salt.
        assertThat(run(PASSPHRASE + "\n" + slipped(words), "backup", "--take-out", "--data", data("anna"))
                        .exit())
                .isNotZero();
        assertThat(directory.resolve("anna").resolve("household.root")).exists();
        Said taken = run(PASSPHRASE + "\n" + words, "backup", "--take-out", "--data", data("anna"));
        assertThat(taken.exit()).as(taken.err()).isZero();
        assertThat(taken.out()).contains("on your paper alone");
        assertThat(directory.resolve("anna").resolve("household.root")).doesNotExist();
        try (App app = new App("anna")) {
            assertThat(app.invited("--guest", "--name", "sitter", "--until", "18:00")
                            .authority())
                    .isInstanceOf(Authority.Manager.class);
            assertThat(run("", "backup", "--data", data("anna")).err()).contains("isn't here");
        }
        assertThat(run(words + PASSPHRASE + "\n", "restore", "--data", data("anna"), "--name", "anna")
                        .exit())
                .isZero();
        try (App app = new App("anna")) {
            assertThat(app.invited("--name", "ben").authority()).isInstanceOf(Authority.Root.class);
        }
    }

    // ---- terms ----

    /** The program that runs with a directory, but for its network: it does what a command asks, and pairs at once. */
    private final class App implements AutoCloseable {
        final Path data;
        final KeyStore keys;
        final EndpointDesk desk;
        final CommandSocket socket;
        final BlockingQueue<Input.OpenInvite> invites = new LinkedBlockingQueue<>();

        App(String name) throws IOException {
            this.data = directory.resolve(name);
            this.keys = KeyStore.open(data, entropy);
            this.desk = new EndpointDesk(keys, Role.CALLER, this::take);
            this.socket = CommandSocket.listen(RunningProgram.endpoint(data), desk);
        }

        private void take(Input.OfHousehold input) {
            if (input instanceof Input.OpenInvite invite) {
                invites.add(invite);
                desk.hear(Event.of(EventName.PAIRED, "member", invite.terms().name()));
            }
            if (input instanceof Input.Stated stated) {
                try {
                    keys.keepHousehold(keys.household()
                            .orElseThrow()
                            .add(stated.statements())
                            .set());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                desk.hear(Event.of(EventName.HOUSEHOLD_CHANGED, "members", 0));
            }
        }

        /** Somebody whom the owner has admitted. */
        EndpointId admit(String name, Role role, Right... rights) throws IOException {
            Identity who = Identity.generate(entropy);
            Authority owner = new Authority.Root(keys.rootKey().orElseThrow());
            StatementSet known = keys.household().orElseThrow();
            Issuing.Outcome outcome = new Issuing(known, owner)
                    .admit(who.publicIdentity(), Terms.always(name, role, Set.of(rights)), MachineClock.seconds());
            keys.keepHousehold(known.add(List.of(((Issuing.Outcome.Signed) outcome).statement()))
                    .set());
            return who.id();
        }

        Input.OpenInvite invited(String... options) throws Exception {
            List<String> args = new ArrayList<>(List.of("invite", "--data", data.toString()));
            args.addAll(List.of(options));
            Said said = run("", args.toArray(String[]::new));
            assertThat(said.exit()).as(said.err()).isZero();
            Input.OpenInvite invite = invites.poll(10, TimeUnit.SECONDS);
            assertThat(said.out()).contains(invite.code().text());
            return invite;
        }

        Optional<Admit> member(String name) {
            return Known.at(data).member(name);
        }

        @Override
        public void close() {
            socket.close();
            keys.close();
        }
    }

    @Test
    void a_guest_of_an_afternoon_is_invited_until_that_hour_today_or_else_tomorrow() throws Exception {
        ZonedDateTime later = ZonedDateTime.now().plusHours(2).truncatedTo(ChronoUnit.MINUTES);
        ZonedDateTime passed = ZonedDateTime.now().minusMinutes(2).truncatedTo(ChronoUnit.MINUTES);
        try (App app = new App("anna")) {
            Terms terms = app.invited("--guest", "--name", "sitter", "--until", hour(later))
                    .terms();
            assertThat(terms.expiry()).isEqualTo(later.toEpochSecond());
            assertThat(terms.rights()).isEqualTo(EnumSet.of(Right.CALL, Right.TALK));
            assertThat(app.invited("--guest", "--name", "sitter", "--until", hour(passed))
                            .terms()
                            .expiry())
                    .isEqualTo(passed.plusDays(1).toEpochSecond());
            assertThat(app.invited("--guest", "--name", "sitter", "--expires", "2096-12-24")
                            .terms()
                            .expiry())
                    .isEqualTo(LocalDate.of(2096, 12, 25)
                            .atStartOfDay(ZoneId.systemDefault())
                            .toEpochSecond());
        }
        assertThat(run("", "invite", "--data", data("anna"), "--guest", "--name", "sitter")
                        .exit())
                .isEqualTo(Configuration.WRONG_USE);
        assertThat(run("", "invite", "--data", data("anna"), "--guest", "--until", "six")
                        .err())
                .contains("Write the time as 18:00");
    }

    private static String hour(ZonedDateTime at) {
        return String.format("%02d:%02d", at.getHour(), at.getMinute());
    }

    @Test
    void hours_of_the_week_are_those_of_this_machines_zone() throws Exception {
        try (App app = new App("anna")) {
            Schedule schedule = app.invited("--name", "cleaner", "--schedule", "mon-fri 08:00-18:30; sat 10:00-12:00")
                    .terms()
                    .schedule();
            assertThat(schedule.zone()).isEqualTo(ZoneId.systemDefault().getId());
            assertThat(schedule.hours())
                    .containsExactly(new Hours(0b0011111, 480, 1_110), new Hours(0b0100000, 600, 720));
        }
        for (String wrong : List.of("always", "mon 8-9", "mon-xyz 08:00-09:00", "mon 09:00-08:00")) {
            Said said = run("", "invite", "--data", data("anna"), "--name", "cleaner", "--schedule", wrong);
            assertThat(said.exit()).as(wrong).isEqualTo(Configuration.WRONG_USE);
            assertThat(said.err()).as(wrong).contains("schedule");
        }
    }

    @Test
    void who_opens_this_door_and_no_other_is_invited_so() throws Exception {
        try (App app = new App("anna")) {
            EndpointId front = app.admit("front door", Role.DEVICE);
            EndpointId garage = app.admit("garage", Role.DEVICE);
            Terms one = app.invited("--name", "ben", "--rights", "call,release", "--doors", "front door")
                    .terms();
            assertThat(one.doors()).containsExactly(front);
            assertThat(app.invited("--name", "ben", "--rights", "release", "--doors", "garage, " + front.text())
                            .terms()
                            .doors())
                    .isSorted()
                    .containsExactlyInAnyOrder(front, garage);
            assertThat(app.invited("--name", "ben", "--rights", "release")
                            .terms()
                            .doors())
                    .isEmpty();
            assertThat(run("", "invite", "--data", data("anna"), "--name", "ben", "--doors", "garage")
                            .err())
                    .contains("has the right release");
            assertThat(run("", "invite", "--data", data("anna"), "--rights", "release", "--doors", "anna")
                            .err())
                    .contains("'anna' is no intercom of this household");
        }
    }

    @Test
    void a_members_rights_doors_and_times_are_changed_one_by_one_and_told() throws Exception {
        try (App app = new App("anna")) {
            EndpointId front = app.admit("front door", Role.DEVICE);
            app.admit("ben", Role.CALLER, Right.CALL, Right.DROP_IN);
            change("ben", "--rights", "call,release", "--doors", "front door");
            Admit ben = app.member("ben").orElseThrow();
            assertThat(ben.rights()).isEqualTo(EnumSet.of(Right.CALL, Right.RELEASE));
            assertThat(ben.doors()).containsExactly(front);
            assertThat(run("", "members", "--data", data("anna")).out()).contains("doors: front door");
            change("ben", "--expires", "2096-12-24", "--schedule", "mon 08:00-09:00");
            Admit limited = app.member("ben").orElseThrow();
            assertThat(limited.doors()).containsExactly(front);
            assertThat(limited.expiry()).isPositive();
            assertThat(limited.schedule().hours()).hasSize(1);
            change("ben", "--expires", "never", "--schedule", "always", "--doors", "all");
            Admit free = app.member("ben").orElseThrow();
            assertThat(free.isTimed()).isFalse();
            assertThat(free.doors()).isEmpty();
            assertThat(free.rights()).isEqualTo(ben.rights());
            assertThat(run("", "change", "nobody", "--rights", "call", "--data", data("anna"))
                            .err())
                    .contains("no such member");
            assertThat(run("", "change", "ben", "--expires", "2126-12-24", "--data", data("anna"))
                            .err())
                    .contains("2106");
            assertThat(run("", "change", "ben", "--data", data("anna")).exit()).isEqualTo(Configuration.WRONG_USE);
        }
    }

    private void change(String who, String... options) {
        List<String> args = new ArrayList<>(List.of("change", who, "--data", data("anna")));
        args.addAll(List.of(options));
        Said said = run("", args.toArray(String[]::new));
        assertThat(said.exit()).as(said.err()).isZero();
        assertThat(said.out()).contains("changed: " + who);
    }
}
