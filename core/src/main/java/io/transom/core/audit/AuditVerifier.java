package io.transom.core.audit;

import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.trust.SigningKey;
import io.transom.wire.Bytes;
import io.transom.wire.PublicIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a log from its first entry that is there to its last, and says where it was tampered with first. */
public final class AuditVerifier {
    private final PublicIdentity whose;
    private final boolean copied;
    private final List<String> gaps = new ArrayList<>();
    private Optional<AuditHead> last = Optional.empty();
    private Optional<AuditHead> signed = Optional.empty();
    private Optional<String> fault = Optional.empty();

    public AuditVerifier(PublicIdentity whose) {
        this(whose, false);
    }

    private AuditVerifier(PublicIdentity whose, boolean copied) {
        this.whose = whose;
        this.copied = copied;
    }

    /** Of what was read from an intercom now and then: what it had too much of in between isn't there. */
    public static AuditVerifier ofCopy(PublicIdentity whose) {
        return new AuditVerifier(whose, true);
    }

    /** The next entry, in the order of the file. After a fault nothing more is looked at. */
    public void read(AuditEntry entry) {
        if (fault.isEmpty()) {
            noteGap(entry);
            fault = judge(entry).map(what -> "entry " + entry.sequence() + " " + what);
            if (fault.isEmpty()) {
                if (entry.fact().kind() == Kind.SIGNED) {
                    signed = last;
                }
                last = Optional.of(entry.head());
            }
        }
    }

    /** Octets stand where an entry should. */
    public void readDamaged(String where) {
        fault = fault.or(() -> Optional.of(where + " is no entry: what should follow "
                + last.map(at -> "entry " + at.sequence()).orElse("the beginning") + " was changed or damaged"));
    }

    private void noteGap(AuditEntry entry) {
        long expected = last.map(at -> at.sequence() + 1).orElse(entry.sequence());
        if (copied && entry.sequence() > expected) {
            gaps.add(expected + " to " + (entry.sequence() - 1));
            last = Optional.empty();
        }
    }

    /** Numbers of the entries that a copy lacks, each stretch in words. */
    public List<String> gaps() {
        return List.copyOf(gaps);
    }

    private Optional<String> judge(AuditEntry entry) {
        if (last.isPresent()) {
            long expected = last.get().sequence() + 1;
            if (entry.sequence() != expected) {
                return Optional.of("stands where entry " + expected + " should: entries were removed or reordered");
            }
            if (!entry.previous().equals(last.get().hash())) {
                return Optional.of("doesn't follow from entry " + (expected - 1) + ": one of the two was changed");
            }
        }
        if (entry.fact().kind() == Kind.BEGAN || entry.sequence() == 0) {
            return began(entry);
        }
        return entry.fact().kind() == Kind.SIGNED ? signature(entry) : Optional.empty();
    }

    private Optional<String> began(AuditEntry entry) {
        if (entry.fact().kind() != Kind.BEGAN) {
            return Optional.of("is no beginning of a log");
        }
        if (entry.sequence() != 0 || !entry.previous().equals(AuditLog.NO_HASH)) {
            return Optional.of("is a beginning amidst a log");
        }
        return entry.fact().proof().equals(whose.encode())
                ? Optional.empty()
                : Optional.of("begins the log of another endpoint");
    }

    /** Of the first entry that is there only the entry before would tell what was signed: it was rotated away. */
    private Optional<String> signature(AuditEntry entry) {
        if (last.isEmpty()) {
            AuditHead before = new AuditHead(Math.max(0, entry.sequence() - 1), entry.previous());
            return holds(before, entry.fact().proof());
        }
        return holds(last.get(), entry.fact().proof());
    }

    private Optional<String> holds(AuditHead head, Bytes signature) {
        return SigningKey.holds(whose.signing(), head.toSign(whose.id()), signature)
                ? Optional.empty()
                : Optional.of("is not signed by this endpoint");
    }

    /** What is wrong, naming the first broken entry; empty where all holds. */
    public Optional<String> fault() {
        return fault;
    }

    public Optional<AuditHead> last() {
        return last;
    }

    /** The last entry that a good signature vouches for. */
    public Optional<AuditHead> signed() {
        return signed;
    }
}
