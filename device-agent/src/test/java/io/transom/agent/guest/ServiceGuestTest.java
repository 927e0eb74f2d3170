package io.transom.agent.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.agent.guest.Guest.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The intercom as a service of a real systemd, hardened, on a real GPIO chip. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceGuestTest {
    private Outcome outcome;

    @BeforeAll
    void boot() throws Exception {
        Guest guest = Guest.orSkip();
        guest.lend(Path.of("deploy/raspberry-pi"));
        outcome = guest.systemd("service.sh");
        assertThat(outcome.status()).as("%s", outcome).isZero();
    }

    @Test
    void it_holds_its_pins_as_a_user_without_rights() {
        assertThat(outcome.lines()).contains("holds its pins", "runs as transom", "groups audio gpio transom ");
        assertThat(outcome.lines()).contains("CapEff:\t0000000000000000");
    }

    @Test
    void its_keys_are_for_nobody_else() {
        assertThat(outcome.one("state:")).startsWith("drwx------").contains("transom transom");
    }

    @Test
    void it_comes_back_when_it_is_killed_and_ends_cleanly_when_it_is_stopped() {
        assertThat(outcome.lines()).contains("is back after kill -9", "stopped cleanly");
    }

    @Test
    void a_wrong_configuration_is_told_once_and_not_tried_for_ever() {
        assertThat(outcome.lines()).contains("a wrong configuration is not tried again");
        assertThat(outcome.one("journal:")).contains("button-pin", "'nonsense'");
    }

    @Test
    void it_is_exposed_to_little() {
        String rating = outcome.one("security:");
        System.out.println(
                "systemd-analyze security: " + rating.replaceAll("[^ -~]", "").strip());
        assertThat(rating).contains("OK");
    }
}
