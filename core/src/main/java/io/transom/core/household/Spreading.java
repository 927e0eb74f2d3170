package io.transom.core.household;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Holding;
import io.transom.wire.signal.PeerSignal.Statements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When to tell whom which statements we hold, and which ones to send: two that meet and differ are equal soon, so what one
 * member knows, everybody knows whom anybody meets. Nothing is sent between two that are known to be equal.
 */
final class Spreading {
    /** As many as the manager tells of. */
    static final int MOST_CONTACTS = 64;
    /** A lost digest is told again, less and less often: there are peers that aren't paired and never answer. */
    static final Duration FIRST_PAUSE = Duration.ofSeconds(3);

    static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    /** A digest heard is answered by ours no more often; a replayed one costs that much. */
    static final Duration ANSWER_AGAIN = Duration.ofSeconds(2);
    /** Messages of statements at once: 16 of the largest, or 100 revocations; others follow the next digest. */
    static final int MOST_AT_ONCE = 16;
    /** Messages of statements heard of one peer, at once and each second: a signature costs a small machine 2 ms. */
    static final int MOST_HEARD = 32;

    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private static final class Contact {
        private Peer peer;
        private boolean equal;
        private Moment tell;
        private Duration pause = FIRST_PAUSE;
        private Moment answer = Moment.ZERO;
        private Moment send = Moment.ZERO;
        private int heard;
        private Moment heardAnew = Moment.ZERO;

        Contact(Peer peer, Moment now) {
            this.peer = peer;
            this.tell = now;
        }
    }

    private final Entropy entropy;
    private final Map<EndpointId, Contact> contacts = new LinkedHashMap<>();

    Spreading(Entropy entropy) {
        this.entropy = entropy;
    }

    /** Who is there now: whoever has come, or come anew, is told. */
    void meet(List<Peer> peers, Moment now) {
        for (Peer peer : peers) {
            Contact contact = contacts.get(peer.id());
            boolean anew = contact == null
                    || peer.online() && !contact.peer.online()
                    || !contact.peer.boot().equals(peer.boot());
            if (anew && (contact != null || contacts.size() < MOST_CONTACTS)) {
                contacts.put(peer.id(), new Contact(peer, now));
            } else if (contact != null) {
                contact.peer = peer;
            }
        }
        contacts.keySet()
                .removeIf(id -> peers.stream().noneMatch(peer -> peer.id().equals(id)));
    }

    /** Our statements are other ones now: everybody who is there is told soon. */
    void changed(Moment now) {
        contacts.values().forEach(contact -> {
            contact.equal = false;
            contact.tell = now;
            contact.pause = FIRST_PAUSE;
        });
    }

    /** Whom to tell our digests now. */
    List<Peer> due(Moment now) {
        List<Peer> due = new ArrayList<>();
        for (Contact contact : contacts.values()) {
            if (contact.peer.online() && !contact.equal && contact.tell.reached(now)) {
                told(contact, now);
                due.add(contact.peer);
            }
        }
        return due;
    }

    private static void told(Contact contact, Moment now) {
        contact.tell = now.plus(contact.pause);
        Duration doubled = contact.pause.multipliedBy(2);
        contact.pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        contact.answer = now.plus(ANSWER_AGAIN);
    }

    Holding holding(StatementSet set) {
        return new Holding(CallId.random(entropy), set.household(), set.digests());
    }

    /**
     * What to answer to another's digests: ours, if it hasn't heard them lately, and what it lacks.
     *
     * @param mayKnow whether it is a member, to whom we tell who the others are
     */
    List<PeerSignal> onHolding(Peer from, Holding theirs, StatementSet set, boolean mayKnow, Moment now) {
        Optional<Contact> known = contact(from, now);
        if (known.isEmpty()) {
            return List.of();
        }
        Contact contact = known.get();
        contact.equal = theirs.parts().equals(set.digests());
        List<PeerSignal> answer = new ArrayList<>();
        if (contact.answer.reached(now)) {
            contact.answer = now.plus(ANSWER_AGAIN);
            answer.add(holding(set));
        }
        if (!contact.equal && mayKnow && contact.send.reached(now)) {
            contact.send = now.plus(A_SECOND);
            answer.addAll(messages(set.lackedBy(theirs.parts())));
        }
        return answer;
    }

    /** False where that peer has sent more than we look at. */
    boolean mayHear(Peer from, Moment now) {
        Optional<Contact> known = contact(from, now);
        known.filter(contact -> contact.heardAnew.reached(now)).ifPresent(contact -> {
            contact.heard = 0;
            contact.heardAnew = now.plus(A_SECOND);
        });
        return known.filter(contact -> ++contact.heard <= MOST_HEARD).isPresent();
    }

    /** Empty where there are too many already. */
    private Optional<Contact> contact(Peer peer, Moment now) {
        if (!contacts.containsKey(peer.id()) && contacts.size() < MOST_CONTACTS) {
            contacts.put(peer.id(), new Contact(peer, now));
        }
        return Optional.ofNullable(contacts.get(peer.id()));
    }

    /**
     * As few messages as hold them, at most {@link #MOST_AT_ONCE}: where there are more, another stretch of them each time.
     * Until a part is equal all of it is sent again, so always the same ones would come.
     */
    List<PeerSignal> messages(List<SignedStatement> statements) {
        List<PeerSignal> messages = new ArrayList<>();
        List<SignedStatement> batch = new ArrayList<>();
        int octets = 0;
        for (SignedStatement one : statements) {
            int more = one.encode().length() + 2;
            if (octets + more > Statements.MOST_OCTETS || batch.size() == 8) {
                messages.add(new Statements(CallId.random(entropy), batch));
                batch = new ArrayList<>();
                octets = 0;
            }
            batch.add(one);
            octets += more;
        }
        if (!batch.isEmpty()) {
            messages.add(new Statements(CallId.random(entropy), batch));
        }
        if (messages.size() <= MOST_AT_ONCE) {
            return messages;
        }
        Bytes random = entropy.bytes(2);
        Collections.rotate(messages, (random.at(0) << 8 | random.at(1)) % messages.size());
        return messages.subList(0, MOST_AT_ONCE);
    }

    Moment wakeAt() {
        Moment due = Moment.NEVER;
        for (Contact contact : contacts.values()) {
            if (contact.peer.online() && !contact.equal) {
                due = due.earlier(contact.tell);
            }
        }
        return due;
    }
}
