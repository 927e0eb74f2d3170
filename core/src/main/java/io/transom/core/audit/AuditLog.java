package io.transom.core.audit;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.trust.Identity;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The end of one endpoint's chain, to which entries are added. */
public final class AuditLog {
    /** Weeks of an intercom's life, in less than 400 KB: as far back as it can be told to who manages the household. */
    public static final int MOST_RECENT = 1_000;
    /** What follows the last signature can be forged by whoever can write the file, until the next: not much, not long. */
    static final int MOST_UNSIGNED = 32;
    /** A call's entries are signed together, when there is time. */
    static final Duration SIGNED_AFTER = Duration.ofSeconds(10);
    /** More than one clumsy person makes; somebody who tries all day fills no disk with it. */
    static final int MOST_REFUSALS = 6;

    static final int MOST_REFUSALS_A_DAY = 200;
    /** One who pairs hears of a whole household within a minute; whoever manages it can sign without end. */
    static final int MOST_CHANGES = 40;

    static final int MOST_CHANGES_A_DAY = 200;

    private final Identity self;
    private final long boot;
    private final String household;
    private String settings = "";
    private Optional<AuditHead> head;
    private final Deque<AuditEntry> recent;
    private boolean started;
    private int unsigned;
    private Moment signAt = Moment.NEVER;
    private final Share refusals = new Share(MOST_REFUSALS, MOST_REFUSALS_A_DAY);
    private final Share changes = new Share(MOST_CHANGES, MOST_CHANGES_A_DAY);
    private Optional<Input.ClockRead> clock = Optional.empty();
    private Moment clockReadAt = Moment.ZERO;

    /**
     * @param before the newest of what was written before, oldest first; empty where nothing was
     * @param household its id; empty where this endpoint is of none yet
     */
    public AuditLog(Identity self, long boot, List<AuditEntry> before, String household) {
        this.self = self;
        this.boot = boot;
        this.head = before.isEmpty()
                ? Optional.empty()
                : Optional.of(before.getLast().head());
        this.recent = new ArrayDeque<>(before);
        this.household = household;
    }

    /** What this start was told about microphone and door, in words. */
    public void startedWith(String words) {
        settings = words;
    }

    /** As far as it goes; empty while nothing was ever written. */
    public Optional<AuditHead> head() {
        return head;
    }

    /** The newest entries, oldest first, {@link #MOST_RECENT} at most. */
    List<AuditEntry> recent() {
        return List.copyOf(recent);
    }

    /** A clock that was set once stays right; what it says before that is written down and not believed. */
    public void onClock(Input.ClockRead read, Moment now) {
        boolean wasSet = clock.filter(Input.ClockRead::synchronised).isPresent();
        if (read.synchronised() || !wasSet) {
            clock = Optional.of(read);
            clockReadAt = now;
        }
    }

    /** To be carried out before what it tells of. */
    public List<Effect> tell(AuditFact fact, Moment now) {
        if (fact.isRefusal() && !refusals.take(now) || fact.isOfMembers() && !changes.take(now)) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        if (!started) {
            started = true;
            if (head.isEmpty()) {
                effects.add(write(began(), now));
            }
            effects.add(write(AuditFact.of(Kind.STARTED, settings), now));
        }
        effects.addAll(tellOmitted(now));
        effects.add(write(fact, now));
        if (unsigned >= MOST_UNSIGNED) {
            effects.addAll(sign(now));
        }
        return effects;
    }

    public List<Effect> wake(Moment now) {
        return signAt.reached(now) ? sign(now) : List.of();
    }

    public Moment wakeAt() {
        return signAt;
    }

    /** Signs what isn't signed yet. */
    public List<Effect> sign(Moment now) {
        if (unsigned == 0 || head.isEmpty()) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        effects.addAll(tellOmitted(now));
        Bytes signature = self.sign(head.get().toSign(self.id()));
        effects.add(write(new AuditFact(Kind.SIGNED, Optional.empty(), Optional.empty(), "", "", "", signature), now));
        unsigned = 0;
        signAt = Moment.NEVER;
        return effects;
    }

    private Effect write(AuditFact fact, Moment now) {
        AuditEntry entry = new AuditEntry(
                head.map(at -> at.sequence() + 1).orElse(0L),
                head.map(AuditHead::hash).orElse(NO_HASH),
                boot,
                now,
                clock.map(read -> Math.max(
                                0, read.seconds() + now.since(clockReadAt).toSeconds()))
                        .orElse(0L),
                clock.filter(Input.ClockRead::synchronised).isPresent(),
                fact);
        head = Optional.of(entry.head());
        recent.addLast(entry);
        if (recent.size() > MOST_RECENT) {
            recent.removeFirst();
        }
        if (unsigned++ == 0) {
            signAt = now.plus(SIGNED_AFTER);
        }
        return new Effect.KeepAudit(entry);
    }

    static final Bytes NO_HASH = Bytes.owning(new byte[AuditHead.HASH_LENGTH]);

    private AuditFact began() {
        return new AuditFact(
                Kind.BEGAN,
                Optional.empty(),
                Optional.of(self.id()),
                "",
                "",
                household,
                self.publicIdentity().encode());
    }

    private List<Effect> tellOmitted(Moment now) {
        List<Effect> effects = new ArrayList<>();
        tellOmitted(refusals, " more refusals, which came too fast", now).ifPresent(effects::add);
        tellOmitted(changes, " more changes of members, which came too fast", now)
                .ifPresent(effects::add);
        return effects;
    }

    private Optional<Effect> tellOmitted(Share of, String words, Moment now) {
        long omitted = of.omitted();
        return omitted == 0 ? Optional.empty() : Optional.of(write(AuditFact.of(Kind.OMITTED, omitted + words), now));
    }
}
