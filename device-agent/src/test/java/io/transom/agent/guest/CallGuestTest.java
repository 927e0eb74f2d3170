package io.transom.agent.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.agent.guest.Guest.Outcome;
import io.transom.media.measure.Listening;
import io.transom.media.wav.WavFile;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One call, end to end, with the intercom's program on a real GPIO chip and a real sound card. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallGuestTest {
    private static final Pattern AT = Pattern.compile("\"at\":\"([^\"]+)\"");

    private Guest guest;
    private Outcome outcome;

    @BeforeAll
    void call() throws Exception {
        guest = Guest.orSkip();
        guest.give("visitor.wav", speech("visitor"));
        guest.give("resident.wav", speech("resident"));
        outcome = guest.runInPeace(
                "call.sh",
                run -> run.lines().contains("phone status 0")
                        && heard("visitor", "phone-heard.wav").heard()
                        && heard("resident", "door-heard.wav").heard());
        assertThat(outcome.status()).as("%s", outcome).isZero();
        assertThat(outcome.one("phone status")).as("%s", outcome).isEqualTo("0");
    }

    @Test
    void a_press_outside_becomes_a_call() {
        Duration rings = since("pressed", "phone-event:", "ringing");
        Duration talks = since("pressed", "phone-event:", "talking");
        System.out.printf(
                Locale.ROOT,
                "Real GPIO, whole call in one guest: press -> the phone rings %d ms, -> both talk %d ms%n",
                rings.toMillis(),
                talks.toMillis());
        assertThat(talks).isBetween(Duration.ZERO, Duration.ofSeconds(8));
    }

    @Test
    void push_to_talk_opens_the_microphone_and_the_phone_hears_the_visitor() throws Exception {
        Duration sound = since("talk", "phone-event:", "first-sound");
        assertThat(sound).isBetween(Duration.ZERO, Duration.ofSeconds(3));
        Listening heard = heard("visitor", "phone-heard.wav");
        System.out.printf(
                Locale.ROOT,
                "Real ALSA, visitor -> phone: first sound %d ms after push-to-talk, similarity %.3f%n",
                sound.toMillis(),
                heard.similarity());
        assertThat(heard.heard()).as("%s", heard).isTrue();
    }

    @Test
    void the_visitor_hears_the_phone_through_the_sound_card() throws Exception {
        Listening heard = heard("resident", "door-heard.wav");
        System.out.printf(Locale.ROOT, "Real ALSA, phone -> visitor: similarity %.3f%n", heard.similarity());
        assertThat(heard.heard()).as("%s", heard).isTrue();
    }

    @Test
    void the_lamp_is_lit_exactly_while_the_microphone_is_open() {
        assertThat(outcome.one("lamp before")).isEqualTo("0");
        assertThat(outcome.one("lamp while-talking")).isEqualTo("1");
        assertThat(outcome.one("lamp still-talking")).isEqualTo("1");
        assertThat(outcome.one("lamp at-the-end")).isEqualTo("0");
    }

    private static byte[] speech(String who) throws Exception {
        try (InputStream wav = CallGuestTest.class.getResourceAsStream("/io/transom/media/speech/" + who + ".wav")) {
            return wav.readAllBytes();
        }
    }

    private Listening heard(String who, String recording) throws Exception {
        Path file = guest.file(recording);
        return Listening.of(WavFile.read(speech(who), who), WavFile.read(Files.readAllBytes(file), file.toString()));
    }

    /** From a line of the script to an event of that name, by the guest's clock. */
    private Duration since(String mark, String program, String event) {
        String line = outcome.all(program).stream()
                .filter(each -> each.contains("\"event\":\"" + event + "\""))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + event + " in " + outcome));
        Matcher at = AT.matcher(line);
        assertThat(at.find()).as(line).isTrue();
        return Duration.between(Instant.parse(outcome.one(mark)), Instant.parse(at.group(1)));
    }
}
