package io.transom.core.household;

import io.transom.core.trust.Digests;
import io.transom.core.trust.SigningKey;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.household.HouseholdId;
import io.transom.wire.household.Right;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.household.Statement;
import io.transom.wire.household.Statement.Admit;
import io.transom.wire.household.Statement.Revoke;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that was said of one household's members, each signature verified. Immutable. Merging is a union that keeps, of one
 * issuer about one member, the newest: so it makes no difference in which order, how often and through whom statements
 * arrive. What is void is kept as long as something depends on it; {@link Membership} knows what holds.
 *
 * <p>Each issuer has limits of its own, so that a member who manages and goes mad displaces nobody else's word.
 */
public final class StatementSet {
    /** Keys that the root ever admits: 64 living members, and room for everybody who was taken back. */
    static final int MOST_ROOT_ADMISSIONS = 320;
    /** Each stays for ever: what was taken back must not come alive. Beyond that it is time for a new household. */
    static final int MOST_ROOT_REVOCATIONS = 256;
    /** Guests of one member who manages, and as many taken back. */
    static final int MOST_OF_A_MANAGER = 64;
    /** What differs between two sets is found by parts: by the first four bits of a statement's hash. */
    public static final int PARTS = 16;

    /** Of one part, in octets. */
    public static final int PART_DIGEST = 16;

    private enum Kind {
        ADMITTED,
        /** With MANAGE; apart, so that it stays known that this key could once sign. */
        MANAGING,
        REVOKED
    }

