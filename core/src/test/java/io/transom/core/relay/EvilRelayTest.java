package io.transom.core.relay;

import static io.transom.core.relay.RelayedCall.CALLER;
import static io.transom.core.relay.RelayedCall.DEVICE;
import static io.transom.core.relay.RelayedCall.HOME;
import static io.transom.core.relay.RelayedCall.PHONE;
import static io.transom.core.relay.RelayedCall.STRANGER;
import static io.transom.core.relay.RelayedCall.answer;
import static io.transom.core.relay.RelayedCall.endpoint;
import static io.transom.core.relay.RelayedCall.heard;
import static io.transom.core.relay.RelayedCall.proof;
import static io.transom.core.relay.RelayedCall.udp;
import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.relay.Relay.Out;
import io.transom.core.relay.Relay.Refusal;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What somebody gets who wants the relay for something else than the call that it was granted for. */
class EvilRelayTest {
    private final RelayedCall talk = new RelayedCall();
    private final RelayGranted grant = talk.caller.grant;

    @Test
    void a_bind_that_was_overheard_moves_nothing_when_it_is_sent_again() {
        Bytes overheard = talk.caller.bind(PHONE);
        talk.arrive(PHONE, overheard);
        talk.device.bindAt(HOME);
        for (Origin from : List.of(STRANGER, new Origin.Tunnel(1), HOME, PHONE)) {
            assertThat(talk.arrive(from, overheard)).isEmpty();
        }
        assertThat(talk.relay.refusals(Refusal.RELAY_REPLAYED)).isEqualTo(4);
        assertThat(heard(talk.arrive(HOME, talk.device.frame("x")), PHONE, talk.caller))
                .contains("x");
    }

    @Test
    void an_older_bind_does_not_bring_a_moved_end_back() {
        Bytes first = talk.caller.bind(STRANGER);
        talk.caller.bindAt(PHONE);
        talk.device.bindAt(HOME);
        assertThat(talk.arrive(STRANGER, first)).isEmpty();
        assertThat(heard(talk.arrive(HOME, talk.device.frame("x")), PHONE, talk.caller))
                .contains("x");
    }

    @Test
    void sound_cannot_be_aimed_at_an_address_that_has_not_proved_that_it_wants_it() {
        talk.device.bindAt(HOME);
        // The holder of a grant forges a victim's source address: it has no proof, or one of its own address.
        for (Optional<Bytes> shown : List.of(Optional.<Bytes>empty(), proof(PHONE))) {
            Bytes forged = talk.caller.bind(grant.username(), grant.channel(), 9, grant.key(), shown);
            List<Out> outs = talk.arrive(STRANGER, forged);
            assertThat(answer(outs)).contains(StunMessage.Type.CHANNEL_BIND_ERROR);
            assertThat(outs.getFirst().datagram().length()).isLessThanOrEqualTo(forged.length());
            assertThat(talk.arrive(HOME, talk.device.frame("a lot of sound"))).isEmpty();
        }
        assertThat(talk.relay.refusals(Refusal.RELAY_UNPROVED)).isEqualTo(2);
    }

    @Test
    void even_refusals_are_few() {
        Bytes forged = talk.caller.bind(grant.username(), grant.channel(), 1, grant.key(), Optional.empty());
        int answers = 0;
        for (int i = 0; i < 10_000; i++) {
            answers += talk.arrive(STRANGER, forged).size();
        }
        assertThat(answers).isEqualTo(5);
        // They have cost the honest end nothing: not its sequence, not its place.
        assertThat(answer(talk.caller.bindAt(PHONE))).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
    }

    @Test
    void a_refused_bind_may_be_sent_again_with_a_fresh_proof() {
        List<Out> refused = talk.arrive(
                PHONE, talk.caller.bind(grant.username(), grant.channel(), 1, grant.key(), Optional.empty()));
        assertThat(answer(refused)).contains(StunMessage.Type.CHANNEL_BIND_ERROR);
        assertThat(answer(talk.arrive(
                        PHONE, talk.caller.bind(grant.username(), grant.channel(), 1, grant.key(), proof(PHONE)))))
                .contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
    }

