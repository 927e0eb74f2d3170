package io.transom.agent.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.agent.guest.Guest.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The files of deploy/raspberry-pi: they install, and the smoke kit tells a wired Pi from one that isn't. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmokeGuestTest {
    private Outcome outcome;

    @BeforeAll
    void boot() throws Exception {
        Guest guest = Guest.orSkip();
        guest.lend(Path.of("deploy/raspberry-pi"));
        outcome = guest.runInPeace(
                "smoke.sh",
                run -> run.lines().contains("smoke passed") && run.lines().contains("again failed"));
        assertThat(outcome.status()).as("%s", outcome).isZero();
    }

    @Test
    void the_files_are_installed_and_the_unit_is_well_formed() {
        assertThat(outcome.all("installed:"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("-rw-r----- 1 root transom").endsWith("/etc/transom/agent.conf"));
        assertThat(outcome.all("unit:"))
                .as("java is elsewhere in the guest")
                .allMatch(line -> line.contains("/usr/bin/java"));
    }

    @Test
    void a_wired_pi_passes() {
        assertThat(outcome.lines()).as("%s", outcome).contains("smoke passed");
        assertThat(outcome.all("first: ok    "))
                .anyMatch(line -> line.contains("user transom is in group gpio") || line.contains("runs in group gpio"))
                .anyMatch(line -> line.contains("speaker alsa:hw:Dummy"))
                .anyMatch(line -> line.contains("microphone alsa:hw:Loopback,1, loudest"))
                .anyMatch(line -> line.contains("GPIO chip and its three lines"))
                .anyMatch(line -> line.contains("button was pressed"))
                .anyMatch(line -> line.contains("talk was pressed"));
    }

    @Test
    void a_pi_with_a_loose_wire_and_a_dead_microphone_fails_and_is_told_why() {
        assertThat(outcome.lines()).as("%s", outcome).contains("again failed");
        assertThat(outcome.all("again: WRONG "))
                .anyMatch(line -> line.contains("gives silence; is it plugged in"))
                .anyMatch(line -> line.contains("button was not pressed within 1 s; if it was, its wire"))
                .anyMatch(line -> line.contains("talk was not pressed within 1 s"));
    }
}
