package io.transom.core.household;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.household.Membership.Verdict;
import io.transom.core.household.WallClock.Reading;
import io.transom.core.trust.Identity;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.household.HouseholdId;
import io.transom.wire.household.Right;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.household.Statement.Admit;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The household that an endpoint belongs to, once it was paired: who may do what, what is told to whom, and how somebody
 * comes in. Before that it objects to nobody, and the endpoint goes by the manager's word and its own memory of names.
 */
public final class Household {
    /** How an endpoint sends a signal: sealed, once, through the manager. */
    public interface Mail {
        List<Effect> send(PublicIdentity to, PeerSignal signal, Moment now);
    }

    /** Somebody has sent what isn't right: it is counted. */
    public interface Reject {
        void rejected();
    }

    private static final Duration MEMBERS_ANEW = Duration.ofSeconds(5);
    /** A memory card is written to no more often for the mere time. */
    private static final long TIME_KEPT_EVERY_SECONDS = 3_600;

    private static final Bytes NO_ROOT_KEY = Bytes.owning(new byte[HouseholdId.ROOT_KEY_LENGTH]);

    /** A refusal's field that says what it means for the pairing that it is about. */
    public static final String PAIRING = "pairing";

    public static final String OVER = "over";
    private static final String GOES_ON = "goes on";

    private record Open(Inviting inviting, Issuing.Authority authority, Issuing.Terms terms) {}

    private final Identity self;
    private final Entropy entropy;
    private final Mail mail;
    private final Reject reject;
    private final WallClock clock;
    private final Spreading spreading;
    private Optional<StatementSet> set;
    private Optional<Membership> membership;
    private Optional<Open> open = Optional.empty();
    private Optional<Joining> joining = Optional.empty();
    private List<Peer> there = List.of();
    private long timeKept;
    private Moment latest = Moment.ZERO;
    /** Made anew when something has changed, and every few seconds: time changes it too. */
    private Optional<List<Admit>> members = Optional.empty();

    /**
     * @param known what was remembered; empty where this endpoint was never paired
     * @param latest the time that was remembered ({@link Effect.KeepTime}), in seconds since 1970; 0 where none was
     */
    public Household(
            Identity self, Optional<StatementSet> known, long latest, Entropy entropy, Mail mail, Reject reject) {
        this.self = self;
        this.entropy = entropy;
        this.mail = mail;
        this.reject = reject;
        this.spreading = new Spreading(entropy);
        this.clock = new WallClock(latest);
        this.timeKept = latest;
        this.set = known;
        this.membership = known.map(Membership::new);
    }

    // ---- who may ----

    public boolean isPaired() {
        return set.isPresent();
    }

    /** Why that one is no member now, in a sentence for people; empty if it is, or nobody was paired here. */
    public Optional<String> objection(EndpointId who, Moment now) {
        return membership.flatMap(held -> objection(held.member(who, time(now))));
    }

    /** Why that one may not do that now; empty if it may, or nobody was paired here. */
    public Optional<String> objection(EndpointId who, Right right, Moment now) {
        return membership.flatMap(held -> objection(held.judge(who, right, time(now))));
    }

    /** Why that one may not open that door; not empty where nobody was paired here: a door opens for members only. */
    public Optional<String> objectionToRelease(EndpointId who, EndpointId door, Moment now) {
        return membership
                .map(held -> objection(held.mayRelease(who, door, time(now))))
                .orElse(Optional.of("this endpoint belongs to no household yet"));
    }

    private static Optional<String> objection(Verdict verdict) {
        return verdict instanceof Verdict.Refused refused ? Optional.of(refused.reason()) : Optional.empty();
    }

    /**
     * Everybody else with a record, as of the last wake, whether it holds at this hour or not. Empty where nobody was
     * paired.
     */
    public List<Admit> members() {
        if (members.isEmpty()) {
            members = Optional.of(membership.map(held -> held.members(time(latest))).orElse(List.of()).stream()
                    .filter(record -> !record.about().equals(self.id()))
                    .toList());
        }
        return members.get();
    }

    /** The peers under the names that our records give them, without strangers; as they are where nobody was paired. */
    public List<Peer> known(List<Peer> told, Moment now) {
        return isPaired()
                ? told.stream().flatMap(peer -> known(peer, now).stream()).toList()
                : told;
    }

    /** The same of one; empty for a stranger. */
    public Optional<Peer> known(Peer told, Moment now) {
        if (membership.isEmpty()) {
            return Optional.of(told);
        }
        return membership.get().record(told.id(), time(now)).map(record -> as(told, record));
    }

    private static Peer as(Peer told, Admit record) {
        return new Peer(
                told.identity(),
                record.name(),
                record.role(),
                told.online(),
                told.attested(),
                told.firewall(),
                told.boot());
    }

    /** What we are called in our own records. */
    public Optional<String> ownName(Moment now) {
        return membership.flatMap(held -> held.record(self.id(), time(now))).map(Admit::name);
    }

