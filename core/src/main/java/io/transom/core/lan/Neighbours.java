package io.transom.core.lan;

import io.transom.core.path.Bucket;
import io.transom.core.trust.LanSeal;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.LanRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The members that are in this home now: at most one record for each, and nothing of anybody else's. */
final class Neighbours {
    /** As long as DNS-SD lets it hold ({@link LanService#LIFE_SECONDS}); whoever leaves says so, signed. */
    static final Duration LIFE = Duration.ofSeconds(LanService.LIFE_SECONDS);
    /** A home's one or two links; a record that names more of them is a flood. */
    static final int MOST_USED = 4;
    /** Below live the services (RFC 6335 section 6) that a reflected packet would be meant for. */
    static final int FIRST_UNPRIVILEGED_PORT = 1024;
    /** A call's signals and their repeats are a dozen in its first seconds. */
    private static final int SENT_AT_ONCE = 24;

    private static final Duration SEND_REFILL = Duration.ofMillis(100);

    /** {@code addresses}: those of the record that are on our own links. */
    record Neighbour(
            Member member, LanRecord record, Bytes sealed, List<UdpAddress> addresses, Moment until, Bucket sends) {}

    private final Members members;
    private final Map<EndpointId, Neighbour> known = new TreeMap<>();

    Neighbours(Members members) {
        this.members = members;
    }

    /** Whether this very record is known: the cheap question. */
    boolean refresh(Bytes sealed, Moment now) {
        for (Map.Entry<EndpointId, Neighbour> slot : known.entrySet()) {
            Neighbour at = slot.getValue();
            if (at.sealed().equals(sealed)) {
                slot.setValue(
                        new Neighbour(at.member(), at.record(), sealed, at.addresses(), now.plus(LIFE), at.sends()));
                return true;
            }
        }
        return false;
    }

    /** What became of a record. */
    sealed interface Verdict {
        /** Nobody's whom we know, not signed, older than what is known, or naming nothing on our links. */
        record Rejected() implements Verdict {}

        /** A member is here, or elsewhere here than before. */
        record Here(Member member) implements Verdict {}

        record Gone() implements Verdict {}
    }

    Verdict hear(Bytes sealed, List<Subnet> links, List<UdpAddress> own, Moment now) {
        Optional<Member> whose = members.all().stream()
                .filter(member -> LanSeal.isOf(member.identity(), sealed))
                .findFirst();
        if (whose.isEmpty()) {
            return new Verdict.Rejected();
        }
        Optional<LanRecord> record = LanSeal.open(whose.get().identity(), sealed);
        Optional<Neighbour> before = Optional.ofNullable(known.get(whose.get().id()));
        // What is long past its life is no standard: a card put back from a copy counts its boots from there.
        boolean newer = record.isPresent()
                && before.filter(at -> !at.until().reached(now))
                        .map(at -> record.get().isNewerThan(at.record()))
                        .orElse(true);
        if (!newer) {
            return new Verdict.Rejected();
        }
        List<UdpAddress> usable = record.get().addresses().stream()
                .filter(address -> address.port() >= FIRST_UNPRIVILEGED_PORT && !own.contains(address))
                .filter(address -> links.stream().anyMatch(link -> link.isNeighbour(address.ip())))
                .limit(MOST_USED)
                .toList();
        if (usable.isEmpty() && !record.get().addresses().isEmpty()) {
            return new Verdict.Rejected();
        }
        Bucket sends = before.map(Neighbour::sends).orElseGet(() -> new Bucket(SENT_AT_ONCE, SEND_REFILL));
        known.put(whose.get().id(), new Neighbour(whose.get(), record.get(), sealed, usable, now.plus(LIFE), sends));
        return usable.isEmpty() ? new Verdict.Gone() : new Verdict.Here(whose.get());
    }

    /** Whoever is here, and is a member still. */
    Optional<Neighbour> find(EndpointId id, Moment now) {
        return Optional.ofNullable(known.get(id)).filter(at -> isPresent(at, now));
    }

    List<Neighbour> all(Moment now) {
        List<Neighbour> present = new ArrayList<>(known.values());
        present.removeIf(at -> !isPresent(at, now));
        return present;
    }

    private boolean isPresent(Neighbour at, Moment now) {
        return !at.addresses().isEmpty()
                && !at.until().reached(now)
                && members.byId(at.member().id()).isPresent();
    }

    /** We are on another link: nobody is here yet. */
    void clear() {
        known.clear();
    }

    int size() {
        return known.size();
    }
}
