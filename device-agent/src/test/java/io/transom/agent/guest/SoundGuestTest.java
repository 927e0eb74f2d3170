package io.transom.agent.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.agent.guest.Guest.Outcome;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The intercom's microphone and speaker on a real ALSA card: what is played into one side of it is heard on the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SoundGuestTest {
    private Outcome outcome;

    @BeforeAll
    void boot() throws Exception {
        outcome = Guest.orSkip().run("sound.sh");
        assertThat(outcome.status()).as("%s", outcome).isZero();
    }

    @Test
    void what_is_played_is_what_is_heard() {
        String heard = outcome.one("heard similarity");
        System.out.println("ALSA, hw:Loopback,0 -> hw:Loopback,1: similarity " + heard);
        assertThat(Double.parseDouble(heard.split(" ", -1)[0])).isGreaterThan(0.99);
    }

    @Test
    void the_speakers_delay_is_no_more_than_its_buffer() {
        String[] words = outcome.one("heard similarity").split(" ", -1);
        assertThat(words[1]).isEqualTo("speaker-delay-ms");
        assertThat(Integer.parseInt(words[2])).isBetween(1, 40);
    }

    @Test
    void sound_that_is_lost_is_counted_and_does_not_end_the_stream() {
        assertThat(outcome.one("paused")).matches("underruns [1-9] overruns [1-9]");
    }

    @Test
    void what_is_wrong_with_a_card_is_explained_with_a_remedy() {
        List<String> explained = outcome.all("explained");
        assertThat(explained).hasSize(4);
        assertThat(explained.get(0)).contains("alsa:hw:Loopback,0", "another program uses it", "fuser");
        assertThat(explained.get(1)).contains("no such speaker", "0 [Dummy], 1 [Loopback]", "aplay -L");
        assertThat(explained.get(2)).contains("does not do", "alsa:plughw:Loopback,0,5");
        assertThat(explained.get(3)).contains("group audio");
    }
}
