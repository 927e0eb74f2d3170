package io.transom.core.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.trust.Identity;
import io.transom.core.trust.PeerSeal;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Firewall;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.ReleaseAnswer;
import io.transom.wire.signal.PeerSignal.ReleaseAsk;
import io.transom.wire.signal.PeerSignal.ReleaseChallenge;
import io.transom.wire.signal.PeerSignal.ReleaseDone;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Whoever holds the manager and the keys of the outdoor unit carries every envelope between an indoor lock and two apps: it
 * keeps all, says them again, to anybody, in any order, late or never, and adds its own. Real seals, real signatures.
 */
class EvilManagerAtTheDoorTest {
    private static final int WORLDS = Integer.getInteger("transom.door.worlds", 60);
    private static final int STEPS = 120;

    /** An envelope as the manager sees it. */
    private record Seen(Identity from, PublicIdentity to, SignalKind kind, CallId call, Bytes envelope) {}

    private record Signed(EndpointId member, Bytes nonce, Moment at) {}

    @Test
    void it_opens_nothing_twice_nothing_late_and_nothing_that_nobody_wanted() {
        int pulses = 0;
        int wishes = 0;
        for (int seed = 0; seed < WORLDS; seed++) {
            World world = new World(seed);
            for (int step = 0; step < STEPS; step++) {
                world.step();
            }
            pulses += world.pulses.size();
            wishes += world.wishes;
        }
        // A world in which nothing ever opens would show nothing.
        assertThat(pulses).isGreaterThan(WORLDS / 2);
        assertThat(wishes).isGreaterThan(pulses);
    }

    private static final class World {
        private final SplittableRandom dice;
        private final SeededEntropy entropy;
        private final Identity lockSelf;
        private final Identity anna;
        private final Identity ben;
        /** Torn off the wall: its keys are the manager's now. */
        private final Identity outdoor;

        private final Lock lock;
        private final Map<EndpointId, Opener> openers = new LinkedHashMap<>();
        private final List<Seen> kept = new ArrayList<>();
        private final List<Signed> signed = new ArrayList<>();
        private final Set<Bytes> pulses = new LinkedHashSet<>();
        private int wishes;
        private Moment now = new Moment(1);

        World(long seed) {
            dice = new SplittableRandom(seed);
            entropy = new SeededEntropy(seed);
            lockSelf = Identity.generate(entropy);
            anna = Identity.generate(entropy);
            ben = Identity.generate(entropy);
            outdoor = Identity.generate(entropy);
            lock = new Lock(
                    new Lock.Settings(lockSelf.publicIdentity(), "front door", Duration.ofSeconds(1)),
                    ReleaseRights.only(Set.of(anna.id(), ben.id())),
                    entropy);
        }

        void step() {
            switch (dice.nextInt(10)) {
                case 0 -> wish(dice.nextBoolean() ? anna : ben);
                case 1 -> now = now.plus(Duration.ofMillis(dice.nextInt(3_000)));
                case 2 -> forge();
                case 3 -> lock.onRelay(true, "", now).reply().ifPresent(this::keep);
                case 4, 5, 6 -> newest();
                default -> any();
            }
        }

        private void wish(Identity member) {
            Optional<Opener> before = Optional.ofNullable(openers.get(member.id()));
            before.ifPresent(opener -> opener.wake(now));
            if (before.filter(opener -> opener.wakeAt() != Moment.NEVER).isPresent()) {
                return;
            }
            wishes++;
            Opener opener = new Opener(
                    member,
                    lockSelf.publicIdentity(),
                    "door",
                    CallId.random(entropy),
                    "",
                    entropy,
                    now.plus(Duration.ofSeconds(8)));
            openers.put(member.id(), opener);
            keep(member, lockSelf.publicIdentity(), opener.ask());
        }

        /** What it can make itself: asks and answers as the outdoor unit, with nonces and signatures that it has seen. */
        private void forge() {
            CallId call = kept.isEmpty() ? CallId.random(entropy) : pick().call();
            Bytes request = entropy.bytes(16);
            Bytes nonce =
                    signed.isEmpty() ? entropy.bytes(32) : signed.getLast().nonce();
            keep(outdoor, lockSelf.publicIdentity(), new ReleaseAsk(call, request, ""));
            keep(
                    outdoor,
                    lockSelf.publicIdentity(),
                    new ReleaseAnswer(call, request, nonce, outdoor.sign(Bytes.utf8("transom door release 1"))));
            Identity victim = dice.nextBoolean() ? anna : ben;
            keep(
                    outdoor,
                    victim.publicIdentity(),
                    new ReleaseChallenge(call, request, nonce, "front door", Duration.ofSeconds(5)));
            keep(
                    outdoor,
                    victim.publicIdentity(),
                    new ReleaseDone(call, request, ReleaseDone.Outcome.RELEASED, Duration.ZERO));
        }

