package io.transom.core.relay;

import static io.transom.core.relay.RelayedCall.CALLER;
import static io.transom.core.relay.RelayedCall.DEVICE;
import static io.transom.core.relay.RelayedCall.HOME;
import static io.transom.core.relay.RelayedCall.PHONE;
import static io.transom.core.relay.RelayedCall.answer;
import static io.transom.core.relay.RelayedCall.endpoint;
import static io.transom.core.relay.RelayedCall.heard;
import static io.transom.core.relay.RelayedCall.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.relay.Relay.Refusal;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RelayTest {
    private final RelayedCall talk = new RelayedCall();

    @Test
    void what_one_end_sends_arrives_at_the_other_in_the_others_channel_and_back() {
        talk.bound();
        assertThat(heard(talk.arrive(PHONE, talk.caller.frame("hello")), HOME, talk.device))
                .contains("hello");
        assertThat(heard(talk.arrive(HOME, talk.device.frame("who is it?")), PHONE, talk.caller))
                .contains("who is it?");
        assertThat(talk.relay.use()).isEqualTo(new Relay.Use(1, 2, "hello".length() + "who is it?".length()));
        assertThat(talk.relay.refusals()).isEmpty();
    }

    @Test
    void a_bind_is_answered_with_its_transaction_under_its_key() {
        Bytes bind = talk.caller.bind(PHONE);
        List<Relay.Out> outs = talk.arrive(PHONE, bind);
        assertThat(answer(outs)).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
        Bytes answer = outs.getFirst().datagram();
        assertThat(outs.getFirst().to()).isEqualTo(PHONE);
        assertThat(answer.slice(8, 20)).isEqualTo(bind.slice(8, 20));
        assertThat(StunCodec.integrityHolds(answer, talk.caller.grant.key())).isTrue();
        assertThat(answer.length()).isLessThanOrEqualTo(bind.length());
    }

    @Test
    void one_end_may_be_in_a_tunnel_and_the_other_on_udp() {
        Origin tunnel = new Origin.Tunnel(5);
        assertThat(answer(talk.caller.bindAt(tunnel))).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
        talk.device.bindAt(HOME);
        assertThat(heard(talk.arrive(tunnel, talk.caller.frame("a")), HOME, talk.device))
                .contains("a");
        assertThat(heard(talk.arrive(HOME, talk.device.frame("b")), tunnel, talk.caller))
                .contains("b");
    }

    @Test
    void a_frame_that_udp_has_padded_is_passed_on_without_the_padding() {
        talk.bound();
        Bytes padded = Bytes.join(talk.caller.frame("abc"), Bytes.of((byte) 0));
        assertThat(heard(talk.arrive(PHONE, padded), HOME, talk.device)).contains("abc");
    }

    @Test
    void an_end_that_binds_from_elsewhere_has_moved_and_its_old_place_is_nobodys() {
        talk.bound();
        Origin newMapping = udp("203.0.113.1:62000");
        assertThat(answer(talk.device.bindAt(newMapping))).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
        assertThat(heard(talk.arrive(PHONE, talk.caller.frame("still there?")), newMapping, talk.device))
                .contains("still there?");
        assertThat(heard(talk.arrive(newMapping, talk.device.frame("yes")), PHONE, talk.caller))
                .contains("yes");
        assertThat(talk.arrive(HOME, talk.device.frame("from before"))).isEmpty();
    }

    @Test
    void until_the_other_end_is_bound_frames_go_nowhere() {
        talk.caller.bindAt(PHONE);
        assertThat(talk.arrive(PHONE, talk.caller.frame("early"))).isEmpty();
        assertThat(talk.relay.refusals(Refusal.RELAY_OTHER_END_ABSENT)).isEqualTo(1);
    }

    @Test
    void when_a_tunnel_closes_nothing_is_sent_there_and_its_end_may_bind_over_udp() {
        Origin tunnel = new Origin.Tunnel(5);
        talk.caller.bindAt(tunnel);
        talk.device.bindAt(HOME);
        talk.relay.onTunnelClosed(4);
        assertThat(talk.arrive(HOME, talk.device.frame("x"))).hasSize(1);
        talk.relay.onTunnelClosed(5);
        assertThat(talk.arrive(HOME, talk.device.frame("x"))).isEmpty();
        talk.caller.bindAt(PHONE);
        assertThat(heard(talk.arrive(HOME, talk.device.frame("x")), PHONE, talk.caller))
                .contains("x");
    }

    @Test
    void the_same_call_has_the_same_grant_however_often_it_is_asked_for() {
        Relay.Grants again = talk.grant(talk.call, "home", CALLER, DEVICE).orElseThrow();
        assertThat(again).isEqualTo(new Relay.Grants(talk.caller.grant, talk.device.grant));
        assertThat(talk.relay.use().calls()).isEqualTo(1);
        assertThat(again.caller().username()).isNotEqualTo(again.device().username());
        assertThat(again.caller().key()).isNotEqualTo(again.device().key());
    }

    @Test
    void the_calls_of_one_endpoint_have_different_channels_and_no_more_than_eight() {
        Set<Integer> channels = new HashSet<>(Set.of(talk.device.grant.channel()));
        for (int i = 1; i < Relay.MOST_PER_ENDPOINT; i++) {
            Relay.Grants grants = talk.grant(CallId.random(talk.entropy), "home", endpoint(100 + i), DEVICE)
                    .orElseThrow();
            assertThat(grants.device().channel()).isBetween(ChannelFrame.FIRST_CHANNEL, ChannelFrame.LAST_CHANNEL);
            channels.add(grants.device().channel());
        }
        assertThat(channels).hasSize(Relay.MOST_PER_ENDPOINT);
        assertThat(talk.grant(CallId.random(talk.entropy), "home", endpoint(200), DEVICE))
                .isEmpty();
        assertThat(talk.relay.refusals(Refusal.RELAY_FULL)).isEqualTo(1);
    }

    @Test
    void who_calls_the_same_door_again_and_again_gives_the_oldest_call_up() {
        for (int i = 0; i < Relay.MOST_PER_ENDPOINT; i++) {
            assertThat(talk.grant(CallId.random(talk.entropy), "home", CALLER, DEVICE))
                    .isPresent();
        }
        assertThat(talk.relay.use().calls()).isEqualTo(Relay.MOST_PER_PAIR);
        assertThat(talk.grant(CallId.random(talk.entropy), "home", endpoint(100), DEVICE))
                .as("somebody else calls that door")
                .isPresent();
        assertThat(talk.relay.refusals(Refusal.RELAY_FULL)).isZero();
    }

    @Test
    void five_hundred_calls_at_once_each_reach_their_own_other_end() {
        record Pair(RelayedCall.End caller, RelayedCall.End device, Origin at, Origin home) {}
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 512; i++) {
            Relay.Grants grants = talk.grant(
                            CallId.random(talk.entropy), "home " + i, endpoint(1000 + 2 * i), endpoint(1001 + 2 * i))
                    .orElseThrow();
            // All callers behind one carrier's address, a device on a tunnel here and there.
            Pair pair = new Pair(
                    talk.new End(grants.caller()),
                    talk.new End(grants.device()),
                    udp("198.51.100.7:" + (10_000 + i)),
                    i % 5 == 0 ? new Origin.Tunnel(i) : udp("203.0.113." + i % 200 + ":" + (20_000 + i)));
            pair.caller.bindAt(pair.at);
            pair.device.bindAt(pair.home);
            pairs.add(pair);
        }
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            assertThat(heard(talk.arrive(pair.at, pair.caller.frame("call " + i)), pair.home, pair.device))
                    .contains("call " + i);
        }
    }

    @Test
    void a_grant_that_nobody_binds_is_forgotten_after_fifteen_seconds() {
        assertThat(talk.relay.wakeAt()).isEqualTo(talk.now.plus(Allocation.TIME_TO_BIND));
        talk.after(Allocation.TIME_TO_BIND);
        assertThat(talk.relay.use().calls()).isZero();
        assertThat(talk.relay.wakeAt()).isEqualTo(Moment.NEVER);
        assertThat(talk.caller.bindAt(PHONE)).isEmpty();
    }

    @Test
    void a_call_that_says_nothing_for_a_minute_is_forgotten_and_one_frame_keeps_it() {
        talk.bound();
        for (int minute = 0; minute < 5; minute++) {
            talk.after(Allocation.IDLE.minusMillis(1));
            assertThat(talk.arrive(PHONE, talk.caller.frame("."))).hasSize(1);
        }
        talk.after(Allocation.IDLE);
        assertThat(talk.relay.use().calls()).isZero();
        assertThat(talk.arrive(PHONE, talk.caller.frame("."))).isEmpty();
        assertThat(talk.relay.refusals(Refusal.RELAY_NOT_BOUND)).isEqualTo(1);
    }

    @Test
    void who_hangs_up_ends_it_three_seconds_later_and_nobody_else_can() {
        talk.bound();
        talk.relay.hungUp(talk.call, endpoint(66), talk.now);
        talk.after(Allocation.AFTER_HANG_UP);
        assertThat(talk.arrive(PHONE, talk.caller.frame("still"))).hasSize(1);

        talk.relay.hungUp(talk.call, DEVICE, talk.now);
        assertThat(talk.arrive(PHONE, talk.caller.frame("on its way"))).hasSize(1);
        assertThat(talk.relay.wakeAt()).isEqualTo(talk.now.plus(Allocation.AFTER_HANG_UP));
        talk.now = talk.now.plus(Allocation.AFTER_HANG_UP);
        assertThat(talk.arrive(PHONE, talk.caller.frame("late"))).isEmpty();
        talk.relay.wake(talk.now);
        assertThat(talk.relay.use().calls()).isZero();
    }

    @Test
    void a_call_lives_four_hours_at_most_however_busy_it_is() {
        talk.bound();
        for (int minute = 0; minute < 239; minute++) {
            talk.after(Duration.ofSeconds(59));
            assertThat(talk.arrive(PHONE, talk.caller.frame("."))).hasSize(1);
        }
        assertThat(talk.caller.grant.life()).hasHours(4);
        talk.after(Duration.ofMinutes(10));
        assertThat(talk.arrive(PHONE, talk.caller.frame("."))).isEmpty();
        assertThat(talk.relay.use().calls()).isZero();
    }

    @Test
    void what_was_forgotten_may_be_granted_anew_even_before_the_clock_has_come_by() {
        talk.bound();
        talk.now = talk.now.plus(Allocation.IDLE);
        Relay.Grants fresh = talk.grant(talk.call, "home", CALLER, DEVICE).orElseThrow();
        assertThat(fresh.caller()).isNotEqualTo(talk.caller.grant);
        assertThat(talk.caller.bindAt(PHONE)).isEmpty();
        assertThat(answer(talk.new End(fresh.caller()).bindAt(PHONE))).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
        assertThat(talk.relay.use().calls()).isEqualTo(1);
    }
}
