package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.event.EventName;
import io.transom.core.household.Issuing;
import io.transom.core.household.Issuing.Authority;
import io.transom.core.household.Issuing.Terms;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.Schedule;
import io.transom.wire.household.SignedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Anna is the owner, the sitter a guest for two hours; somebody plays with the door's clock. */
class GuestsTimeTest {
    private static final long NOW = 1_790_000_000L;
    private static final long AFTERNOON = 2 * 3_600;
    private static final long TEN_YEARS = 10 * 365 * 24 * 3_600L;

    private final Town town = new Town();
    private final RootKey root = RootKey.generate(town.entropy());
    private StatementSet signed = StatementSet.empty(root.publicKey());
    private final Home anna;
    private final Home sitter;
    private Home door;

    GuestsTimeTest() {
        town.household = Optional.of(signed);
        anna = town.caller("anna");
        sitter = town.caller("sitter");
        door = town.device("door", true);
        town.run(Duration.ofSeconds(2));
        admit(anna, "anna", Role.CALLER, 0, Right.CALL, Right.DROP_IN);
        admit(sitter, "sitter", Role.CALLER, NOW + AFTERNOON, Right.CALL, Right.DROP_IN);
        admit(door, "door", Role.DEVICE, 0);
        List.of(anna, sitter, door).forEach(home -> home.input(new Input.Stated(signed.all())));
        clockSays(NOW);
    }

    private SignedStatement admit(Home home, String name, Role role, long expiry, Right... rights) {
        Terms terms = new Terms(name, role, Set.of(rights), List.of(), 0, expiry, Schedule.ALWAYS);
        Issuing.Outcome outcome =
                new Issuing(signed, new Authority.Root(root)).admit(home.self.publicIdentity(), terms, NOW);
        SignedStatement statement = ((Issuing.Outcome.Signed) outcome).statement();
        signed = signed.add(List.of(statement)).set();
        return statement;
    }

    private void clockSays(long seconds) {
        door.input(new Input.ClockRead(seconds, true));
        town.run(Duration.ofSeconds(1));
    }

    /** A true clock, told every minute as the program does, from {@code seconds} on. */
    private void timePasses(long from, Duration length) {
        for (long minute = 0; minute <= length.toMinutes(); minute++) {
            door.input(new Input.ClockRead(from + 60 * minute, true));
            town.run(Duration.ofMinutes(1));
        }
    }

    private boolean talks(Home who) {
        long before = who.count(EventName.TALKING);
        who.input(new Input.Ask("door"));
        boolean talks = town.runUntil(() -> who.count(EventName.TALKING) > before, Duration.ofSeconds(10));
        if (talks) {
            who.input(new Input.HangUp(
                    who.last(Effect.StartVoice.class).orElseThrow().call()));
        }
        town.run(Duration.ofSeconds(4));
        return talks;
    }

    private void startAgain() {
        town.household = door.last(Effect.KeepHousehold.class).map(Effect.KeepHousehold::statements);
        town.latestTime =
                door.last(Effect.KeepTime.class).map(Effect.KeepTime::seconds).orElse(0L);
        door.kill();
        door = town.restartDevice(door);
        town.run(Duration.ofSeconds(5));
    }

    @Test
    void a_clock_that_is_set_back_brings_no_guest_back_also_after_a_restart() {
        assertThat(talks(sitter)).isTrue();
        timePasses(NOW, Duration.ofSeconds(AFTERNOON));
        assertThat(talks(sitter)).isFalse();
        clockSays(NOW + 60);
        assertThat(talks(sitter)).as("while the program runs").isFalse();
        startAgain();
        clockSays(NOW + 60);
        assertThat(talks(sitter)).as("after a restart").isFalse();
        assertThat((String) door.field(EventName.REFUSED, "reason"))
                .endsWith("this machine's clock is behind the time that it has told before");
        assertThat(talks(anna)).as("who has no end").isTrue();
    }

    @Test
    void the_time_is_written_once_an_hour_and_when_a_guests_is_over() {
        timePasses(NOW, Duration.ofHours(6));
        assertThat(door.done(Effect.KeepTime.class)).hasSizeBetween(6, 9);
        assertThat(door.done(Effect.KeepTime.class))
                .anyMatch(kept -> kept.seconds() >= NOW + AFTERNOON && kept.seconds() <= NOW + AFTERNOON + 60);
    }

    @Test
    void a_clock_far_ahead_for_a_moment_costs_guests_that_moment_and_nobody_else_anything() {
        clockSays(NOW + TEN_YEARS);
        assertThat(talks(sitter)).isFalse();
        assertThat(talks(anna)).isTrue();
        clockSays(NOW + 60);
        assertThat(talks(sitter)).isTrue();
        clockSays(NOW + TEN_YEARS);
        startAgain();
        clockSays(NOW + 120);
        assertThat(talks(sitter)).as("after a restart").isTrue();
    }

    @Test
    void where_it_stayed_far_ahead_guests_wait_until_the_remembered_time_is_taken_out() {
        timePasses(NOW + TEN_YEARS, Duration.ofMinutes(62));
        startAgain();
        clockSays(NOW + 3_800);
        assertThat(talks(sitter)).isFalse();
        assertThat(talks(anna)).isTrue();
        town.household = Optional.of(signed);
        town.latestTime = 0;
        door.kill();
        door = town.restartDevice(door);
        town.run(Duration.ofSeconds(5));
        clockSays(NOW + 3_900);
        assertThat(talks(sitter)).isTrue();
    }

    @Test
    void a_guest_whose_time_is_over_is_told_nothing_new() {
        anna.input(new Input.ClockRead(NOW + AFTERNOON, true));
        clockSays(NOW + AFTERNOON);
        Home ben = town.caller("ben");
        SignedStatement news = admit(ben, "ben", Role.CALLER, 0, Right.CALL);
        door.input(new Input.Stated(List.of(news)));
        town.run(Duration.ofMinutes(15));
        assertThat(knows(anna, news)).isTrue();
        assertThat(knows(sitter, news)).isFalse();
    }

    private static boolean knows(Home home, SignedStatement statement) {
        return home.last(Effect.KeepHousehold.class)
                .filter(kept -> kept.statements().all().contains(statement))
                .isPresent();
    }
}