    /** What we are in our own records. */
    public Optional<Role> ownRole(Moment now) {
        return membership.flatMap(held -> held.record(self.id(), time(now))).map(Admit::role);
    }

    private Reading time(Moment now) {
        return clock.at(now, earliest());
    }

    private long earliest() {
        return set.map(StatementSet::newestOfRoot).orElse(0L);
    }

    /** At most once an hour, and when a guest's time is over: that one doesn't come back with a restart. */
    private List<Effect> keepTime(Moment now) {
        long sure = clock.sure(now);
        boolean due = set.filter(held -> sure >= timeKept + TIME_KEPT_EVERY_SECONDS || held.runsOut(timeKept, sure))
                .isPresent();
        return due ? keepTime(sure) : List.of();
    }

    private List<Effect> keepTime(long sure) {
        timeKept = sure;
        return List.of(new Effect.KeepTime(sure));
    }

    // ---- what happens ----

    /** Who is there, as the manager tells it. */
    public void onPeers(List<Peer> told, Moment now) {
        there = told;
        if (isPaired()) {
            spreading.meet(told, now);
        }
    }

    public List<Effect> on(Input.OfHousehold input, Moment now) {
        return switch (input) {
            case Input.ClockRead read -> {
                clock.read(read.seconds(), read.synchronised(), earliest(), now);
                yield keepTime(now);
            }
            case Input.Stated stated -> take(stated.statements(), now);
            case Input.OpenInvite invite -> {
                boolean device = invite.terms().role() == Role.DEVICE;
                Moment until = now.plus(device ? Inviting.FOR_A_DEVICE : Inviting.FOR_AN_APP);
                open = Optional.of(new Open(new Inviting(invite.code(), until), invite.authority(), invite.terms()));
                yield List.of();
            }
            case Input.CloseInvite close -> {
                open = open.filter(at -> !at.inviting().isOf(close.code()));
                yield List.of();
            }
            case Input.JoinHousehold join -> {
                if (isPaired()) {
                    yield refused(OVER, "this endpoint belongs to a household already");
                }
                joining = Optional.of(new Joining(join.code(), join.as(), now));
                yield List.of();
            }
            case Input.ReadLog ignored -> List.of();
            case Input.LogUnwritten ignored -> List.of();
        };
    }

    /** Whether the next press of the button is somebody who stands there and lets this device join. */
    public boolean awaitsPress(Moment now) {
        return joining.filter(at -> !at.isOver(now) && at.awaitsPress()).isPresent();
    }

    public void press() {
        joining.ifPresent(Joining::press);
    }

    /** An authentic signal: {@code from} holds the keys that it names, whatever it is called. */
    public List<Effect> onSignal(Peer from, PeerSignal.OfHousehold signal, Moment now) {
        return switch (signal) {
            case PeerSignal.Holding holding -> onHolding(from, holding, now);
            case PeerSignal.Statements statements -> onStatements(from, statements, now);
            case PeerSignal.Join join -> onJoin(from, join, now);
            case PeerSignal.Joined joined -> onJoined(from, joined, now);
        };
    }

    public List<Effect> wake(boolean online, Moment now) {
        if (latest.plus(MEMBERS_ANEW).reached(now)) {
            latest = now;
            members = Optional.empty();
        }
        List<Effect> effects = new ArrayList<>();
        if (joining.filter(at -> at.isOver(now)).isPresent()) {
            boolean pressed = joining.filter(at -> !at.awaitsPress()).isPresent();
            joining = Optional.empty();
            effects.addAll(refused(
                    OVER,
                    pressed
                            ? "nobody has answered to the pairing code: is the app that made it still open?"
                            : "the button wasn't pressed in time to join the household"));
        }
        if (!online) {
            return effects;
        }
        joining.ifPresent(at -> at.ask(there, self.publicIdentity(), entropy, now)
                .forEach((peer, join) -> effects.addAll(mail.send(peer.identity(), join, now))));
        set.ifPresent(held -> spreading
                .due(now)
                .forEach(peer -> effects.addAll(mail.send(peer.identity(), spreading.holding(held), now))));
        return effects;
    }

    public Moment wakeAt(boolean online) {
        Moment tell = online && isPaired() ? spreading.wakeAt() : Moment.NEVER;
        return joining.map(at -> tell.earlier(at.wakeAt(online))).orElse(tell);
    }

    // ---- spreading ----

    private List<Effect> onHolding(Peer from, PeerSignal.Holding theirs, Moment now) {
        if (set.isEmpty() || !theirs.household().equals(set.get().household())) {
            return List.of();
        }
        boolean member = membership
                .filter(held -> held.member(from.id(), time(now)) instanceof Verdict.Allowed)
                .isPresent();
        return spreading.onHolding(from, theirs, set.get(), member, now).stream()
                .flatMap(answer -> mail.send(from.identity(), answer, now).stream())
                .toList();
    }

    private List<Effect> onStatements(Peer from, PeerSignal.Statements told, Moment now) {
        if (set.isEmpty() || !spreading.mayHear(from, now)) {
            reject.rejected();
            return List.of();
        }
        return take(told.statements(), now);
    }

