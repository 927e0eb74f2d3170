package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.Input.LineChanged;
import io.transom.core.Input.LineChanged.Line;
import io.transom.core.device.Device;
import io.transom.core.event.EventName;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.Way;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Warm windows: what a press gains by them, what they cost, and what nobody can do with them. */
class WarmTest {
    private static final Duration SETTLED = Duration.ofSeconds(5);
    /** IPv4 and UDP. */
    private static final int HEADERS = 28;

    private final Town town = new Town();
    private final Home door = town.device("door", false);
    private final Home anna = town.caller("anna");

    @BeforeEach
    void settle() {
        town.run(SETTLED);
    }

    private Moment press() {
        door.input(new LineChanged(Line.BUTTON, true));
        door.input(new LineChanged(Line.BUTTON, false));
        return town.now();
    }

    private Object state(Home home) {
        return home.field(EventName.WARM_WINDOW, "state");
    }

    private long states(Home home, String state) {
        return home.seen.stream()
                .map(Home.Seen::event)
                .filter(event -> event.name() == EventName.WARM_WINDOW)
                .filter(event -> event.text("state").equals(Optional.of(state)))
                .count();
    }

    private static List<Bytes> sent(Home from, Home to, Predicate<Bytes> which) {
        List<Bytes> found = new ArrayList<>();
        for (Effect.SendDatagram send : from.done(Effect.SendDatagram.class)) {
            boolean there = send.way() instanceof Way.Direct direct
                    && direct.remote().ip().equals(to.observed(0).ip());
            if (there && which.test(send.datagram())) {
                found.add(send.datagram());
            }
        }
        return found;
    }

    private static boolean carries(Bytes datagram) {
        return StunCodec.decode(datagram)
                .filter(message -> message.has(StunAttribute.SealedSignal.class))
                .isPresent();
    }

    @Test
    void a_press_rings_in_one_leg() {
        assertThat(state(anna)).isEqualTo("proved");
        Moment pressed = press();
        town.run(Duration.ofSeconds(1));
        assertThat(anna.when(EventName.RINGING).since(pressed)).isEqualTo(Town.LEG);
        assertThat(sent(door, anna, WarmTest::carries)).hasSizeBetween(1, 4);
    }

    @Test
    void a_lost_packet_costs_twenty_milliseconds() {
        town.homesReachEachOther = false;
        Moment pressed = press();
        town.after(Town.LEG.plusMillis(5), () -> town.homesReachEachOther = true);
        anna.nextDowns(List.of(List.of()));
        town.run(Duration.ofSeconds(1));
        assertThat(anna.when(EventName.RINGING).since(pressed)).isEqualTo(Town.LEG.plusMillis(20));
    }

    @Test
    void the_answer_takes_one_leg_to_the_door_and_both_talk() {
        press();
        town.run(Duration.ofSeconds(1));
        Moment answered = town.now();
        anna.input(new Input.AnswerRing(
                anna.last(Effect.OfferRing.class).orElseThrow().ring()));
        town.run(Duration.ofSeconds(1));
        assertThat(door.when(EventName.CALL_NOTICE).since(answered)).isEqualTo(Town.LEG);
        assertThat(door.count(EventName.CALL_NOTICE)).isEqualTo(1);
        assertThat(anna.when(EventName.TALKING).since(answered)).isLessThanOrEqualTo(Town.LEG.multipliedBy(2));
        assertThat(door.saw(EventName.TALKING)).isTrue();
    }

    @Test
    void a_press_rings_and_is_answered_while_the_manager_is_away() {
        town.killManager();
        town.run(Duration.ofSeconds(3));
        Moment pressed = press();
        town.run(Duration.ofSeconds(1));
        assertThat(anna.when(EventName.RINGING).since(pressed)).isEqualTo(Town.LEG);
        anna.input(new Input.AnswerRing(
                anna.last(Effect.OfferRing.class).orElseThrow().ring()));
        town.run(Duration.ofSeconds(1));
        assertThat(anna.saw(EventName.TALKING)).isTrue();
        assertThat(door.saw(EventName.TALKING)).isTrue();
    }

