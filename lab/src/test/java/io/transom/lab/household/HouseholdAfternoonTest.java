package io.transom.lab.household;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.caller.CallerApp;
import io.transom.lab.Programs;
import io.transom.node.time.MachineClock;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A household from its making to a lost phone, with the real programs: what each member may, and no longer may. */
@Timeout(120)
final class HouseholdAfternoonTest {
    /** Long enough for the guest to be let in and to call once, short enough to wait for. */
    private static final long AFTERNOON_SECONDS = 20;

    @TempDir
    Path directory;

    @Test
    void a_house_pairs_its_door_lets_a_guest_in_for_an_afternoon_opens_and_is_done_with_a_lost_phone()
            throws Exception {
        try (House house = new House(directory)) {
            assertThat(new Terminal("create", "--data", house.data("anna"), "--name", "anna").exit())
                    .isZero();
            CallerApp anna = house.app("anna");
            CallerApp ben = house.app("ben");
            CallerApp sitter = house.app("sitter");
            Doorstep doorstep = new Doorstep(directory.resolve("doorstep.wav"));
            House.Door door = house.door("door", doorstep);
            house.pairDoor("anna", "door", door);
            house.pairApp("anna", "ben", "--rights", "call,drop-in,talk,release");
            long over = MachineClock.seconds() + AFTERNOON_SECONDS;
            house.pairApp("anna", "sitter", "--guest", "--rights", "call,drop-in", "--expires", local(over));
            house.awaitMember("door", "sitter");

            talksAndOpens(ben, door, house);
            guestsAfternoon(sitter, over, door, house);

            ben.close();
            assertThat(new Terminal("revoke", "ben", "--data", house.data("anna")).exit())
                    .isZero();
            house.awaitNoMember("door", "ben");
            isRefused(house.app("ben"), door, house);

            talksAndOpens(anna, door, house);
            aCallOutlivesTheManager(anna, house);
            // The tone's two notes, 200 ms each, once for each time that the door opened.
            assertThat(door.pi().pulses()).isEqualTo(2);
            assertThat(doorstep.framesWith(988)).isBetween(2 * 7, 2 * 13);
            assertThat(doorstep.framesWith(1_319)).isBetween(2 * 7, 2 * 13);
        }
    }

    private static String local(long seconds) {
        return LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneId.systemDefault())
                .toString();
    }

    private static CallerApp.Ended hangUp(CallerApp who, CompletableFuture<CallerApp.Ended> call) throws Exception {
        who.hangUp();
        return call.get(House.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static CompletableFuture<CallerApp.Ended> talk(CallerApp who, House house) throws Exception {
        long heard = house.firstSounds();
        CompletableFuture<CallerApp.Ended> call = who.call("front door");
        CompletableFuture.anyOf(who.talking(), call).get(House.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(who.talking()).as(house.story()).isDone();
        Programs.await("sound", House.PATIENCE, () -> house.firstSounds() > heard, house::story);
        return call;
    }

    private static void talksAndOpens(CallerApp who, House.Door door, House house) throws Exception {
        int before = door.pi().pulses();
        CompletableFuture<CallerApp.Ended> call = talk(who, house);
        CallerApp.Door opened = who.open("").get(House.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(opened.open()).as(opened.words() + "\n" + house.story()).isTrue();
        assertThat(door.pi().pulses()).as("once").isEqualTo(before + 1);
        assertThat(hangUp(who, call).soundWasHeard()).as(house.story()).isTrue();
    }

    private static void guestsAfternoon(CallerApp sitter, long over, House.Door door, House house) throws Exception {
        assertThat(MachineClock.seconds()).as("the test was too slow").isLessThan(over);
        hangUp(sitter, talk(sitter, house));
        int before = door.pi().pulses();
        assertThat(sitter.open("front door")
                        .get(House.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .open())
                .as("a right that the guest has not")
                .isFalse();
        Thread.sleep(1_000 * Math.max(0, over + 1 - MachineClock.seconds()));
        isRefused(sitter, door, house);
        assertThat(door.pi().pulses()).isEqualTo(before);
    }

    private static void isRefused(CallerApp who, House.Door door, House house) throws Exception {
        int pulses = door.pi().pulses();
        CallerApp.Ended ended = who.call("front door").get(House.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(ended.soundWasHeard()).as(house.story()).isFalse();
        CallerApp.Door opened = who.open("front door").get(House.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(opened.open()).as(house.story()).isFalse();
        assertThat(door.pi().pulses()).isEqualTo(pulses);
    }

    private static void aCallOutlivesTheManager(CallerApp who, House house) throws Exception {
        CompletableFuture<CallerApp.Ended> call = talk(who, house);
        house.manager.close();
        Thread.sleep(1_500);
        assertThat(call).as(house.story()).isNotDone();
        assertThat(hangUp(who, call).soundWasHeard()).isTrue();
    }
}