    /** An empty issuer is the root: it sorts first. */
    private record Key(String issuer, Kind kind, EndpointId about) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::issuer).thenComparing(Key::kind).thenComparing(Key::about);

        static Key of(Statement statement) {
            Kind kind = switch (statement) {
                case Admit admit -> admit.may(Right.MANAGE) ? Kind.MANAGING : Kind.ADMITTED;
                case Revoke revoke -> Kind.REVOKED;
            };
            return new Key(statement.issuer().map(EndpointId::text).orElse(""), kind, statement.about());
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** Why a statement was not taken. */
    public enum Refusal {
        OTHER_HOUSEHOLD,
        /** Its issuer isn't one whom the root lets manage, as far as is known here, or was revoked by the root. */
        NO_AUTHORITY,
        /** Only the root key gives the right to manage. */
        TOO_MUCH,
        FORGED
    }

    /** The set with what was added, and what was refused. */
    public record Added(StatementSet set, List<Refusal> refusals) {
        public Added {
            refusals = List.copyOf(refusals);
        }
    }

    private final Bytes rootKey;
    private final HouseholdId household;
    private final TreeMap<Key, SignedStatement> entries;

    private StatementSet(Bytes rootKey, TreeMap<Key, SignedStatement> entries) {
        this.rootKey = rootKey;
        this.household = HouseholdId.of(rootKey);
        this.entries = entries;
    }

    /** @param rootKey the Ed25519 public key that decides, 32 octets */
    public static StatementSet empty(Bytes rootKey) {
        return new StatementSet(rootKey, new TreeMap<>());
    }

    public Bytes rootKey() {
        return rootKey;
    }

    public HouseholdId household() {
        return household;
    }

    // ---- adding and merging ----

    /** Verifies what is new; the root's statements count first, whatever their order. */
    public Added add(List<SignedStatement> heard) {
        List<SignedStatement> rootFirst = new ArrayList<>(heard);
        rootFirst.sort(
                Comparator.comparing(signed -> signed.statement().issuer().isPresent()));
        TreeMap<Key, SignedStatement> merged = new TreeMap<>(entries);
        List<Refusal> refusals = new ArrayList<>();
        for (SignedStatement signed : rootFirst) {
            SignedStatement known = merged.get(Key.of(signed.statement()));
            if (known == null || known.compareTo(signed) < 0) {
                Optional<Refusal> refusal = judge(signed, merged);
                refusal.ifPresent(refusals::add);
                if (refusal.isEmpty()) {
                    merged.put(Key.of(signed.statement()), signed);
                }
            }
        }
        return new Added(new StatementSet(rootKey, bounded(merged)), refusals);
    }

    /** Both together; throws for another household's. */
    public StatementSet merge(StatementSet other) {
        if (!other.rootKey.equals(rootKey)) {
            throw new IllegalArgumentException("two households can't become one");
        }
        TreeMap<Key, SignedStatement> merged = new TreeMap<>(entries);
        other.entries.forEach((key, signed) ->
                merged.merge(key, signed, (one, another) -> one.compareTo(another) < 0 ? another : one));
        return new StatementSet(rootKey, bounded(merged));
    }

    private Optional<Refusal> judge(SignedStatement signed, TreeMap<Key, SignedStatement> merged) {
        Statement statement = signed.statement();
        if (!statement.household().equals(household)) {
            return Optional.of(Refusal.OTHER_HOUSEHOLD);
        }
        Optional<Bytes> key =
                statement.issuer().map(issuer -> managersKey(issuer, merged)).orElse(Optional.of(rootKey));
        if (key.isEmpty()) {
            return Optional.of(Refusal.NO_AUTHORITY);
        }
        boolean byMember = statement.issuer().isPresent();
        if (byMember && statement instanceof Admit admit && admit.may(Right.MANAGE)) {
            return Optional.of(Refusal.TOO_MUCH);
        }
        return SigningKey.holds(key.get(), SignedStatement.signedOctets(statement), signed.signature())
                ? Optional.empty()
                : Optional.of(Refusal.FORGED);
    }

    /** Who was revoked by the root once has no word any more, also not after being admitted anew. */
    private static Optional<Bytes> managersKey(EndpointId issuer, TreeMap<Key, SignedStatement> from) {
        if (from.containsKey(new Key("", Kind.REVOKED, issuer))) {
            return Optional.empty();
        }
        return Optional.ofNullable(from.get(new Key("", Kind.MANAGING, issuer)))
                .map(signed -> ((Admit) signed.statement()).identity().signing());
    }

    /** Without what nobody with authority says, and the newest of each issuer. */
    private static TreeMap<Key, SignedStatement> bounded(TreeMap<Key, SignedStatement> merged) {
        TreeSet<String> issuers = new TreeSet<>();
        merged.keySet().forEach(key -> issuers.add(key.issuer()));
        for (String issuer : issuers) {
            if (issuer.isEmpty()) {
                keepNewest(merged, issuer, false, MOST_ROOT_ADMISSIONS);
                keepNewest(merged, issuer, true, MOST_ROOT_REVOCATIONS);
            } else if (managersKey(new EndpointId(issuer), merged).isEmpty()) {
                merged.keySet().removeIf(key -> key.issuer().equals(issuer));
            } else {
                keepNewest(merged, issuer, false, MOST_OF_A_MANAGER);
                keepNewest(merged, issuer, true, MOST_OF_A_MANAGER);
            }
        }
        return merged;
    }

    private static void keepNewest(TreeMap<Key, SignedStatement> merged, String issuer, boolean revocations, int most) {
        List<Map.Entry<Key, SignedStatement>> some = merged.entrySet().stream()
                .filter(entry -> entry.getKey().issuer().equals(issuer)
                        && (entry.getKey().kind() == Kind.REVOKED) == revocations)
                .toList();
        if (some.size() > most) {
            List<Key> oldest = some.stream()
                    .sorted(Map.Entry.comparingByValue())
                    .limit(some.size() - (long) most)
                    .map(Map.Entry::getKey)
                    .toList();
            oldest.forEach(merged::remove);
        }
    }

    // ---- what is in it ----

    /** All, the root's first: in this order they can be added to an empty set, one by one. */
    public List<SignedStatement> all() {
        return List.copyOf(entries.values());
    }

    /** The newest admission by {@code issuer} (empty: the root), revoked or not. */
    Optional<Admit> admission(Optional<EndpointId> issuer, EndpointId about) {
        String by = issuer.map(EndpointId::text).orElse("");
        Optional<SignedStatement> plain = Optional.ofNullable(entries.get(new Key(by, Kind.ADMITTED, about)));
        Optional<SignedStatement> managing = Optional.ofNullable(entries.get(new Key(by, Kind.MANAGING, about)));
        return plain.filter(one ->
                        managing.filter(other -> other.compareTo(one) > 0).isEmpty())
                .or(() -> managing)
                .map(signed -> (Admit) signed.statement());
    }

    /** Up to which serial {@code issuer} has taken back what it said of that member; -1 where it hasn't. */
    long revokedUpTo(Optional<EndpointId> issuer, EndpointId about) {
        SignedStatement signed =
                entries.get(new Key(issuer.map(EndpointId::text).orElse(""), Kind.REVOKED, about));
        return signed == null ? -1 : signed.statement().serial();
    }

    /** Everybody who was ever admitted, in a fixed order. */
    List<EndpointId> everybody() {
        return entries.keySet().stream()
                .filter(key -> key.kind() != Kind.REVOKED)
                .map(Key::about)
                .distinct()
                .sorted()
                .toList();
    }

    /** The members who have admitted that one. */
    List<EndpointId> managersWhoAdmitted(EndpointId about) {
        return entries.keySet().stream()
                .filter(key -> !key.issuer().isEmpty() && key.kind() == Kind.ADMITTED)
                .filter(key -> key.about().equals(about))
                .map(key -> new EndpointId(key.issuer()))
                .toList();
    }

    /** The highest serial that the root has signed: its time can't be before that. 0 for an empty set. */
    public long newestOfRoot() {
        long newest = 0;
        for (Map.Entry<Key, SignedStatement> entry : entries.entrySet()) {
            long serial = entry.getValue().statement().serial();
            if (entry.getKey().issuer().isEmpty() && serial < Statement.LAST_SERIAL && serial > newest) {
                newest = serial;
            }
        }
        return newest;
    }

    /** Whether the time of anybody who was ever admitted runs out after {@code from} and by {@code to}. */
    boolean runsOut(long from, long to) {
        return entries.values().stream()
                .map(SignedStatement::statement)
                .anyMatch(said -> said instanceof Admit admit && admit.expiry() > from && admit.expiry() <= to);
    }

    int revocationsBy(Optional<EndpointId> issuer) {
        String by = issuer.map(EndpointId::text).orElse("");
        return (int) entries.keySet().stream()
                .filter(key -> key.issuer().equals(by) && key.kind() == Kind.REVOKED)
                .count();
    }

    int admissionsBy(Optional<EndpointId> issuer) {
        String by = issuer.map(EndpointId::text).orElse("");
        return (int) entries.keySet().stream()
                .filter(key -> key.issuer().equals(by) && key.kind() != Kind.REVOKED)
                .count();
    }

    // ---- comparing ----

    /** A digest of each part, {@link #PART_DIGEST} octets each: where two sets have the same, that part is the same. */
    public List<Bytes> digests() {
        List<List<Bytes>> parts = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            parts.add(new ArrayList<>());
        }
        entries.values().forEach(signed -> {
            Bytes hash = Digests.sha256(signed.encode());
            parts.get(hash.at(0) >>> 4).add(hash);
        });
        return parts.stream()
                .map(hashes -> Digests.sha256(hashes.stream().sorted().toArray(Bytes[]::new))
                        .slice(0, PART_DIGEST))
                .toList();
    }

    /** What another set, with these digests, may lack: all of the parts that differ, the root's first. */
    public List<SignedStatement> lackedBy(List<Bytes> theirs) {
        List<Bytes> ours = digests();
        return entries.values().stream()
                .filter(signed -> {
                    int part = Digests.sha256(signed.encode()).at(0) >>> 4;
                    return !ours.get(part).equals(theirs.get(part));
                })
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StatementSet that && rootKey.equals(that.rootKey) && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return "StatementSet[" + household + ", " + entries.size() + " statements]";
    }
}
