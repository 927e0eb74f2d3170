package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.Input;
import io.transom.core.Input.LineChanged;
import io.transom.core.Input.LineChanged.Line;
import io.transom.core.event.EventName;
import io.transom.core.household.Issuing;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.core.trust.CallKeys;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.Way;
import io.transom.wire.household.Right;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A visitor who is heard before anybody has answered: when, by whom, and when no more. */
class PreviewTest {
    private static final Duration SETTLED = Duration.ofSeconds(5);
    private static final Duration FRAME = Duration.ofMillis(20);

    private final Town town = new Town();

    private Moment press(Home door) {
        door.input(new LineChanged(Line.BUTTON, true));
        door.input(new LineChanged(Line.BUTTON, false));
        return town.now();
    }

    /** Runs on until it rings there, and listens in that instant. */
    private CallId listen(Home at) {
        assertThat(town.runUntil(() -> at.last(Effect.OfferRing.class).isPresent(), SETTLED))
                .isTrue();
        CallId ring = at.last(Effect.OfferRing.class).orElseThrow().ring();
        at.input(new Input.Listen(ring, true));
        return ring;
    }

    private static List<Microphone> microphone(Home home) {
        return home.done(Effect.SetMicrophone.class).stream()
                .map(Effect.SetMicrophone::mode)
                .toList();
    }

    private static int sent(Home door, Home to) {
        return door.previewsSent.getOrDefault(to.self.id(), 0);
    }

    private static int order(Home home, Class<? extends Effect> first) {
        for (int i = 0; i < home.effects.size(); i++) {
            if (first.isInstance(home.effects.get(i))) {
                return i;
            }
        }
        throw new AssertionError("no " + first.getSimpleName() + " at " + home.name);
    }

    @Test
    void the_visitor_is_heard_one_round_trip_after_the_ring() {
        Home door = town.previewing("door");
        Home anna = town.caller("anna");
        town.run(SETTLED);
        Moment pressed = press(door);
        listen(anna);
        assertThat(town.now().since(pressed)).isEqualTo(Town.LEG);
        town.run(Duration.ofSeconds(1));
        assertThat(anna.previewsHeard.getFirst().since(pressed))
                .isBetween(Town.LEG.multipliedBy(3), Town.LEG.multipliedBy(3).plus(FRAME));
        assertThat(anna.last(Effect.OfferRing.class).orElseThrow().preview()).isTrue();
        assertThat(microphone(door)).containsExactly(Microphone.PRE_ROLL, Microphone.OPEN);
        assertThat(anna.saw(EventName.PREVIEW)).isTrue();
    }

    @Test
    void who_listens_opens_no_microphone_and_sends_no_sound() {
        Home door = town.previewing("door");
        Home anna = town.caller("anna");
        town.run(SETTLED);
        anna.input(new Input.Talk(true));
        press(door);
        listen(anna);
        town.run(Duration.ofSeconds(10));
        assertThat(microphone(anna)).isEmpty();
        assertThat(anna.done(Effect.StartVoice.class)).isEmpty();
        assertThat(anna.done(Effect.StartPreview.class)).isEmpty();
        assertThat(door.done(Effect.StartVoice.class)).isEmpty();
        assertThat(door.done(Effect.StartListening.class)).isEmpty();
    }

    @Test
    void without_the_setting_nothing_is_offered_and_the_microphone_stays_closed() {
        Home door = town.device("door", true);
        Home anna = town.caller("anna");
        town.run(SETTLED);
        press(door);
        listen(anna);
        town.run(Duration.ofSeconds(40));
        assertThat(anna.last(Effect.OfferRing.class).orElseThrow().preview()).isFalse();
        assertThat(anna.saw(EventName.REFUSED)).isTrue();
        assertThat(door.done(Effect.OfPreview.class)).isEmpty();
        assertThat(microphone(door)).isEmpty();
    }

    @Test
    void where_nobody_listens_the_microphone_runs_into_memory_for_two_seconds_only() {
        Home door = town.previewing("door");
        Home anna = town.caller("anna");
        town.run(SETTLED);
        press(door);
        town.run(Duration.ofMillis(1900));
        assertThat(microphone(door)).containsExactly(Microphone.PRE_ROLL);
        town.run(Duration.ofMillis(200));
        assertThat(microphone(door)).containsExactly(Microphone.PRE_ROLL, Microphone.CLOSED);
        town.run(Duration.ofSeconds(40));
        assertThat(microphone(door)).hasSize(2);
        assertThat(sent(door, anna)).isZero();
    }

