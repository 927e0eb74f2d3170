package io.transom.core.lan;

import io.transom.core.trust.LanSeal;
import io.transom.wire.Base32;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.dns.DnsCodec;
import io.transom.wire.dns.DnsMessage;
import io.transom.wire.dns.DnsMessage.Question;
import io.transom.wire.dns.DnsName;
import io.transom.wire.dns.DnsRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Our service in DNS-SD, and asking for others': when to say what.
 *
 * <pre>
 *   _transom._udp.local.      PTR  NAME._transom._udp.local.
 *   NAME._transom._udp.local. SRV  NAME.local. and the primary socket's port
 *                             TXT  v=1  a=...  b=...      the sealed record (LanSeal), cut in two
 *   NAME.local.               A    our addresses on our links
 * </pre>
 *
 * NAME is 80 random bits, other ones on every network: it tells strangers nothing, and nobody else has it, which is why it
 * isn't probed for first (RFC 6762 section 8.1). Answers to askers that don't speak from port 5353 (section 6.7), and the
 * list of all services (RFC 6763 section 9), are absent on purpose.
 */
final class LanService {
    static final DnsName TYPE = DnsName.of("_transom", "_udp", "local");
    /** RFC 6762 section 10: for what doesn't name a host, and for what does. */
    static final int LIFE_SECONDS = 4500;

    static final int HOST_LIFE_SECONDS = 120;
    /** Section 8.3: at least twice, a second apart. Section 6: nothing more than once a second. */
    static final int ANNOUNCEMENTS = 2;

    static final Duration APART = Duration.ofSeconds(1);
    /** Sections 5.2 and 6: so that not all speak at once when a router comes back. */
    static final Duration SHORTEST_DELAY = Duration.ofMillis(20);

    static final Duration DELAY_SPREAD = Duration.ofMillis(100);
    /** Section 5.2: a second, then at least doubled, up to an hour. */
    static final int QUERY_BACKOFF = 3;

    static final Duration LONGEST_QUERY_PAUSE = Duration.ofHours(1);

    private static final Bytes VERSION = Bytes.utf8("v=1");
    private static final String[] PARTS = {"a=", "b="};
    /** A string of TXT less its key. */
    private static final int PART = DnsRecord.Text.LONGEST_STRING - 2;

    private final Entropy entropy;
    private Optional<Offer> offer = Optional.empty();
    private int announcementsLeft;
    private Moment announceAt = Moment.NEVER;
    private Moment queryAt = Moment.NEVER;
    private Duration queryPause = APART;
    private Optional<Moment> spokenAt = Optional.empty();
    private Optional<Moment> askedAt = Optional.empty();

    private record Offer(DnsName instance, DnsName host, int port, List<IpAddress> own, Bytes sealed) {}

    LanService(Entropy entropy) {
        this.entropy = entropy;
    }

    /** We are on these links from now on, under another name than before; nowhere where {@code own} is empty. */
    void begin(List<IpAddress> own, int port, Bytes sealed, Moment now) {
        if (own.isEmpty()) {
            offer = Optional.empty();
            announceAt = Moment.NEVER;
            queryAt = Moment.NEVER;
            return;
        }
        String name = Base32.encode(entropy.bytes(LanSeal.NAME));
        offer = Optional.of(
                new Offer(DnsName.beneath(name, TYPE), DnsName.of(name, "local"), port, List.copyOf(own), sealed));
        announce(now);
        queryPause = APART;
        queryAt = now.plus(delay());
    }

    /** The record is another one now. */
    void change(Bytes sealed, Moment now) {
        offer = offer.map(at -> new Offer(at.instance(), at.host(), at.port(), at.own(), sealed));
        announce(now);
    }

    private void announce(Moment now) {
        announcementsLeft = ANNOUNCEMENTS;
        announceAt = notTooSoon(spokenAt, now);
    }

    /** Somebody is wanted who isn't known to be here: asked at once, at most once a second. */
    void seek(Moment now) {
        if (offer.isPresent()) {
            queryAt = queryAt.earlier(notTooSoon(askedAt, now));
        }
    }