    @Test
    void a_forged_key_a_foreign_name_and_a_wrong_channel_have_no_answer_at_all() {
        Bytes otherKey = talk.device.grant.key();
        String otherName = talk.device.grant.username();
        int otherChannel = grant.channel() == 0x4FFF ? 0x4000 : grant.channel() + 1;
        for (Bytes bind : List.of(
                talk.caller.bind(grant.username(), grant.channel(), 1, otherKey, proof(PHONE)),
                talk.caller.bind(otherName, talk.device.grant.channel(), 1, grant.key(), proof(PHONE)),
                talk.caller.bind("aaaaaaaaaaaaaaaa", grant.channel(), 1, grant.key(), proof(PHONE)),
                talk.caller.bind(grant.username(), otherChannel, 1, grant.key(), proof(PHONE)))) {
            assertThat(talk.arrive(PHONE, bind)).isEmpty();
        }
        assertThat(talk.relay.refusals(Refusal.RELAY_UNAUTHENTICATED)).isEqualTo(4);
        talk.device.bindAt(HOME);
        assertThat(talk.arrive(PHONE, talk.caller.frame("x"))).isEmpty();
    }

    @Test
    void no_octet_of_a_bind_can_be_changed() {
        Bytes good = talk.caller.bind(PHONE);
        for (int at = 0; at < good.length() - 8; at++) {
            byte[] changed = good.toArray();
            changed[at] ^= 1;
            assertThat(talk.arrive(PHONE, Bytes.owning(changed)))
                    .as("octet %d", at)
                    .isEmpty();
        }
        assertThat(answer(talk.arrive(PHONE, good))).contains(StunMessage.Type.CHANNEL_BIND_SUCCESS);
    }

    @Test
    void a_spoofed_source_sends_into_no_call() {
        talk.bound();
        for (Origin from : List.of(STRANGER, udp("198.51.100.7:9001"), udp("198.51.100.8:9000"), HOME)) {
            assertThat(talk.arrive(from, talk.caller.frame("intruder"))).isEmpty();
        }
        assertThat(talk.arrive(new Origin.Tunnel(3), talk.caller.frame("intruder")))
                .isEmpty();
        assertThat(talk.relay.refusals(Refusal.RELAY_NOT_BOUND)).isEqualTo(5);
    }

    @Test
    void an_end_has_its_own_channel_and_no_other() {
        talk.bound();
        for (int channel = ChannelFrame.FIRST_CHANNEL; channel <= ChannelFrame.LAST_CHANNEL; channel++) {
            if (channel != grant.channel()) {
                assertThat(talk.arrive(PHONE, new ChannelFrame(channel, Bytes.utf8("x")).encode()))
                        .isEmpty();
            }
        }
    }

    @Test
    void another_pair_that_names_this_call_gets_nothing_and_changes_nothing() {
        talk.bound();
        assertThat(talk.grant(talk.call, "home", endpoint(66), DEVICE)).isEmpty();
        assertThat(talk.grant(talk.call, "home", CALLER, endpoint(66))).isEmpty();
        assertThat(talk.grant(talk.call, "evil", endpoint(66), endpoint(67))).isEmpty();
        assertThat(talk.relay.refusals(Refusal.RELAY_FOREIGN_CALL)).isEqualTo(3);
        assertThat(talk.arrive(PHONE, talk.caller.frame("x"))).hasSize(1);
    }

    @Test
    void who_binds_where_somebody_was_takes_the_place_and_hears_none_of_the_others_call() {
        // A carrier gives an address to another of its customers; by chance both have the same channel.
        Entropy unlucky = count -> count == 2 ? Bytes.of((byte) 0, (byte) 0) : talk.entropy.bytes(count);
        RelayedCall ours = new RelayedCall(RelayLimits.DEFAULT, unlucky).bound();
        Relay.Grants evil = ours.grant(CallId.random(talk.entropy), "evil", endpoint(66), endpoint(67))
                .orElseThrow();
        assertThat(evil.caller().channel()).isEqualTo(ours.caller.grant.channel());
        RelayedCall.End newcomer = ours.new End(evil.caller());
        RelayedCall.End accomplice = ours.new End(evil.device());
        newcomer.bindAt(PHONE);
        accomplice.bindAt(STRANGER);
        assertThat(ours.arrive(HOME, ours.device.frame("private"))).isEmpty();
        assertThat(heard(ours.arrive(PHONE, newcomer.frame("theirs")), STRANGER, accomplice))
                .contains("theirs");
        Origin elsewhere = udp("198.51.100.7:9002");
        ours.caller.bindAt(elsewhere);
        assertThat(heard(ours.arrive(HOME, ours.device.frame("private")), elsewhere, ours.caller))
                .contains("private");
        assertThat(heard(ours.arrive(PHONE, newcomer.frame("theirs")), STRANGER, accomplice))
                .contains("theirs");
    }