        private void newest() {
            if (!kept.isEmpty()) {
                deliver(kept.getLast(), kept.getLast().from());
            }
        }

        /** Anything again, sometimes under another name, sometimes with an octet changed. */
        private void any() {
            if (kept.isEmpty()) {
                return;
            }
            Seen seen = pick();
            Identity claimed =
                    dice.nextInt(4) == 0 ? List.of(anna, ben, outdoor, lockSelf).get(dice.nextInt(4)) : seen.from();
            deliver(dice.nextInt(4) == 0 ? spoiled(seen) : seen, claimed);
        }

        private Seen pick() {
            return kept.get(dice.nextInt(kept.size()));
        }

        private Seen spoiled(Seen seen) {
            byte[] octets = seen.envelope().toArray();
            octets[dice.nextInt(octets.length)] ^= (byte) (1 << dice.nextInt(8));
            SignalKind kind = dice.nextBoolean() ? seen.kind() : SignalKind.RELEASE_ANSWER;
            return new Seen(seen.from(), seen.to(), kind, seen.call(), Bytes.owning(octets));
        }

        private void deliver(Seen seen, Identity claimed) {
            List<Identity> ends = List.of(lockSelf, anna, ben);
            Identity to = dice.nextInt(8) == 0
                    ? ends.get(dice.nextInt(3))
                    : ends.stream()
                            .filter(end -> end.publicIdentity().equals(seen.to()))
                            .findFirst()
                            .orElse(lockSelf);
            Optional<PeerSignal> opened =
                    PeerSeal.open(to, claimed.publicIdentity(), seen.kind(), seen.call(), seen.envelope());
            opened.ifPresent(signal -> {
                if (to == lockSelf) {
                    atTheLock(claimed, signal);
                } else {
                    Optional.ofNullable(openers.get(to.id()))
                            .ifPresent(opener -> atTheApp(to, claimed, opener, signal));
                }
            });
        }

        private void atTheLock(Identity from, PeerSignal signal) {
            Lock.Reaction reaction = switch (signal) {
                case ReleaseAsk ask -> lock.onAsk(peer(from), ask, now);
                case ReleaseAnswer answer -> lock.onAnswer(peer(from), answer, now);
                default -> Lock.Reaction.NONE;
            };
            reaction.reply().ifPresent(this::keep);
            boolean pulse = reaction.effects().stream().anyMatch(effect -> effect instanceof Effect.PulseRelay);
            if (pulse) {
                Bytes nonce = ((ReleaseAnswer) signal).nonce();
                assertThat(pulses.add(nonce)).as("never twice").isTrue();
                assertThat(signed)
                        .as("only for a fresh signature of a member who wanted it")
                        .anyMatch(made -> made.member().equals(from.id())
                                && made.nonce().equals(nonce)
                                && now.since(made.at()).compareTo(Lock.CHALLENGE_LIFE) < 0);
                assertThat(from).isNotSameAs(outdoor);
            }
        }

        private void atTheApp(Identity self, Identity from, Opener opener, PeerSignal signal) {
            if (!from.equals(lockSelf)) {
                return; // An app opens with its lock's key only, so a claim of another doesn't get here in the product.
            }
            switch (signal) {
                case ReleaseChallenge challenge ->
                    opener.onChallenge(challenge, now).ifPresent(answer -> {
                        signed.add(new Signed(self.id(), answer.nonce(), now));
                        keep(self, lockSelf.publicIdentity(), answer);
                    });
                case ReleaseDone done ->
                    opener.onDone(done).ifPresent(result -> {
                        if (result.verdict() == Opener.Verdict.OPENED) {
                            assertThat(pulses)
                                    .as("nobody is told of an open door that isn't")
                                    .isNotEmpty();
                        }
                    });
                default -> {}
            }
        }

        private void keep(Lock.Reply reply) {
            keep(lockSelf, reply.to().identity(), reply.signal());
        }

        private void keep(Identity from, PublicIdentity to, PeerSignal signal) {
            kept.add(new Seen(from, to, signal.kind(), signal.call(), PeerSeal.seal(from, to, signal, entropy)));
        }

        private static Peer peer(Identity identity) {
            return new Peer(
                    identity.publicIdentity(), "x", Role.CALLER, true, List.of(), Firewall.UNKNOWN, Bytes.EMPTY);
        }
    }
}