    @Test
    void who_begins_to_listen_later_hears_the_visitor_after_another_round_trip() {
        Home door = town.previewing("door");
        Home anna = town.caller("anna");
        town.run(SETTLED);
        press(door);
        town.run(Duration.ofSeconds(12));
        Moment asked = town.now();
        listen(anna);
        town.run(Duration.ofSeconds(1));
        // What the app consented to twelve seconds ago is asked again first.
        assertThat(anna.previewsHeard.getFirst().since(asked))
                .isBetween(Town.LEG.multipliedBy(4), Town.LEG.multipliedBy(4).plus(FRAME));
    }

    @Test
    void without_a_direct_way_there_is_no_preview() {
        town.homesReachEachOther = false;
        Home door = town.previewing("door");
        Home anna = town.caller("anna");
        town.run(SETTLED);
        press(door);
        listen(anna);
        town.run(Duration.ofSeconds(40));
        assertThat(anna.last(Effect.OfferRing.class).orElseThrow().preview()).isFalse();
        assertThat(door.done(Effect.OfPreview.class)).isEmpty();
        assertThat(microphone(door)).isEmpty();
    }

    @Test
    void the_answer_ends_it_and_the_call_follows_without_a_gap() {
        Home door = town.previewing("door");
        Home anna = town.caller("anna");
        town.run(SETTLED);
        press(door);
        CallId ring = listen(anna);
        town.run(Duration.ofSeconds(3));
        anna.input(new Input.AnswerRing(ring));
        assertThat(town.runUntil(() -> anna.saw(EventName.FIRST_SOUND), SETTLED))
                .isTrue();
        Moment talk = town.now();
        assertThat(talk.since(anna.previewsHeard.getLast())).isLessThanOrEqualTo(FRAME.multipliedBy(2));
        int sent = sent(door, anna);
        town.run(Duration.ofSeconds(2));
        assertThat(sent(door, anna)).isEqualTo(sent);
        assertThat(order(door, Effect.StopPreview.class)).isLessThan(order(door, Effect.StartVoice.class));
        assertThat(order(anna, Effect.StopListening.class)).isLessThan(order(anna, Effect.StartVoice.class));
        assertThat(anna.last(Effect.StartVoice.class).orElseThrow().call()).isNotEqualTo(ring);
    }

    @Test
    void who_was_slower_hears_no_more_when_another_answers() {
        Home door = town.previewing("door");
        Home anna = town.caller("anna");
        Home ben = town.caller("ben");
        town.run(SETTLED);
        press(door);
        CallId ring = listen(anna);
        listen(ben);
        town.run(Duration.ofSeconds(2));
        assertThat(door.done(Effect.PreviewTo.class))
                .extracting(to -> to.key().key())
                .doesNotHaveDuplicates()
                .hasSize(2);
        anna.input(new Input.AnswerRing(ring));
        town.run(Town.LEG);
        int sent = sent(door, ben);
        assertThat(sent).isPositive();
        town.run(Duration.ofSeconds(2));
        assertThat(sent(door, ben)).isEqualTo(sent);
        assertThat(ben.done(Effect.StopListening.class)).hasSize(1);
    }

    @Test
    void when_the_ring_is_over_nothing_is_sent_any_more() {
        Home door = town.previewing("door");
        Home anna = town.caller("anna");
        town.run(SETTLED);
        Moment pressed = press(door);
        listen(anna);
        town.run(Duration.ofSeconds(35));
        assertThat(anna.previewsHeard.getLast().since(pressed))
                .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
        assertThat(door.done(Effect.StopPreview.class)).hasSize(1);
        assertThat(anna.done(Effect.StopListening.class)).hasSize(1);
    }

    @Test
    void who_wants_no_more_is_sent_no_more_and_no_replay_brings_it_back() {
        Home door = town.previewing("door");
        Home anna = town.caller("anna");
        town.run(SETTLED);
        press(door);
        CallId ring = listen(anna);
        List<Effect.SendDatagram> wishes = carried(anna);
        town.run(Duration.ofSeconds(2));
        anna.input(new Input.Listen(ring, false));
        town.run(Town.LEG);
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
        int sent = sent(door, anna);
        assertThat(wishes).isNotEmpty();
        for (Effect.SendDatagram wish : wishes) {
            if (wish.way() instanceof Way.Direct direct) {
                door.datagram(direct.socket(), anna.observed(direct.socket()), wish.datagram());
            }
        }
        anna.input(new Input.Listen(ring, true));
        town.run(Duration.ofSeconds(5));
        assertThat(sent(door, anna)).isEqualTo(sent);
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
    }

    private static List<Effect.SendDatagram> carried(Home from) {
        return from.done(Effect.SendDatagram.class).stream()
                .filter(send -> StunCodec.decode(send.datagram())
                        .filter(message -> message.has(StunAttribute.SealedSignal.class))
                        .isPresent())
                .toList();
    }