    @Test
    void a_flood_from_one_end_is_cut_to_the_rate_of_a_conversation() {
        talk.bound();
        int passed = 0;
        for (int i = 0; i < 100_000; i++) {
            talk.now = talk.now.plus(Duration.ofNanos(100_000));
            passed += talk.arrive(PHONE, talk.caller.frame("x")).size();
        }
        int seconds = 10;
        assertThat(passed)
                .isBetween(
                        RelayLimits.DEFAULT.packetsPerSecond() * seconds,
                        RelayLimits.DEFAULT.packetsPerSecond() * (seconds + 1));
        assertThat(heard(talk.arrive(HOME, talk.device.frame("the other end is free")), PHONE, talk.caller))
                .isPresent();
    }

    @Test
    void large_datagrams_are_cut_to_the_octets_of_a_conversation() {
        talk.bound();
        String large = "x".repeat(ChannelFrame.MOST_DATAGRAM);
        long passed = 0;
        for (int i = 0; i < 10_000; i++) {
            talk.now = talk.now.plus(Duration.ofMillis(1));
            passed += (long) large.length()
                    * talk.arrive(PHONE, talk.caller.frame(large)).size();
        }
        assertThat(passed).isBetween(10L * 24_000 - 1_300, 12L * 24_000);
    }

    @Test
    void sound_at_sixty_four_kilobit_with_null_packets_and_the_pre_roll_is_never_cut() {
        talk.bound();
        for (int i = 0; i < 25; i++) {
            assertThat(talk.arrive(PHONE, talk.caller.frame("s".repeat(192)))).hasSize(1);
        }
        for (int packet = 0; packet < 50 * 60; packet++) {
            talk.now = talk.now.plus(Duration.ofMillis(20));
            assertThat(talk.arrive(PHONE, talk.caller.frame("s".repeat(192)))).hasSize(1);
            if (packet % 5 == 0) {
                assertThat(talk.arrive(PHONE, talk.caller.frame("n".repeat(140))))
                        .hasSize(1);
            }
        }
    }

    @Test
    void a_call_has_its_octets_and_then_no_more() {
        RelayedCall brief = new RelayedCall(new RelayLimits(10, 10, 1_000, 100_000, 1_000, Duration.ofHours(1)));
        brief.bound();
        assertThat(brief.arrive(PHONE, brief.caller.frame("x".repeat(600)))).hasSize(1);
        assertThat(brief.arrive(HOME, brief.device.frame("x".repeat(600)))).isEmpty();
        assertThat(brief.arrive(HOME, brief.device.frame("x".repeat(400)))).hasSize(1);
        assertThat(brief.arrive(HOME, brief.device.frame("x"))).isEmpty();
        assertThat(brief.relay.refusals(Refusal.RELAY_SPENT)).isEqualTo(2);
    }

    @Test
    void one_household_and_all_together_have_their_limits() {
        RelayedCall few = new RelayedCall(RelayLimits.DEFAULT.withCalls(40));
        int granted = 0;
        for (int i = 0; i < 100; i++) {
            granted += few.grant(CallId.random(few.entropy), "greedy", endpoint(1000 + i), endpoint(2000 + i)).stream()
                    .mapToInt(grants -> 1)
                    .sum();
        }
        assertThat(granted).isEqualTo(RelayLimits.DEFAULT.callsPerHousehold());
        for (int i = 0; i < 100; i++) {
            few.grant(CallId.random(few.entropy), "village " + i, endpoint(3000 + i), endpoint(4000 + i));
        }
        assertThat(few.relay.use().calls()).isEqualTo(40);
    }

    @Test
    void to_who_was_granted_nothing_it_says_nothing_whatever_is_sent() {
        talk.bound();
        long before = talk.octetsOut();
        SplittableRandom dice = new SplittableRandom(3);
        StunAttribute[] shown = {
            new StunAttribute.Username(grant.username()),
            new StunAttribute.ChannelNumber(grant.channel()),
            new StunAttribute.BindSequence(0xFFFFFFFFL),
            new StunAttribute.ObservationProof(proof(STRANGER).orElseThrow())
        };
        for (int i = 0; i < 50_000; i++) {
            byte[] noise = new byte[dice.nextInt(0, 1_400)];
            dice.nextBytes(noise);
            if (noise.length > 0 && i % 2 == 0) {
                noise[0] = (byte) (i % 4 == 0 ? 0x40 : 0);
            }
            assertThat(talk.arrive(STRANGER, Bytes.owning(noise))).isEmpty();
        }
        for (StunMessage.Type type : StunMessage.Type.values()) {
            StunMessage message = StunMessage.of(type, talk.entropy.bytes(12), shown);
            for (Optional<Bytes> key : List.of(Optional.<Bytes>empty(), Optional.of(talk.entropy.bytes(20)))) {
                assertThat(talk.arrive(STRANGER, StunCodec.encode(message, key)))
                        .isEmpty();
            }
        }
        assertThat(talk.octetsOut()).isEqualTo(before);
    }
}
