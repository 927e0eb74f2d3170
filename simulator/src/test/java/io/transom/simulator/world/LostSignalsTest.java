package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.event.EventName;
import io.transom.simulator.net.Dice;
import io.transom.simulator.net.Weather;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Null packets, notice and ready lost, doubled and reordered: the call talks, or has ended with a true reason in 10 s. */
class LostSignalsTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final String NOTICE = "deliver call-request";
    private static final String READY = "deliver window-open";

    /** What happens to the chosen ones of the messages. */
    private enum Fate {
        FIRST_LOST,
        THREE_LOST,
        DOUBLED,
        LATE,
        DOUBLED_AND_SHUFFLED;

        /** For each message in turn: how much later its copies arrive. */
        Function<Integer, List<Duration>> of(Dice dice) {
            return nth -> switch (this) {
                case FIRST_LOST -> nth == 0 ? List.of() : List.of(Duration.ZERO);
                case THREE_LOST -> nth < 3 ? List.of() : List.of(Duration.ZERO);
                case DOUBLED -> List.of(Duration.ZERO, Duration.ofMillis(3));
                case LATE -> List.of(Duration.ofMillis(700));
                case DOUBLED_AND_SHUFFLED -> List.of(shuffled(dice), shuffled(dice));
            };
        }

        private static Duration shuffled(Dice dice) {
            return dice.between(Duration.ofMillis(1), Duration.ofMillis(400));
        }
    }

    private static boolean isNullPacket(Weather.Packet packet) {
        return StunCodec.decode(packet.datagram())
                .filter(message -> message.has(StunAttribute.Username.class))
                .filter(message -> !message.has(StunAttribute.ChannelNumber.class))
                .isPresent();
    }

    private static Function<String, List<Duration>> fateOf(String what, Function<Integer, List<Duration>> fate) {
        AtomicInteger count = new AtomicInteger();
        return message -> message.startsWith(what) ? fate.apply(count.getAndIncrement()) : List.of(Duration.ZERO);
    }

    private static Weather nullPackets(Function<Integer, List<Duration>> fate) {
        AtomicInteger count = new AtomicInteger();
        return packet -> isNullPacket(packet) ? fate.apply(count.getAndIncrement()) : List.of(Duration.ZERO);
    }

    private static void assertTalks(Scene scene) {
        assertThat(scene.after(scene.town.caller(), EventName.FIRST_SOUND))
                .hasValueSatisfying(after -> assertThat(after).isLessThan(LONGEST));
        assertThat(scene.after(scene.town.device(), EventName.FIRST_SOUND))
                .hasValueSatisfying(after -> assertThat(after).isLessThan(LONGEST));
        assertThat(scene.end(scene.town.caller()).orElseThrow().over).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void the_call_talks_whatever_happens_to_its_null_packets(Fate fate) {
        Scene scene = Scene.cold();
        scene.weather(nullPackets(fate.of(new Dice(1))));
        scene.ask().run(LONGEST);
        assertTalks(scene);
    }

    @ParameterizedTest
    @EnumSource
    void the_call_talks_whatever_happens_to_its_notice(Fate fate) {
        Scene scene = Scene.cold();
        scene.control(fateOf(NOTICE, fate.of(new Dice(2))));
        scene.ask().run(LONGEST);
        assertTalks(scene);
    }

    @ParameterizedTest
    @EnumSource
    void the_call_talks_whatever_happens_to_the_word_that_the_window_is_open(Fate fate) {
        Scene scene = Scene.cold();
        scene.control(fateOf(READY, fate.of(new Dice(3))));
        scene.ask().run(LONGEST);
        assertTalks(scene);
    }

    @ParameterizedTest
    @EnumSource
    void the_call_talks_when_all_of_it_happens_at_once(Fate fate) {
        Scene scene = Scene.cold();
        Function<Integer, List<Duration>> each = fate.of(new Dice(4));
        Function<String, List<Duration>> notice = fateOf(NOTICE, each);
        Function<String, List<Duration>> ready = fateOf(READY, each);
        scene.weather(nullPackets(each));
        scene.control(what -> what.startsWith(NOTICE) ? notice.apply(what) : ready.apply(what));
        scene.ask().run(LONGEST);
        assertTalks(scene);
    }

    @Test
    void without_any_null_packet_between_the_homes_they_talk_through_the_relay() {
        Scene scene = Scene.cold();
        scene.weather(nullPackets(nth -> List.of()));
        scene.ask().run(LONGEST);
        assertTalks(scene);
        assertThat(scene.end(scene.town.caller()).orElseThrow().path).contains("relay");
    }

    @Test
    void without_any_null_packet_at_all_both_hear_that_no_way_was_found() {
        Scene scene = Scene.cold();
        scene.weather(packet ->
                isNullPacket(packet) || ChannelFrame.decode(packet.datagram()).isPresent()
                        ? List.of()
                        : List.of(Duration.ZERO));
        scene.ask().run(LONGEST);
        assertThat(scene.end(scene.town.caller()).orElseThrow().reason)
                .contains("no direct way through the two firewalls")
                .contains("no packet of door arrived here");
        assertThat(scene.end(scene.town.device()).orElseThrow().reason)
                .contains("no direct way through the two firewalls");
    }

    @Test
    void without_any_notice_the_caller_hears_that_nobody_answered() {
        Scene scene = Scene.cold();
        scene.control(fateOf(NOTICE, nth -> List.of()));
        scene.ask().run(LONGEST);
        assertThat(scene.end(scene.town.caller()).orElseThrow().reason).isEqualTo("door did not answer");
        assertThat(scene.end(scene.town.device())).isEmpty();
    }

    @Test
    void without_any_notice_the_request_comes_through_a_warm_window() {
        Scene scene = new Scene();
        scene.control(fateOf(NOTICE, nth -> List.of()));
        scene.ask().run(Duration.ofSeconds(1));
        assertThat(scene.after(scene.town.caller(), EventName.TALKING)).isPresent();
        assertThat(scene.after(scene.town.device(), EventName.TALKING)).isPresent();
    }

    @Test
    void without_any_ready_the_null_packet_says_it() {
        Scene scene = Scene.cold();
        scene.control(fateOf(READY, nth -> List.of()));
        scene.ask().run(LONGEST);
        assertTalks(scene);
    }
}
