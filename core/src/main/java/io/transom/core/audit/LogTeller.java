package io.transom.core.audit;

import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.signal.PeerSignal.LogPart;
import io.transom.wire.signal.PeerSignal.LogWanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tells how a log goes on: what of it is in memory, some entries at a time. Who may hear it, the caller knows. */
public final class LogTeller {
    /** Answers to one question: as many envelopes as a small machine seals in 20 ms. */
    static final int MOST_PARTS = 4;
    /** To everybody together: half of what a manager carries for an endpoint, so that a ring finds room. */
    public static final int MOST_PARTS_A_SECOND = 16;
    /** The same in a home without a manager, where neighbours hear less of each other. */
    public static final int MOST_PARTS_A_SECOND_AT_HOME = 4;

    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private final AuditLog log;
    private int told;
    private Moment anew = Moment.ZERO;

    public LogTeller(AuditLog log) {
        this.log = log;
    }

    /**
     * Empty where more was asked in this second than is told: ask again.
     *
     * @param mostASecond parts, to everybody together
     */
    public List<LogPart> answer(LogWanted wanted, int mostASecond, Moment now) {
        if (anew.reached(now)) {
            anew = now.plus(A_SECOND);
            told = 0;
        }
        int most = Math.min(MOST_PARTS, mostASecond - told);
        if (most <= 0) {
            return List.of();
        }
        List<LogPart> parts = parts(wanted, most);
        told += parts.size();
        return parts;
    }

    private List<LogPart> parts(LogWanted wanted, int most) {
        List<AuditEntry> recent = log.recent();
        long oldest = recent.isEmpty() ? 0 : recent.getFirst().sequence();
        long length = recent.isEmpty() ? 0 : recent.getLast().sequence() + 1;
        List<List<Bytes>> batches = batches(recent, wanted.from(), most);
        List<LogPart> parts = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            parts.add(new LogPart(wanted.call(), length, oldest, batches.size() - 1 - i, batches.get(i)));
        }
        return parts;
    }

    /** At least one, which is empty where there is nothing to tell. */
    private static List<List<Bytes>> batches(List<AuditEntry> recent, long from, int most) {
        List<List<Bytes>> batches = new ArrayList<>();
        List<Bytes> batch = new ArrayList<>();
        int octets = 0;
        for (AuditEntry entry : recent) {
            if (entry.sequence() < from) {
                continue;
            }
            Bytes encoding = entry.encode();
            int more = encoding.length() + 2;
            if (octets + more > LogPart.MOST_OCTETS || batch.size() == LogPart.MOST_ENTRIES) {
                batches.add(batch);
                batch = new ArrayList<>();
                octets = 0;
                if (batches.size() == most) {
                    return batches;
                }
            }
            batch.add(encoding);
            octets += more;
        }
        batches.add(batch);
        return batches;
    }
}
