package io.transom.core.link;

import io.transom.core.Effect;
import io.transom.core.Step;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.link.LinkState.Challenging;
import io.transom.core.link.LinkState.Connecting;
import io.transom.core.link.LinkState.Idle;
import io.transom.core.link.LinkState.Online;
import io.transom.core.link.LinkState.Over;
import io.transom.core.link.LinkState.Registering;
import io.transom.core.link.LinkState.Resting;
import io.transom.core.link.LinkState.Watch;
import io.transom.core.trust.ControlChannel;
import io.transom.core.trust.ControlChannel.ReflectorCredentials;
import io.transom.core.trust.Identity;
import io.transom.core.trust.InviteCode;
import io.transom.core.trust.Login;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Topics;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.SignalCodec;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The control connection: what to do next, and the sealing of what goes over it. */
public final class Link {
    /** A round trip over a bad mobile network takes 2 s; more than twice that is an answer that won't come. */
    static final Duration CHALLENGE_TIMEOUT = Duration.ofSeconds(5);
    /** TCP, WebSocket, MQTT and the subscription: four round trips. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** Register is sent again every few hundred milliseconds; a manager that hasn't answered by then isn't there. */
    static final Duration REGISTER_TIMEOUT = Duration.ofSeconds(10);
    /** Silence that makes us ask; far below the 30 s after which home routers forget idle TCP mappings. */
    static final Duration ASK_AFTER = Duration.ofSeconds(5);
    /** Two questions in a row unanswered, and 2 s for the last one's answer: the client hangs or the way is cut. */
    static final Duration DEAD_AFTER = Duration.ofSeconds(12);
    /** A live connection answers within a round trip; one over a bad mobile network takes 2 s. */
    static final Duration DOUBTED_FOR = Duration.ofSeconds(2);
    /** The bound of the first wait. */
    static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    /** A manager that comes back is found within half a minute; ten thousand endpoints then ask 333 times a second. */
    static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
    /** A connection that lived that long counts as good; a shorter one as one more failure. */
    static final Duration STABLE_AFTER = Duration.ofSeconds(10);
    /**
     * After a good connection the first wait is up to 3.2 s: when a manager restarts, everybody comes at once, and of ten
     * thousand then 3,125 in a second, which one core can judge. Calls in progress don't wait for it.
     */
    static final int FAILURES_AFTER_STABLE = 5;
    /** Enough for the longest backoff; keeps the counter from wrapping. */
    private static final int MOST_FAILURES = 16;

    private final Identity self;
    private final Optional<InviteCode> invite;
    private final Optional<EndpointId> pinnedManager;
    /** The store knows our manager: it has let us in before, in this start or another. */
    private final boolean joinedBefore;

    private final Entropy entropy;
    private LinkState state = new Idle();
    private boolean registeredOnce;

    /**
     * The manager's id is pinned by storage, or by the invite; without either the link gives up at once.
     *
     * @param pinnedManager which manager has let us in, as it was remembered; nothing that it or anybody says is final then
     */
    public Link(Identity self, Optional<InviteCode> invite, Optional<EndpointId> pinnedManager, Entropy entropy) {
        this.self = self;
        this.invite = invite;
        this.pinnedManager = pinnedManager.or(() -> invite.map(InviteCode::manager));
        this.joinedBefore = pinnedManager.isPresent();
        this.entropy = entropy;
    }

    public LinkState state() {
        return state;
    }

    public boolean connected() {
        return state instanceof Registering || state instanceof Online;
    }

    public boolean online() {
        return state instanceof Online;
    }

    public boolean over() {
        return state instanceof Over;
    }

    /** What the reflector knows this login by; empty while there is no connection. */
    public Optional<ReflectorCredentials> reflector() {
        return channel().map(ControlChannel::reflector);
    }

    public Moment wakeAt() {
        return state.wakeAt();
    }

    public List<Effect> onChallenge(Bytes challenge, PublicIdentity manager, Moment now) {
        return state instanceof Challenging at ? take(afterChallenge(at, challenge, manager, now)) : List.of();
    }

    public List<Effect> onConnected(Moment now) {
        if (!(state instanceof Connecting at)) {
            return List.of();
        }
        return take(Step.to(
                new Registering(at.failures(), now.plus(REGISTER_TIMEOUT), at.channel(), Watch.from(now)),
                note(EventName.CONNECTED, "manager", at.manager().text())));
    }

    public List<Effect> onRefused(String reason, Moment now) {
        return state instanceof Connecting ? take(afterRefusal(reason, now)) : List.of();
    }

