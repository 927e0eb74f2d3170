package io.transom.core.audit;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.signal.PeerSignal.LogPart;
import io.transom.wire.signal.PeerSignal.LogWanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far another's log was read, and the question that is open. Each question begins with the last entry that was read:
 * where the log doesn't hold exactly that one any more, somebody has cut or altered it.
 */
public final class LogReading {
    /** What was told can't be taken back from then on; more often costs an idle app more than it is worth. */
    static final Duration AGAIN = Duration.ofMinutes(10);

    static final Duration FIRST_PATIENCE = Duration.ofSeconds(1);
    static final int MOST_TRIES = 5;
    static final int MOST_VAIN = 3;
    static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);
    /** Beyond a whole log: more than a house full of people makes, and little enough that a copy lasts. */
    static final int MOST_A_DAY = 2_880;

    private static final Duration FOR_ONE = Duration.ofDays(1).dividedBy(MOST_A_DAY);

    /**
     * What an answer has brought.
     *
     * @param entries that follow what was read before, in order
     * @param fault why this isn't the log that was told before, for people; the reading begins anew then
     * @param complete nothing more is to be asked for now
     * @param length how many entries the log has, as it says
     */
    public record Read(List<AuditEntry> entries, Optional<String> fault, boolean complete, long length) {
        static final Read NOTHING = new Read(List.of(), Optional.empty(), false, 0);

        public Read {
            entries = List.copyOf(entries);
        }
    }

    private Optional<AuditHead> head;
    private Optional<CallId> question = Optional.empty();
    private Moment askAt;
    private int tries;
    /** Whether this question, or the ones before it, had an answer. */
    private boolean answered;
    /** How often it was asked until it was pointless, and answered without telling what comes next. */
    private int vain;

    private long longest;
    private long oldest;
    /** Entries that may be heard, and since when that is so many. */
    private long allowance = AuditLog.MOST_RECENT;

    private Moment allowedSince;

    /** @param head how far it was read before; empty where it never was */
    public LogReading(Optional<AuditHead> head, Moment now) {
        this.head = head;
        this.askAt = now;
        this.allowedSince = now;
    }

    /** The question is due at once, whatever was asked lately. */
    public void askNow(Moment now) {
        question = Optional.empty();
        tries = 0;
        askAt = now;
    }

    public Moment wakeAt() {
        return askAt;
    }

    /**
     * The question that is due, if one is; a lost one is asked again, and after some tries only much later.
     *
     * @param fresh what it is known by
     */
    public Optional<LogWanted> ask(CallId fresh, Moment now) {
        allow(now);
        if (!askAt.reached(now)) {
            return Optional.empty();
        }
        if (tries == MOST_TRIES || allowance <= 0) {
            vain += answered && tries == MOST_TRIES ? 1 : 0;
            rest(now);
            return Optional.empty();
        }
        question = Optional.of(fresh);
        askAt = now.plus(FIRST_PATIENCE.multipliedBy(1L << tries));
        tries++;
        return Optional.of(new LogWanted(fresh, head.map(AuditHead::sequence).orElse(0L)));
    }

    private void allow(Moment now) {
        long more = now.since(allowedSince).dividedBy(FOR_ONE);
        allowedSince = allowedSince.plus(FOR_ONE.multipliedBy(more));
        allowance = Math.min(AuditLog.MOST_RECENT, allowance + more);
    }

    public Read onPart(LogPart part, Moment now) {
        if (!question.equals(Optional.of(part.call()))) {
            return Read.NOTHING;
        }
        List<AuditEntry> taken = new ArrayList<>();
        Optional<String> fault = take(part, taken).or(() -> keepsSilent(part, taken));
        allowance -= taken.size();
        answered = true;
        if (!taken.isEmpty()) {
            tries = 0;
            vain = 0;
        }
        boolean complete = fault.isPresent() || next() >= part.length() || allowance <= 0;
        if (complete) {
            rest(now);
        } else if (part.following() == 0) {
            question = Optional.empty();
            // One that brought nothing is asked again as a lost one is: slower and slower.
            askAt = tries == 0 ? now.plus(BETWEEN_QUESTIONS) : askAt;
        } else {
            askAt = now.plus(FIRST_PATIENCE);
        }
        if (fault.isPresent()) {
            head = Optional.empty();
            longest = 0;
            oldest = 0;
            vain = 0;
        }
        return new Read(taken, fault, complete, part.length());
    }

    private void rest(Moment now) {
        question = Optional.empty();
        tries = 0;
        answered = false;
        askAt = now.plus(AGAIN);
    }

    private long next() {
        return head.map(at -> at.sequence() + 1).orElse(0L);
    }

    /** It answers again and again, for half an hour, and never with the entry that comes next: that is no loss any more. */
    private Optional<String> keepsSilent(LogPart part, List<AuditEntry> taken) {
        boolean inVain = vain == MOST_VAIN && part.following() == 0 && taken.isEmpty() && next() < part.length();
        return inVain ? Optional.of("it doesn't tell entry " + next()) : Optional.empty();
    }

    private Optional<String> take(LogPart part, List<AuditEntry> taken) {
        if (part.length() < Math.max(next(), longest) || part.oldest() < oldest) {
            return Optional.of(
                    "it has " + part.length() + " entries now, and has told of " + Math.max(next(), longest));
        }
        longest = part.length();
        oldest = part.oldest();
        Optional<Long> before = Optional.empty();
        for (Bytes octets : part.entries()) {
            Optional<AuditEntry> entry = AuditEntry.decode(octets);
            if (entry.isEmpty()) {
                return Optional.of("what it tells behind entry " + (next() - 1) + " is no entry");
            }
            long sequence = entry.get().sequence();
            if (before.filter(at -> at + 1 != sequence).isPresent()) {
                return Optional.of("entry " + (before.get() + 1) + " is gone");
            }
            before = Optional.of(sequence);
            if (sequence > next() && sequence != part.oldest()) {
                // What stands between was lost on its way, and is asked for again.
                return Optional.empty();
            }
            Optional<String> fault = judge(entry.get(), part);
            if (fault.isPresent()) {
                return fault;
            }
            if (sequence >= next()) {
                head = Optional.of(entry.get().head());
                taken.add(entry.get());
            }
        }
        return Optional.empty();
    }

    private Optional<String> judge(AuditEntry entry, LogPart part) {
        long sequence = entry.sequence();
        if (sequence > next()) {
            // An intercom keeps so many in memory: only what came before them can't be told any more.
            return part.length() - part.oldest() >= AuditLog.MOST_RECENT
                    ? Optional.empty()
                    : Optional.of("entries " + next() + " to " + (sequence - 1) + " are gone");
        }
        if (head.isPresent() && sequence == head.get().sequence()) {
            return entry.head().equals(head.get())
                    ? Optional.empty()
                    : Optional.of("entry " + sequence + " is another one than it has told before");
        }
        if (head.isPresent() && sequence == next()) {
            return entry.previous().equals(head.get().hash())
                    ? Optional.empty()
                    : Optional.of("entry " + sequence + " doesn't follow from the one that it has told before");
        }
        return Optional.empty();
    }
}