    /** The sealed records of others in {@code message}; a question about us is answered soon. */
    List<Bytes> hear(DnsMessage message, Moment now) {
        if (offer.isEmpty()) {
            return List.of();
        }
        if (!message.response()) {
            if (isAsked(message)) {
                announceAt = announceAt.earlier(notTooSoon(spokenAt, now.plus(delay())));
            }
            return List.of();
        }
        List<Bytes> found = new ArrayList<>();
        for (DnsRecord record : message.records()) {
            if (record instanceof DnsRecord.Text text && text.name().isDirectlyBeneath(TYPE)) {
                sealedIn(text)
                        .filter(heard -> !heard.equals(offer.get().sealed()))
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    private boolean isAsked(DnsMessage query) {
        Offer ours = offer.orElseThrow();
        boolean known = query.records().stream()
                .anyMatch(record -> record instanceof DnsRecord.Pointer pointer
                        && pointer.target().equals(ours.instance())
                        && pointer.life() >= LIFE_SECONDS / 2);
        return query.questions().stream()
                .anyMatch(question -> question.name().equals(TYPE) && question.asksFor(Question.POINTER) && !known
                        || question.name().equals(ours.instance()));
    }

    /** The messages that are due. */
    List<Bytes> wake(Moment now) {
        List<Bytes> due = new ArrayList<>();
        if (offer.isEmpty()) {
            return due;
        }
        if (announceAt.reached(now)) {
            announcementsLeft = Math.max(0, announcementsLeft - 1);
            spokenAt = Optional.of(now);
            announceAt = announcementsLeft > 0 ? now.plus(APART) : Moment.NEVER;
            due.add(announcement(offer.get(), offer.get().sealed(), LIFE_SECONDS));
        }
        if (queryAt.reached(now)) {
            askedAt = Optional.of(now);
            queryAt = now.plus(queryPause);
            Duration longer = queryPause.multipliedBy(QUERY_BACKOFF);
            queryPause = longer.compareTo(LONGEST_QUERY_PAUSE) < 0 ? longer : LONGEST_QUERY_PAUSE;
            due.add(DnsCodec.encode(DnsMessage.query(new Question(TYPE, Question.POINTER))));
        }
        return due;
    }

    Moment wakeAt() {
        return announceAt.earlier(queryAt);
    }

    /** We leave: life 0 for those who speak DNS-SD only, {@code sealed} for our household. */
    Optional<Bytes> goodbye(Bytes sealed) {
        Optional<Bytes> last = offer.map(at -> announcement(at, sealed, 0));
        offer = Optional.empty();
        announceAt = Moment.NEVER;
        queryAt = Moment.NEVER;
        return last;
    }

    private static Bytes announcement(Offer offer, Bytes sealed, int life) {
        int hostLife = Math.min(life, HOST_LIFE_SECONDS);
        List<DnsRecord> records = new ArrayList<>();
        records.add(new DnsRecord.Pointer(TYPE, life, offer.instance()));
        records.add(new DnsRecord.Service(offer.instance(), hostLife, offer.port(), offer.host()));
        records.add(new DnsRecord.Text(offer.instance(), life, strings(sealed)));
        offer.own().forEach(ip -> records.add(new DnsRecord.Address(offer.host(), hostLife, ip)));
        return DnsCodec.encode(DnsMessage.response(records));
    }

    private static List<Bytes> strings(Bytes sealed) {
        List<Bytes> strings = new ArrayList<>(List.of(VERSION));
        for (int i = 0; i < PARTS.length && i * PART < sealed.length(); i++) {
            Bytes part = sealed.slice(i * PART, Math.min((i + 1) * PART, sealed.length()));
            strings.add(Bytes.join(Bytes.utf8(PARTS[i]), part));
        }
        return strings;
    }

    private static Optional<Bytes> sealedIn(DnsRecord.Text text) {
        List<Bytes> strings = text.strings();
        if (strings.size() < 2
                || strings.size() > 1 + PARTS.length
                || !strings.getFirst().equals(VERSION)) {
            return Optional.empty();
        }
        Bytes sealed = Bytes.EMPTY;
        for (int i = 1; i < strings.size(); i++) {
            Bytes string = strings.get(i);
            Bytes key = Bytes.utf8(PARTS[i - 1]);
            if (string.length() < key.length() || !string.slice(0, key.length()).equals(key)) {
                return Optional.empty();
            }
            sealed = Bytes.join(sealed, string.slice(key.length(), string.length()));
        }
        return sealed.length() <= LanSeal.LONGEST ? Optional.of(sealed) : Optional.empty();
    }

    private static Moment notTooSoon(Optional<Moment> last, Moment wanted) {
        Moment earliest = last.map(at -> at.plus(APART)).orElse(wanted);
        return earliest.isBefore(wanted) ? wanted : earliest;
    }

    private Duration delay() {
        return SHORTEST_DELAY.plusNanos((long) (entropy.fraction() * DELAY_SPREAD.toNanos()));
    }
}