    public List<Effect> onLost(String reason, Moment now) {
        return switch (state) {
            case Idle ignored -> List.of();
            case Resting ignored -> List.of();
            case Over ignored -> List.of();
            case Challenging ignored -> take(rest(reason, now));
            case Connecting ignored -> take(rest(reason, now));
            case Registering ignored -> take(rest(reason, now));
            case Online ignored -> take(rest(reason, now));
        };
    }

    /** There is a network again, or another one: what kept us from connecting may be gone, so the wait is over. */
    public void onNetworkChanged(Moment now) {
        if (state instanceof Resting resting) {
            Moment soon = now.plus(LinkState.backoff(1, entropy.fraction()));
            state = new Resting(resting.failures(), resting.until().earlier(soon));
        }
    }

    /** There is a reason to think that the connection is dead: it has a moment to prove the contrary. */
    public void doubt(Moment now) {
        switch (state) {
            case Registering at -> replace(at.watch().doubting(now));
            case Online at -> replace(at.watch().doubting(now));
            case Idle ignored -> {}
            case Resting ignored -> {}
            case Challenging ignored -> {}
            case Connecting ignored -> {}
            case Over ignored -> {}
        }
    }

    /** The manager has confirmed our registration. */
    public void onRegistered(Moment now) {
        if (state instanceof Registering at) {
            registeredOnce = true;
            state = new Online(at.failures(), now, at.channel(), at.watch());
        }
    }

    /** What the manager said, if this is authentic, fresh and well-formed; anything else changes nothing. */
    public Optional<ControlSignal.Down> open(String topic, Bytes payload, Moment now) {
        if (!topic.equals(Topics.down(self.id()))) {
            return Optional.empty();
        }
        Optional<ControlSignal.Down> signal =
                channel().flatMap(channel -> channel.open(topic, payload)).flatMap(SignalCodec::decodeDown);
        signal.ifPresent(heard -> hear(now));
        return signal;
    }

    /** The number of what was heard last, in the order in which the manager has said it over this connection. */
    public long lastHeard() {
        return channel().map(ControlChannel::lastOpened).orElse(-1L);
    }

    /** The publication of {@code signal}; empty while there is no connection. */
    public Optional<Effect> publish(ControlSignal.Up signal) {
        String topic = Topics.up(self.id());
        return channel()
                .filter(channel -> !channel.isSpent())
                .map(channel -> new Effect.Publish(topic, channel.seal(topic, SignalCodec.encode(signal))));
    }

    public List<Effect> wake(Moment now) {
        if (!state.wakeAt().reached(now)) {
            return List.of();
        }
        return switch (state) {
            case Idle ignored -> take(attempt(0, now));
            case Resting resting -> take(attempt(resting.failures(), now));
            case Challenging ignored -> take(rest("the manager did not answer", now));
            case Connecting ignored -> take(rest("the manager did not accept the connection in time", now));
            case Registering at ->
                at.deadline().reached(now) ? take(rest("the manager did not confirm", now)) : watch(at.watch(), now);
            case Online at -> watch(at.watch(), now);
            case Over ignored -> List.of();
        };
    }

    /** Leaves on purpose and stays away. */
    public List<Effect> shutDown() {
        Optional<Effect> leave = publish(new ControlSignal.Leave());
        boolean toClose = !(state instanceof Idle || state instanceof Resting || state instanceof Over);
        state = new Over();
        return toClose
                ? leave.map(effect -> List.of(effect, new Effect.Disconnect())).orElse(List.of(new Effect.Disconnect()))
                : List.of();
    }

    private Step<LinkState, Effect> attempt(int failures, Moment now) {
        if (pinnedManager.isEmpty()) {
            return giveUp("this endpoint has not joined a manager yet: start it once with an invite code");
        }
        return Step.to(
                new Challenging(failures, now.plus(CHALLENGE_TIMEOUT)),
                note(EventName.CONNECTING, "attempt", failures + 1),
                new Effect.FetchChallenge());
    }

    private Step<LinkState, Effect> afterChallenge(
            Challenging at, Bytes challenge, PublicIdentity manager, Moment now) {
        if (!pinnedManager.equals(Optional.of(manager.id()))) {
            return wrongManager(manager.id(), now);
        }
        // The invite is burnt at its first use, but its confirmation may be lost: it is shown until one arrives.
        Optional<Bytes> secret = registeredOnce ? Optional.empty() : invite.map(InviteCode::secret);
        Login.Attempt login = Login.attempt(self, manager, challenge, secret, entropy);
        String willTopic = Topics.gone(self.id());
        Bytes will = login.channel().seal(willTopic, SignalCodec.encode(new ControlSignal.Leave()));
        return Step.to(
                new Connecting(at.failures(), now.plus(CONNECT_TIMEOUT), manager.id(), login.channel()),
                new Effect.Connect(login.username(), login.password(), Topics.down(self.id()), willTopic, will));
    }

