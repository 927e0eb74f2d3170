package io.transom.core.household;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.household.Issuing.Authority;
import io.transom.core.trust.Identity;
import io.transom.wire.Base32;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Firewall;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Join;
import io.transom.wire.signal.PeerSignal.Joined;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PairingTest {
    private static final Moment NOW = new Moment(9_000_000_000L);

    private final Family family = new Family();
    private final PairingCode code = PairingCode.make(family.entropy);
    private final End joiner = new End(family.ben, Optional.empty());
    private final End owner = new End(family.anna, Optional.of(family.empty));

    /** A household's end without anything around it. */
    private final class End {
        final Identity self;
        final Household household;
        final List<PeerSignal> sent = new ArrayList<>();
        int rejected;

        End(Identity self, Optional<StatementSet> known) {
            this.self = self;
            this.household = new Household(
                    self,
                    known,
                    0,
                    family.entropy,
                    (to, signal, now) -> {
                        sent.add(signal);
                        return List.of();
                    },
                    () -> rejected++);
        }

        <S> S last(Class<S> kind) {
            return sent.stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .toList()
                    .getLast();
        }
    }

    private static Peer peer(PublicIdentity identity, String name) {
        return new Peer(identity, name, Role.CALLER, true, List.of(), Firewall.UNKNOWN, Bytes.EMPTY);
    }

    private static Peer peer(End end, String name) {
        return peer(end.self.publicIdentity(), name);
    }

    private Join asks(Peer... there) {
        joiner.household.on(new Input.JoinHousehold(code, Role.CALLER), NOW);
        joiner.household.onPeers(List.of(there), NOW);
        joiner.household.wake(true, NOW);
        return joiner.last(Join.class);
    }

    private void invites() {
        owner.household.on(
                new Input.OpenInvite(code, new Authority.Root(family.root), Family.may("", Right.CALL)), NOW);
    }

    private static boolean paired(List<Effect> effects) {
        return effects.stream().anyMatch(Effect.KeepHousehold.class::isInstance);
    }

    @Test
    void both_prove_the_code_and_it_is_never_sent() {
        invites();
        Join join = asks(peer(owner, "anna"));
        assertThat(paired(owner.household.onSignal(peer(joiner, "ben"), join, NOW)))
                .isTrue();
        Joined joined = owner.last(Joined.class);
        assertThat(joined.rootKey()).isEqualTo(family.root.publicKey());
        assertThat(paired(joiner.household.onSignal(peer(owner, "anna"), joined, NOW)))
                .isTrue();
        for (Bytes sent : List.of(join.tag(), join.proof(), joined.proof())) {
            assertThat(sent.toHex()).doesNotContain(code.secret().toHex().substring(0, 8));
        }
        assertThat(join.proof()).isNotEqualTo(joined.proof());
    }

    @Test
    void a_manager_that_puts_its_own_keys_between_the_two_pairs_nobody() {
        invites();
        End between = new End(family.sitter, Optional.empty());
        Join toBetween = asks(peer(between, "anna"));
        // What it got it passes on under its own keys, for it has no others.
        assertThat(paired(owner.household.onSignal(peer(between, "ben"), toBetween, NOW)))
                .isFalse();
        assertThat(owner.rejected).as("another app's tag isn't ours").isZero();
        Join retagged =
                new Join(toBetween.call(), code.tag(owner.self.publicIdentity()), toBetween.role(), toBetween.proof());
        assertThat(paired(owner.household.onSignal(peer(between, "ben"), retagged, NOW)))
                .isFalse();
        assertThat(owner.rejected).isEqualTo(1);
        RootKey its = RootKey.generate(family.entropy);
        for (Bytes proof : List.of(
                toBetween.proof(),
                family.entropy.bytes(32),
                code.tag(owner.self.publicIdentity()),
                Bytes.EMPTY,
                Bytes.owning(new byte[32]))) {
            Joined forged = new Joined(toBetween.call(), its.publicKey(), proof);
            assertThat(paired(joiner.household.onSignal(peer(between, "anna"), forged, NOW)))
                    .isFalse();
        }
        assertThat(joiner.household.isPaired()).isFalse();
        assertThat(joiner.rejected).isEqualTo(5);
    }

    @Test
    void a_true_welcome_holds_for_its_root_key_its_call_and_its_joiner_only() {
        invites();
        Join join = asks(peer(owner, "anna"));
        owner.household.onSignal(peer(joiner, "ben"), join, NOW);
        Joined good = owner.last(Joined.class);
        RootKey other = RootKey.generate(family.entropy);
        List<Joined> bad = List.of(
                new Joined(good.call(), other.publicKey(), good.proof()),
                new Joined(CallId.random(family.entropy), good.rootKey(), good.proof()));
        bad.forEach(one -> assertThat(paired(joiner.household.onSignal(peer(owner, "anna"), one, NOW)))
                .isFalse());
        assertThat(paired(joiner.household.onSignal(peer(family.sitter.publicIdentity(), "anna"), good, NOW)))
                .isFalse();
        assertThat(paired(joiner.household.onSignal(peer(owner, "anna"), good, NOW)))
                .isTrue();
        // And once only.
        assertThat(paired(joiner.household.onSignal(peer(owner, "anna"), good, NOW)))
                .isFalse();
    }

    @Test
    void a_lost_welcome_is_said_again_to_the_same_and_to_nobody_else() {
        invites();
        Join join = asks(peer(owner, "anna"));
        owner.household.onSignal(peer(joiner, "ben"), join, NOW);
        Joined first = owner.last(Joined.class);
        owner.household.onSignal(peer(joiner, "ben"), join, NOW);
        assertThat(owner.last(Joined.class)).isEqualTo(first);
        long before = owner.sent.stream().filter(Joined.class::isInstance).count();
        CallId call = CallId.random(family.entropy);
        Join another = new Join(
                call,
                code.tag(family.anna.publicIdentity()),
                Role.CALLER,
                code.joinProof(family.sitter.publicIdentity(), family.anna.publicIdentity(), call, Role.CALLER));
        owner.household.onSignal(peer(family.sitter.publicIdentity(), "sitter"), another, NOW);
        assertThat(owner.sent.stream().filter(Joined.class::isInstance).count()).isEqualTo(before);
    }

    @Test
    void who_has_a_household_joins_no_other() {
        End settled = new End(family.ben, Optional.of(family.empty));
        settled.household.on(new Input.JoinHousehold(code, Role.CALLER), NOW);
        settled.household.onPeers(List.of(peer(owner, "anna")), NOW);
        settled.household.wake(true, NOW);
        assertThat(settled.sent).noneMatch(Join.class::isInstance);
    }

    @Test
    void a_code_is_typed_with_hyphens_or_without_and_a_slip_is_noticed() {
        String text = code.text();
        assertThat(text).hasSize(23).matches("([a-z2-7]{5}-){3}[a-z2-7]{5}");
        assertThat(PairingCode.parse(text.toUpperCase(java.util.Locale.ROOT).replace('-', ' ')))
                .contains(code);
        int slips = 0;
        String plain = text.replace("-", "");
        for (int i = 0; i < plain.length(); i++) {
            for (char other : "abcdefghijklmnopqrstuvwxyz234567".toCharArray()) {
                String slip = plain.substring(0, i) + other + plain.substring(i + 1);
                slips += !slip.equals(plain) && PairingCode.parse(slip).isPresent() ? 1 : 0;
            }
        }
        assertThat(slips).isLessThan(3);
        assertThat(PairingCode.parse("")).isEmpty();
        assertThat(PairingCode.parse("a".repeat(100))).isEmpty();
        assertThat(code.toString()).doesNotContain(Base32.encode(code.secret()));
    }
}