    @Test
    void an_app_that_vanishes_is_sent_nothing_after_a_few_seconds() {
        Home door = town.previewing("door");
        Home anna = town.caller("anna");
        town.run(SETTLED);
        press(door);
        listen(anna);
        town.run(Duration.ofSeconds(2));
        anna.offline = true;
        town.run(Duration.ofSeconds(7));
        int sent = sent(door, anna);
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
        town.run(Duration.ofSeconds(10));
        assertThat(sent(door, anna)).isEqualTo(sent);
    }

    @Test
    void as_many_listen_as_there_are_warm_windows() {
        Home door = town.previewing("door");
        List<Home> callers = new ArrayList<>();
        for (int i = 0; i < 19; i++) {
            callers.add(town.caller("caller" + i));
        }
        town.run(SETTLED);
        press(door);
        callers.forEach(this::listen);
        town.run(Duration.ofSeconds(1));
        assertThat(callers.stream().filter(home -> sent(door, home) > 0)).hasSize(16);
        assertThat(door.done(Effect.StartPreview.class)).hasSize(1);
    }

    // ---- the household ----

    private final RootKey root = RootKey.generate(town.entropy());
    private StatementSet signed = StatementSet.empty(root.publicKey());

    private void sign(Issuing.Outcome outcome) {
        signed = signed.add(List.of(((Issuing.Outcome.Signed) outcome).statement()))
                .set();
    }

    private void admit(Home home, Role role, Right... rights) {
        sign(new Issuing(signed, new Issuing.Authority.Root(root))
                .admit(
                        home.self.publicIdentity(),
                        Issuing.Terms.always(home.name, role, Set.of(rights)),
                        1_790_000_000L));
    }

    private void tellAll(Home... homes) {
        for (Home home : homes) {
            home.input(new Input.Stated(List.copyOf(signed.all())));
        }
    }

    @Test
    void who_is_no_member_hears_nothing_whatever_it_says() {
        town.household = Optional.of(signed);
        Home door = town.previewing("door");
        Home anna = town.caller("anna");
        town.household = Optional.empty();
        Home mallory = town.mallory("mallory");
        Home stranger = town.caller("stranger");
        town.run(Duration.ofSeconds(2));
        admit(door, Role.DEVICE);
        admit(anna, Role.CALLER, Right.CALL, Right.TALK);
        tellAll(door, anna);
        tellAll(door, anna);
        town.run(Duration.ofSeconds(20));
        press(door);
        CallId ring = listen(anna);
        stranger.input(new Input.Listen(ring, true));
        Mallory tongue = (Mallory) mallory.endpoint;
        Bytes key = CallKeys.Ephemeral.generate(town.entropy()).publicKey();
        mallory.perform(tongue.say(door.self.publicIdentity(), new PeerSignal.Listen(ring, Optional.of(key))));
        town.run(Duration.ofSeconds(3));
        assertThat(sent(door, anna)).isPositive();
        assertThat(door.previewsSent).hasSize(1);
        assertThat(stranger.done(Effect.OfferRing.class)).isEmpty();
    }

    @Test
    void who_is_taken_out_of_the_household_hears_no_more_in_that_instant() {
        town.household = Optional.of(signed);
        Home door = town.previewing("door");
        Home anna = town.caller("anna");
        town.run(Duration.ofSeconds(2));
        admit(door, Role.DEVICE);
        admit(anna, Role.CALLER, Right.CALL, Right.TALK);
        tellAll(door, anna);
        tellAll(door, anna);
        town.run(Duration.ofSeconds(20));
        press(door);
        listen(anna);
        town.run(Duration.ofSeconds(2));
        int sent = sent(door, anna);
        assertThat(sent).isPositive();
        sign(new Issuing(signed, new Issuing.Authority.Root(root)).revoke(anna.self.id(), 1_790_000_000L));
        tellAll(door);
        assertThat(door.microphone).isEqualTo(Microphone.CLOSED);
        town.run(Duration.ofSeconds(5));
        assertThat(sent(door, anna)).isEqualTo(sent);
    }

    @Test
    void each_ring_has_keys_of_its_own() {
        Home door = town.previewing("door");
        Home anna = town.caller("anna");
        town.run(SETTLED);
        List<Bytes> keys = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            press(door);
            town.run(Duration.ofSeconds(1));
            listen(anna);
            town.run(Duration.ofSeconds(40));
            keys.add(door.last(Effect.PreviewTo.class).orElseThrow().key().key());
        }
        assertThat(keys).doesNotHaveDuplicates();
    }
}