    private Step<LinkState, Effect> wrongManager(EndpointId found, Moment now) {
        String reason = "the manager at this address is not the one that was joined (its key is " + found
                + "): either it was set up anew, then join it with a new invite code, or someone stands in its way";
        return hasJoined() ? refusedForNow(reason, now) : giveUp(reason);
    }

    private Step<LinkState, Effect> afterRefusal(String reason, Moment now) {
        return hasJoined() || !isFinal(reason) ? refusedForNow(reason, now) : giveUp(reason);
    }

    /**
     * Whoever has joined once is refused for now only: a refusal comes unauthenticated, as does a foreign key, and one
     * forged packet must not silence a door for good, nor one that has just started anew.
     */
    private boolean hasJoined() {
        return registeredOnce || joinedBefore;
    }

    /**
     * Of what a newcomer hears. Trying again helps against everything but a bad invite and a missing membership, and a
     * person is there who has just given the invite.
     */
    private static boolean isFinal(String reason) {
        String words = reason.toLowerCase(Locale.ROOT);
        return words.contains("invite") || words.contains("member");
    }

    private Step<LinkState, Effect> refusedForNow(String reason, Moment now) {
        int failures = Math.min(state.failuresAfterLoss(now), MOST_FAILURES);
        return Step.to(
                new Resting(failures, now.plus(LinkState.backoff(failures, entropy.fraction()))),
                note(EventName.REFUSED, "reason", reason),
                new Effect.Disconnect());
    }

    private Step<LinkState, Effect> giveUp(String reason) {
        return Step.to(
                new Over(),
                note(EventName.REFUSED, "reason", reason),
                new Effect.Disconnect(),
                new Effect.GiveUp(reason));
    }

    private Step<LinkState, Effect> rest(String reason, Moment now) {
        int failures = Math.min(state.failuresAfterLoss(now), MOST_FAILURES);
        return Step.to(
                new Resting(failures, now.plus(LinkState.backoff(failures, entropy.fraction()))),
                note(EventName.DISCONNECTED, "reason", reason),
                new Effect.Disconnect());
    }

    private List<Effect> watch(Watch watch, Moment now) {
        if (channel().filter(ControlChannel::isSpent).isPresent()) {
            return take(rest("this login's keys have sealed all that they may", now));
        }
        if (watch.dead(now)) {
            return take(rest("the manager has been silent for " + DEAD_AFTER.toSeconds() + " s", now));
        }
        if (!watch.due(now)) {
            return List.of();
        }
        Watch asking = watch.asking(now);
        replace(asking);
        return publish(new ControlSignal.AreYouAlive(asking.sequence())).stream()
                .toList();
    }

    private void hear(Moment now) {
        switch (state) {
            case Registering at -> replace(at.watch().hearing(now));
            case Online at -> replace(at.watch().hearing(now));
            case Idle ignored -> {}
            case Resting ignored -> {}
            case Challenging ignored -> {}
            case Connecting ignored -> {}
            case Over ignored -> {}
        }
    }

    private void replace(Watch watch) {
        state = switch (state) {
            case Registering at -> new Registering(at.failures(), at.deadline(), at.channel(), watch);
            case Online at -> new Online(at.failures(), at.since(), at.channel(), watch);
            case Idle ignored -> state;
            case Resting ignored -> state;
            case Challenging ignored -> state;
            case Connecting ignored -> state;
            case Over ignored -> state;
        };
    }

    private Optional<ControlChannel> channel() {
        return switch (state) {
            case Registering at -> Optional.of(at.channel());
            case Online at -> Optional.of(at.channel());
            case Idle ignored -> Optional.empty();
            case Resting ignored -> Optional.empty();
            case Challenging ignored -> Optional.empty();
            case Connecting ignored -> Optional.empty();
            case Over ignored -> Optional.empty();
        };
    }

    private List<Effect> take(Step<LinkState, Effect> step) {
        state = step.next();
        return step.effects();
    }

    private static Effect note(EventName name, Object... fields) {
        return new Effect.Note(Event.of(name, fields));
    }
}