    @Test
    void the_end_of_a_ring_is_heard_through_the_window_too() {
        Home ben = town.caller("ben");
        town.run(SETTLED);
        press();
        town.run(Duration.ofSeconds(1));
        Moment answered = town.now();
        anna.input(new Input.AnswerRing(
                anna.last(Effect.OfferRing.class).orElseThrow().ring()));
        town.run(Duration.ofSeconds(1));
        assertThat(ben.when(EventName.RING_OVER).since(answered)).isEqualTo(Town.LEG.multipliedBy(2));
        assertThat(ben.field(EventName.RING_OVER, "answeredBy")).isEqualTo("anna");
    }

    @Test
    void a_ring_that_is_replayed_or_changed_rings_nobody() {
        press();
        town.run(Duration.ofSeconds(40));
        assertThat(anna.saw(EventName.RING_OVER)).isTrue();
        List<Bytes> rings = sent(door, anna, WarmTest::carries);
        for (Bytes ring : rings) {
            for (int at = 0; at < ring.length(); at += 7) {
                anna.datagram(0, door.observed(0), changed(ring, at));
            }
            anna.datagram(0, door.observed(0), ring);
            anna.datagram(1, door.observed(1), ring);
        }
        town.run(Duration.ofSeconds(1));
        assertThat(anna.count(EventName.RINGING)).isEqualTo(1);
        assertThat(anna.count(EventName.RING_OVER)).isEqualTo(1);
    }

    private static Bytes changed(Bytes of, int at) {
        return Bytes.join(of.slice(0, at), Bytes.of((byte) (of.at(at) ^ 1)), of.slice(at + 1, of.length()));
    }

    @Test
    void a_door_keeps_sixteen_and_rings_the_others_through_the_manager() {
        List<Home> callers = new ArrayList<>();
        for (int i = 0; i < 19; i++) {
            callers.add(town.caller("caller" + i));
        }
        town.run(SETTLED);
        assertThat(states(door, "proved")).isEqualTo(16);
        press();
        town.run(Duration.ofMillis(200));
        assertThat(callers).allMatch(home -> home.saw(EventName.RINGING));
    }

    @Test
    void a_lost_window_is_opened_anew_without_a_flood() {
        town.homesReachEachOther = false;
        long before = states(anna, "opened");
        town.run(Duration.ofMinutes(30));
        long tried = states(anna, "opened") - before;
        assertThat(tried).isBetween(4L, 16L);
        town.homesReachEachOther = true;
        town.run(Duration.ofMinutes(11));
        Moment pressed = press();
        town.run(Duration.ofSeconds(1));
        assertThat(anna.when(EventName.RINGING).since(pressed)).isEqualTo(Town.LEG);
    }

    @Test
    void a_door_that_was_started_again_gets_another_window() {
        door.kill();
        Home again = town.restart(
                door,
                new Device(
                        Device.Settings.of(new Station.Settings(
                                door.self, Optional.empty(), Optional.of(town.manager.id()), Map.of())),
                        town.entropy()));
        town.run(SETTLED);
        assertThat(states(anna, "closed")).isGreaterThanOrEqualTo(1);
        assertThat(state(anna)).isEqualTo("proved");
        assertThat(state(again)).isEqualTo("proved");
    }

    @Test
    void a_renewal_closes_the_old_window_only_when_the_new_one_is_proved() {
        assertThat(town.runUntil(() -> states(anna, "opened") == 2, Duration.ofHours(2)))
                .isTrue();
        assertThat(states(anna, "closed")).isZero();
        Moment pressed = press();
        town.run(Duration.ofSeconds(1));
        assertThat(anna.when(EventName.RINGING).since(pressed)).isEqualTo(Town.LEG);
        assertThat(anna.count(EventName.RINGING)).isEqualTo(1);
        for (Home home : List.of(anna, door)) {
            assertThat(story(home)).endsWith("opened", "proved", "closed").doesNotContain("lost");
            assertThat(states(home, "closed")).isEqualTo(1);
        }
    }