    private List<Effect> take(List<SignedStatement> statements, Moment now) {
        if (set.isEmpty()) {
            return List.of();
        }
        StatementSet.Added added = set.get().add(statements);
        added.refusals().forEach(refusal -> reject.rejected());
        return added.set().equals(set.get()) ? List.of() : keep(added.set(), now);
    }

    private List<Effect> keep(StatementSet changed, Moment now) {
        set = Optional.of(changed);
        membership = Optional.of(new Membership(changed));
        latest = now;
        members = Optional.empty();
        spreading.changed(now);
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.KeepHousehold(changed));
        effects.add(note(EventName.HOUSEHOLD_CHANGED, "members", members().size()));
        long sure = clock.sure(now);
        if (sure > timeKept + WallClock.TOLERANCE_SECONDS) {
            effects.addAll(keepTime(sure));
        }
        return effects;
    }

    // ---- pairing ----

    private List<Effect> onJoin(Peer from, PeerSignal.Join join, Moment now) {
        if (open.isEmpty() || set.isEmpty()) {
            return List.of();
        }
        return switch (open.get().inviting().judge(from.identity(), self.publicIdentity(), join, now)) {
            case NOT_MEANT -> List.of();
            case WRONG -> {
                reject.rejected();
                yield refused(GOES_ON, "somebody who doesn't know the pairing code has tried to join");
            }
            case BURNT -> {
                reject.rejected();
                yield refused(OVER, "somebody has tried to join with wrong codes: this code is void now, make another");
            }
            case OVER -> refused(GOES_ON, "a pairing code was used that is over");
            case WELCOME -> admit(from, join, now);
            case WELCOME_AGAIN -> welcome(from, join, now);
        };
    }

    private List<Effect> admit(Peer from, PeerSignal.Join join, Moment now) {
        Open invite = open.orElseThrow();
        StatementSet held = set.orElseThrow();
        long seconds = time(now) instanceof Reading.Known known ? known.seconds() : held.newestOfRoot();
        Issuing.Outcome outcome = invite.terms().role() == join.role()
                ? new Issuing(held, invite.authority()).admit(from.identity(), named(invite.terms(), from), seconds)
                : new Issuing.Outcome.Refused("the code is for "
                        + (join.role() == Role.DEVICE ? "an app, and an intercom" : "an intercom, and an app")
                        + " has used it");
        return switch (outcome) {
            case Issuing.Outcome.Refused refused -> {
                open = Optional.empty();
                List<Effect> effects = new ArrayList<>(refused(OVER, refused.reason()));
                Bytes proof =
                        invite.inviting().answer(from.identity(), self.publicIdentity(), join.call(), NO_ROOT_KEY);
                effects.addAll(mail.send(from.identity(), new PeerSignal.Joined(join.call(), NO_ROOT_KEY, proof), now));
                yield effects;
            }
            case Issuing.Outcome.Signed signed -> {
                List<Effect> effects = new ArrayList<>(take(List.of(signed.statement()), now));
                effects.add(note(
                        EventName.PAIRED, "member", ((Admit) signed.statement().statement()).name()));
                effects.addAll(welcome(from, join, now));
                yield effects;
            }
        };
    }

    private static Issuing.Terms named(Issuing.Terms terms, Peer joiner) {
        return terms.name().isEmpty() ? terms.named(joiner.name()) : terms;
    }

    private List<Effect> welcome(Peer from, PeerSignal.Join join, Moment now) {
        StatementSet held = set.orElseThrow();
        Bytes proof = open.orElseThrow()
                .inviting()
                .answer(from.identity(), self.publicIdentity(), join.call(), held.rootKey());
        List<Effect> effects = new ArrayList<>(
                mail.send(from.identity(), new PeerSignal.Joined(join.call(), held.rootKey(), proof), now));
        spreading.messages(held.all()).forEach(some -> effects.addAll(mail.send(from.identity(), some, now)));
        return effects;
    }

    private List<Effect> onJoined(Peer from, PeerSignal.Joined joined, Moment now) {
        if (joining.isEmpty()
                || isPaired()
                || !joining.get().isWelcome(from.identity(), self.publicIdentity(), joined)) {
            reject.rejected();
            return List.of();
        }
        joining = Optional.empty();
        if (joined.rootKey().equals(NO_ROOT_KEY)) {
            return refused(OVER, "the household didn't let this endpoint in: the app that made the code says why");
        }
        List<Effect> effects = new ArrayList<>(keep(StatementSet.empty(joined.rootKey()), now));
        spreading.meet(there, now);
        effects.add(note(
                EventName.PAIRED, "household", HouseholdId.of(joined.rootKey()).toString()));
        return effects;
    }

    private static List<Effect> refused(String pairing, String reason) {
        return List.of(note(EventName.REFUSED, "reason", reason, PAIRING, pairing));
    }

    private static Effect note(EventName name, Object... fields) {
        return new Effect.Note(Event.of(name, fields));
    }
}
