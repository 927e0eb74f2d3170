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
    /** Whoever tells us of entries without end is heard this fast. */
    static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);

    /**
     * What an answer has brought.
     *
     * @param entries that follow what was read before, in order
     * @param fault why this isn't the log that was told before, for people
     * @param complete nothing more is to be asked for now
     */
    public record Read(List<AuditEntry> entries, Optional<String> fault, boolean complete) {
        static final Read NOTHING = new Read(List.of(), Optional.empty(), false);

        public Read {
            entries = List.copyOf(entries);
        }
    }

    private Optional<AuditHead> head;
    private Optional<CallId> question = Optional.empty();
    private Moment askAt;
    private int tries;
    private long readNow;

    /** @param head how far it was read before; empty where it never was */
    public LogReading(Optional<AuditHead> head, Moment now) {
        this.head = head;
        this.askAt = now;
    }

    /** The question is due at once, whatever was asked and answered lately. */
    public void askNow(Moment now) {
        if (question.isEmpty()) {
            askAt = now;
            readNow = 0;
        }
    }

    public Moment wakeAt() {
        return askAt;
    }

    /** The question that is due, if one is; a lost one is asked again, and after some tries only much later. */
    public Optional<LogWanted> ask(CallId fresh, Moment now) {
        if (!askAt.reached(now)) {
            return Optional.empty();
        }
        if (tries == MOST_TRIES) {
            rest(now);
            return Optional.empty();
        }
        question = Optional.of(fresh);
        askAt = now.plus(FIRST_PATIENCE.multipliedBy(1L << tries));
        tries++;
        return Optional.of(new LogWanted(fresh, head.map(AuditHead::sequence).orElse(0L)));
    }

    public Read onPart(LogPart part, Moment now) {
        if (!question.equals(Optional.of(part.call()))) {
            return Read.NOTHING;
        }
        tries = 0;
        List<AuditEntry> taken = new ArrayList<>();
        Optional<String> fault = take(part, taken);
        readNow += taken.size();
        boolean complete = fault.isPresent() || next() >= part.length() || readNow >= AuditLog.MOST_RECENT;
        if (complete) {
            rest(now);
        } else if (part.following() == 0) {
            question = Optional.empty();
            askAt = now.plus(BETWEEN_QUESTIONS);
        } else {
            askAt = now.plus(FIRST_PATIENCE);
        }
        return new Read(taken, fault, complete);
    }

    private void rest(Moment now) {
        question = Optional.empty();
        tries = 0;
        readNow = 0;
        askAt = now.plus(AGAIN);
    }

    private long next() {
        return head.map(at -> at.sequence() + 1).orElse(0L);
    }

    private Optional<String> take(LogPart part, List<AuditEntry> taken) {
        if (part.length() < next()) {
            return Optional.of("it has " + part.length() + " entries now, and has told of " + next());
        }
        for (Bytes octets : part.entries()) {
            Optional<AuditEntry> entry = AuditEntry.decode(octets);
            if (entry.isEmpty()) {
                return Optional.of("what it tells behind entry " + (next() - 1) + " is no entry");
            }
            if (entry.get().sequence() > next() && entry.get().sequence() != part.oldest()) {
                // What stands between was lost on its way, and is asked for again.
                return Optional.empty();
            }
            Optional<String> fault = judge(entry.get(), part);
            if (fault.isPresent()) {
                return fault;
            }
            if (entry.get().sequence() >= next()) {
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
