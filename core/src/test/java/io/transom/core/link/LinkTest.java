package io.transom.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.trust.ControlChannel;
import io.transom.core.trust.Identity;
import io.transom.core.trust.InviteCode;
import io.transom.core.trust.Login;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.Topics;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.SignalCodec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkTest {
    private final SeededEntropy entropy = new SeededEntropy(3);
    private final Identity manager = Identity.generate(entropy);
    private final Identity self = Identity.generate(entropy);
    private final InviteCode invite = new InviteCode(entropy.bytes(16), manager.id());
    private final Link link = new Link(self, Optional.empty(), Optional.of(manager.id()), entropy);
    private Moment now = new Moment(5_000_000_000L);

    private static <E extends Effect> Optional<E> find(List<Effect> effects, Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** Wakes the link when it wants to be woken, until it does something. */
    private List<Effect> next(Link which) {
        for (int i = 0; i < 10; i++) {
            now = now.isBefore(which.wakeAt()) ? which.wakeAt() : now;
            List<Effect> effects = which.wake(now);
            if (!effects.isEmpty()) {
                return effects;
            }
        }
        return List.of();
    }

    private Login.Claim connect(Link which) {
        while (!(which.state() instanceof LinkState.Challenging)) {
            next(which);
        }
        List<Effect> effects = which.onChallenge(entropy.bytes(32), manager.publicIdentity(), now);
        Effect.Connect connect = find(effects, Effect.Connect.class).orElseThrow();
        which.onConnected(now);
        return Login.verify(manager, connect.username(), connect.password()).orElseThrow();
    }

    private void say(Link which, ControlChannel channel, ControlSignal.Down signal) {
        String topic = Topics.down(self.id());
        assertThat(which.open(topic, channel.seal(topic, SignalCodec.encode(signal)), now))
                .contains(signal);
    }

    @Test
    void it_fetches_a_challenge_connects_and_is_online_when_registered() {
        assertThat(find(next(link), Effect.FetchChallenge.class)).isPresent();
        Login.Claim claim = connect(link);
        assertThat(claim.id()).isEqualTo(self.id());
        assertThat(claim.inviteSecret()).isEmpty();
        assertThat(link.connected()).isTrue();
        assertThat(link.online()).isFalse();
        link.onRegistered(now);
        assertThat(link.online()).isTrue();
    }

    @Test
    void it_asks_when_nothing_is_heard_and_goes_on_when_answered() {
        Login.Claim claim = connect(link);
        link.onRegistered(now);
        for (int i = 1; i <= 20; i++) {
            Moment before = now;
            Effect.Publish publish = find(next(link), Effect.Publish.class).orElseThrow();
            assertThat(now.since(before)).isEqualTo(Link.ASK_AFTER);
            Bytes plain =
                    claim.channel().open(publish.topic(), publish.payload()).orElseThrow();
            assertThat(SignalCodec.decodeUp(plain)).contains(new ControlSignal.AreYouAlive(i));
            say(link, claim.channel(), new ControlSignal.Alive(i));
        }
        assertThat(link.online()).isTrue();
    }

    @Test
    void a_connection_that_hangs_silent_is_given_up_after_twelve_seconds_and_made_anew() {
        connect(link);
        link.onRegistered(now);
        Moment silentSince = now;
        List<Effect> effects = List.of();
        while (find(effects, Effect.Disconnect.class).isEmpty()) {
            effects = next(link);
        }
        assertThat(now.since(silentSince)).isEqualTo(Link.DEAD_AFTER);
        assertThat(find(next(link), Effect.FetchChallenge.class)).isPresent();
    }

    @Test
    void a_network_that_is_back_ends_a_long_wait_at_once() {
        for (int failure = 0; failure < 12; failure++) {
            while (!(link.state() instanceof LinkState.Challenging)) {
                next(link);
            }
            link.onLost("nobody answers there", now);
        }
        link.onNetworkChanged(now);
        assertThat(link.wakeAt()).isLessThanOrEqualTo(now.plus(Link.FIRST_BACKOFF));
        next(link);
        LinkState trying = link.state();
        link.onNetworkChanged(now);
        assertThat(link.state()).as("an attempt on its way is left alone").isEqualTo(trying);
    }

    @Test
    void forged_messages_do_not_keep_a_silent_connection_alive() {
        connect(link);
        link.onRegistered(now);
        Moment silentSince = now;
        while (link.online()) {
            assertThat(link.open(Topics.down(self.id()), entropy.bytes(60), now))
                    .isEmpty();
            next(link);
        }
        assertThat(now.since(silentSince)).isEqualTo(Link.DEAD_AFTER);
    }

    @Test
    void a_replayed_message_is_not_heard_again() {
        Login.Claim claim = connect(link);
        String topic = Topics.down(self.id());
        Bytes sealed = claim.channel().seal(topic, SignalCodec.encode(new ControlSignal.Alive(1)));
        assertThat(link.open(topic, sealed, now)).isPresent();
        assertThat(link.open(topic, sealed, now)).isEmpty();
    }

    @Test
    void an_effect_that_is_never_answered_hangs_nothing() {
        for (int i = 0; i < 50; i++) {
            assertThat(next(link)).isNotEmpty();
        }
        connect(link);
        assertThat(find(next(link), Effect.Publish.class)).isPresent();
        while (link.connected()) {
            next(link);
        }
        assertThat(link.state()).isInstanceOf(LinkState.Resting.class);
    }

    @Test
    void waits_grow_to_half_a_minute_and_are_spread_over_their_whole_length() {
        assertThat(LinkState.backoff(1, 1)).isEqualTo(Link.FIRST_BACKOFF);
        assertThat(LinkState.backoff(2, 1)).isEqualTo(Link.FIRST_BACKOFF.multipliedBy(2));
        assertThat(LinkState.backoff(40, 1)).isEqualTo(Link.LONGEST_BACKOFF);
        assertThat(LinkState.backoff(40, 0)).isEqualTo(Duration.ZERO);
        assertThat(LinkState.backoff(40, 0.5)).isEqualTo(Link.LONGEST_BACKOFF.dividedBy(2));
    }

    @Test
    void a_connection_that_breaks_at_once_again_and_again_is_made_more_and_more_seldom() {
        int attempts = 0;
        Moment end = now.plus(Duration.ofMinutes(10));
        while (now.isBefore(end)) {
            connect(link);
            link.onRegistered(now);
            link.onLost("reset", now);
            attempts++;
        }
        assertThat(attempts).isBetween(20, 120);
    }

    @Test
    void a_newcomer_is_told_in_clear_words_that_another_managers_key_is_there() {
        Link joining = new Link(self, Optional.of(invite), Optional.empty(), entropy);
        next(joining);
        List<Effect> effects = joining.onChallenge(
                entropy.bytes(32), Identity.generate(entropy).publicIdentity(), now);
        assertThat(find(effects, Effect.GiveUp.class).orElseThrow().reason()).contains("not the one that was joined");
        assertThat(joining.wakeAt()).isEqualTo(Moment.NEVER);
    }

    @Test
    void who_has_joined_before_is_silenced_by_no_forged_refusal_right_after_a_restart() {
        for (String forged :
                List.of("this endpoint is not a member here, or no longer", "the invite was used before")) {
            Link restarted = new Link(self, Optional.of(invite), Optional.of(manager.id()), entropy);
            next(restarted);
            restarted.onChallenge(entropy.bytes(32), manager.publicIdentity(), now);
            List<Effect> effects = restarted.onRefused(forged, now);
            assertThat(find(effects, Effect.GiveUp.class)).isEmpty();
            assertThat(find(effects, Effect.Note.class).orElseThrow().event().text("reason"))
                    .contains(forged);
            next(restarted);
            effects = restarted.onChallenge(
                    entropy.bytes(32), Identity.generate(entropy).publicIdentity(), now);
            assertThat(find(effects, Effect.GiveUp.class)).isEmpty();
            connect(restarted);
            restarted.onRegistered(now);
            assertThat(restarted.online()).isTrue();
        }
    }

    @Test
    void once_registered_no_forged_refusal_silences_it_for_good() {
        connect(link);
        link.onRegistered(now);
        link.onLost("reset", now);
        while (!(link.state() instanceof LinkState.Challenging)) {
            next(link);
        }
        link.onChallenge(entropy.bytes(32), Identity.generate(entropy).publicIdentity(), now);
        assertThat(link.over()).isFalse();
        connect(link);
        assertThat(link.connected()).isTrue();
    }

    @Test
    void a_spent_invite_is_final_and_a_full_manager_is_not() {
        Link joining = new Link(self, Optional.of(invite), Optional.empty(), entropy);
        next(joining);
        joining.onChallenge(entropy.bytes(32), manager.publicIdentity(), now);
        assertThat(find(joining.onRefused("this manager is full", now), Effect.GiveUp.class))
                .isEmpty();
        next(joining);
        joining.onChallenge(entropy.bytes(32), manager.publicIdentity(), now);
        List<Effect> effects = joining.onRefused("the invite was used before", now);
        assertThat(find(effects, Effect.GiveUp.class)).isPresent();
    }

    @Test
    void the_invite_is_shown_until_the_manager_has_confirmed() {
        Link joining = new Link(self, Optional.of(invite), Optional.empty(), entropy);
        assertThat(connect(joining).inviteSecret()).contains(invite.secret());
        joining.onLost("reset", now);
        assertThat(connect(joining).inviteSecret()).contains(invite.secret());
        joining.onRegistered(now);
        joining.onLost("reset", now);
        assertThat(connect(joining).inviteSecret()).isEmpty();
    }

    @Test
    void without_an_invite_and_a_known_manager_it_says_what_is_missing() {
        Link stranger = new Link(self, Optional.empty(), Optional.empty(), entropy);
        assertThat(find(next(stranger), Effect.GiveUp.class).orElseThrow().reason())
                .contains("invite code");
    }

    @Test
    void shutting_down_says_so_and_stays_away() {
        Login.Claim claim = connect(link);
        List<Effect> effects = link.shutDown();
        Effect.Publish publish = find(effects, Effect.Publish.class).orElseThrow();
        Bytes plain = claim.channel().open(publish.topic(), publish.payload()).orElseThrow();
        assertThat(SignalCodec.decodeUp(plain)).contains(new ControlSignal.Leave());
        assertThat(effects.getLast()).isEqualTo(new Effect.Disconnect());
        assertThat(link.wakeAt()).isEqualTo(Moment.NEVER);
        assertThat(link.onConnected(now)).isEmpty();
    }
}