    @Test
    void a_renewal_that_comes_to_nothing_costs_the_old_window_nothing() {
        assertThat(town.runUntil(() -> states(anna, "opened") == 2, Duration.ofHours(2)))
                .isTrue();
        // The door never hears of it, and what is kept warm goes on.
        anna.hung = true;
        town.run(Duration.ofSeconds(9));
        anna.hung = false;
        assertThat(states(anna, "lost")).isEqualTo(1);
        assertThat(states(anna, "closed")).isZero();
        Moment pressed = press();
        town.run(Duration.ofSeconds(1));
        assertThat(anna.when(EventName.RINGING).since(pressed)).isEqualTo(Town.LEG);
        town.run(Duration.ofMinutes(11));
        assertThat(story(anna)).endsWith("opened", "proved", "closed");
    }

    @Test
    void an_address_that_is_only_added_leaves_the_window_open() {
        for (Home home : List.of(anna, door)) {
            home.bindWith(List.of("10.9.0.2"));
            Moment pressed = press();
            town.run(Duration.ofSeconds(1));
            assertThat(anna.seen.stream()
                            .filter(seen -> seen.event().name() == EventName.RINGING)
                            .reduce((one, other) -> other)
                            .orElseThrow()
                            .at()
                            .since(pressed))
                    .isEqualTo(Town.LEG);
            town.run(Duration.ofSeconds(40));
        }
        assertThat(story(anna)).as("%s", anna.seen).containsExactly("opened", "proved");
        assertThat(story(door)).containsExactly("opened", "proved");
    }

    @Test
    void an_address_that_goes_closes_the_window_and_another_one_is_opened() {
        anna.begin(1);
        town.run(SETTLED);
        assertThat(story(anna)).containsExactly("opened", "proved", "closed", "opened", "proved");
    }

    private static List<Object> story(Home home) {
        return home.seen.stream()
                .map(Home.Seen::event)
                .filter(event -> event.name() == EventName.WARM_WINDOW)
                .map(event -> event.fields().getFirst().value())
                .toList();
    }

    @Test
    void an_app_that_leaves_leaves_no_window_behind() {
        anna.input(new Input.ShutDown());
        town.run(Duration.ofSeconds(1));
        assertThat(state(anna)).isEqualTo("closed");
        assertThat(state(door)).isEqualTo("closed");
        int sent = sent(door, anna, datagram -> true).size();
        press();
        town.run(Duration.ofSeconds(5));
        assertThat(sent(door, anna, datagram -> true)).hasSize(sent);
    }

    /** Prints the row of docs/benchmarks.md. */
    @Test
    void an_hour_of_a_warm_window_costs_little() {
        StringBuilder table = new StringBuilder();
        for (String hour : List.of("first", "second")) {
            List<Bytes> before = both();
            town.run(Duration.ofHours(1));
            List<Bytes> after = both();
            List<Bytes> lately = after.subList(before.size(), after.size());
            int packets = after.size() - before.size();
            long octets = both().stream().mapToLong(Bytes::length).sum()
                    - before.stream().mapToLong(Bytes::length).sum()
                    + (long) packets * HEADERS;
            table.append(String.format(Locale.ROOT, "| %s hour | %d | %d |%n", hour, packets, octets));
            assertThat(lately).isNotEmpty();
            assertThat(packets).isLessThan(700);
        }
        System.out.print(table);
        // Renewed twice, and each time without a moment in which there is none.
        assertThat(states(anna, "proved")).isEqualTo(states(anna, "closed") + 1);
        assertThat(states(anna, "lost")).isZero();
    }

    private List<Bytes> both() {
        List<Bytes> all = new ArrayList<>(sent(anna, door, datagram -> true));
        all.addAll(sent(door, anna, datagram -> true));
        return all;
    }
}
