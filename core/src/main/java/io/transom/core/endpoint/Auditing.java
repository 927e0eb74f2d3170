package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditFact;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.audit.AuditHead;
import io.transom.core.audit.AuditLog;
import io.transom.core.household.StatementSet;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.household.HouseholdId;
import io.transom.wire.household.Right;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.household.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The log of what this endpoint lets happen. */
public final class Auditing {
    /** One who pairs hears of a whole household at once; what is beyond is told as a number. */
    static final int MOST_MEMBERS_AT_ONCE = 32;

    /**
     * What was written down before this start.
     *
     * @param recent the newest entries of our own log, oldest first, {@link AuditLog#MOST_RECENT} at most
     * @param others how far we have read the logs of intercoms
     */
    public record Known(List<AuditEntry> recent, Map<EndpointId, AuditHead> others) {
        public static final Known NOTHING = new Known(List.of(), Map.of());

        public Known {
            recent = List.copyOf(recent);
            others = Map.copyOf(others);
        }
    }

    private final AuditLog log;
    private Optional<StatementSet> household;

    Auditing(Station.Settings settings) {
        this.household = settings.household();
        this.log = new AuditLog(
                settings.self(),
                settings.bootNumber(),
                settings.audit().recent(),
                household.map(set -> set.household().toString()).orElse(""));
    }

    /** What this start was told about microphone and door, in words. */
    public void startedWith(String words) {
        log.startedWith(words);
    }

    /** To be carried out before what it tells of. */
    public List<Effect> tell(AuditFact fact, Moment now) {
        return log.tell(fact, now);
    }

    AuditLog log() {
        return log;
    }

    /** As far as our log goes; empty while nothing was written. */
    public Optional<AuditHead> head() {
        return log.head();
    }

    /** Signs what isn't signed yet. */
    public List<Effect> sign(Moment now) {
        return log.sign(now);
    }

    List<Effect> wake(Moment now) {
        return log.wake(now);
    }

    Moment wakeAt() {
        return log.wakeAt();
    }

    void on(Input.OfHousehold input, Moment now) {
        if (input instanceof Input.ClockRead read) {
            log.onClock(read, now);
        }
    }

    /** These, and before each change of the household what has changed. */
    List<Effect> withMembers(List<Effect> effects, Moment now) {
        List<Effect> told = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.KeepHousehold keep) {
                told.addAll(changes(keep.statements(), now));
            }
            told.add(effect);
        }
        return told;
    }

    private List<Effect> changes(StatementSet changed, Moment now) {
        List<Effect> told = new ArrayList<>();
        if (household.isEmpty()) {
            told.addAll(tell(AuditFact.of(Kind.PAIRED, "household " + HouseholdId.of(changed.rootKey())), now));
        }
        List<SignedStatement> before = household.map(StatementSet::all).orElse(List.of());
        List<SignedStatement> news = changed.all().stream()
                .filter(statement -> !before.contains(statement))
                .toList();
        household = Optional.of(changed);
        for (SignedStatement one : news.subList(0, Math.min(news.size(), MOST_MEMBERS_AT_ONCE))) {
            told.addAll(tell(fact(one.statement()), now));
        }
        if (news.size() > MOST_MEMBERS_AT_ONCE) {
            String more = news.size() - MOST_MEMBERS_AT_ONCE + " more statements at once";
            told.addAll(tell(AuditFact.of(Kind.MEMBER_ADMITTED, more), now));
        }
        return told;
    }

    private static AuditFact fact(Statement statement) {
        String by = statement.issuer().map(issuer -> "signed by " + issuer).orElse("signed by the household's key");
        return switch (statement) {
            case Statement.Admit admit -> {
                String rights = admit.rights().stream().map(Right::words).collect(Collectors.joining(", "));
                yield new AuditFact(
                        Kind.MEMBER_ADMITTED,
                        Optional.empty(),
                        Optional.of(admit.about()),
                        admit.name(),
                        by,
                        rights.isEmpty() ? "no rights" : "may " + rights,
                        Bytes.EMPTY);
            }
            case Statement.Revoke revoke ->
                new AuditFact(
                        Kind.MEMBER_REVOKED, Optional.empty(), Optional.of(revoke.about()), "", by, "", Bytes.EMPTY);
        };
    }
}
