package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.trust.ControlChannel.ReflectorCredentials;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.Firewall;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.LocalSocket;
import io.transom.wire.signal.LocalSocket.Observation;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the manager's reflector where each socket is seen (RFC 8489), keeps those mappings open, and measures how the
 * NAT maps (RFC 5780 section 4.3): from the first socket, for that takes writing to all of the reflector's addresses. Whom
 * the firewall lets in is measured from the second one, which writes to the primary address only ({@link FilteringProbe}).
 */
final class ReflectorClient {
    /** The first answer is awaited that long, then twice, then four times: a lost packet costs a quarter second. */
    static final Duration FIRST_RETRY = Duration.ofMillis(250);

    static final int FAST_RETRIES = 3;
    /** A call that hears nothing asks so often. */
    static final Duration HURRY = Duration.ofMillis(200);
    /** RFC 4787 REQ-5 lets a NAT forget a mapping after 2 minutes; the shortest seen in homes is 30 s. */
    static final Duration KEEPALIVE = Duration.ofSeconds(15);
    /**
     * The reflector answers with no more octets than it was asked with, so that it can't be used to amplify. Header 20,
     * padding 4 + 88, fingerprint 8.
     */
    private static final int PADDING = 88;
    /** Primary and alternate port, on two addresses. */
    private static final int MOST_REFLECTORS = 4;

    /** What is asked of one reflector address from one socket. */
    private static final class Question {
        private Moment asked = new Moment(Long.MIN_VALUE);
        private final int socket;
        private final UdpAddress reflector;
        private final boolean keepsOpen;
        private Bytes transaction;
        private boolean open;
        private int tries;
        private Moment next;
        private @Nullable Observation answer;

        Question(int socket, UdpAddress reflector, boolean keepsOpen, Bytes transaction, Moment next) {
            this.socket = socket;
            this.reflector = reflector;
            this.keepsOpen = keepsOpen;
            this.transaction = transaction;
            this.next = next;
        }
    }

    /** The first socket has written to every address of the reflector, so its windows towards them are open. */
    static final int FILTERING_SOCKET = 1;

    private final Entropy entropy;
    private final FilteringProbe filtering;
    private final List<Question> questions = new ArrayList<>();
    private List<List<UdpAddress>> hosts = List.of();

    ReflectorClient(Entropy entropy) {
        this.entropy = entropy;
        this.filtering = new FilteringProbe(entropy);
    }

    /** {@code credentials}: what the reflector knows us by while this login lasts. */
    void loggedIn(ReflectorCredentials credentials, Moment now) {
        filtering.loggedIn(credentials, now);
    }

    void loggedOut() {
        filtering.loggedOut();
    }

    /** Begins anew: the sockets are other ones now. */
    void bound(List<List<UdpAddress>> newHosts, List<UdpAddress> reflectors, Moment now) {
        hosts = newHosts.stream().limit(ControlSignal.MOST_SOCKETS).toList();
        questions.clear();
        List<UdpAddress> asked = reflectors.stream().limit(MOST_REFLECTORS).toList();
        for (int at = 0; at < asked.size(); at++) {
            // The other addresses of the reflector serve to measure the NAT, and one socket is enough for that.
            int sockets = at == 0 ? hosts.size() : Math.min(1, hosts.size());
            for (int socket = 0; socket < sockets; socket++) {
                questions.add(new Question(socket, asked.get(at), at == 0, transaction(), now));
            }
        }
        filtering.bound(FILTERING_SOCKET, asked, now);
    }

    boolean isBoundTo(List<List<UdpAddress>> others) {
        return hosts.equals(others.stream().limit(ControlSignal.MOST_SOCKETS).toList());
    }

    /** Where this socket is seen by the primary reflector. */
    Optional<Observation> observed(int socket) {
        return questions.stream()
                .filter(question -> question.keepsOpen && question.socket == socket)
                .flatMap(question -> Optional.ofNullable(question.answer).stream())
                .findFirst();
    }

    /** Whether everything that can be known by now is known: every socket was answered. */
    boolean complete() {
        return !hosts.isEmpty()
                && questions.stream()
                        .filter(question -> question.keepsOpen)
                        .allMatch(question -> question.answer != null);
    }

    List<LocalSocket> sockets() {
        List<LocalSocket> sockets = new ArrayList<>();
        for (int index = 0; index < hosts.size(); index++) {
            List<UdpAddress> own =
                    hosts.get(index).stream().limit(LocalSocket.MOST_HOSTS).toList();
            sockets.add(new LocalSocket(index, own, observed(index)));
        }
        return sockets;
    }

    /** The reflector's primary address: at which scope we reach the manager. */
    Optional<UdpAddress> reflector() {
        return questions.stream().map(question -> question.reflector).findFirst();
    }

    Firewall firewall() {
        return new Firewall(mapping(), filtering.result());
    }

    /**
     * RFC 5780 section 4.3. With one reflector address the same mapping on both ports says only that ports don't matter,
     * so endpoint-independent and address-dependent can't be told apart: unknown.
     */
    private Mapping mapping() {
        Optional<UdpAddress> primary = seen(0);
        if (primary.isEmpty()) {
            return Mapping.UNKNOWN;
        }
        if (hosts.getFirst().contains(primary.get())) {
            return Mapping.NONE;
        }
        Optional<UdpAddress> otherPort = seen(1);
        if (otherPort.isPresent() && !otherPort.equals(primary)) {
            return Mapping.ADDRESS_AND_PORT_DEPENDENT;
        }
        Optional<UdpAddress> otherAddress = seen(2);
        if (otherPort.isEmpty() || otherAddress.isEmpty()) {
            return Mapping.UNKNOWN;
        }
        return otherAddress.equals(primary) ? Mapping.ENDPOINT_INDEPENDENT : Mapping.ADDRESS_DEPENDENT;
    }

    /** What the {@code nth} reflector address saw of the primary socket. */
    private Optional<UdpAddress> seen(int nth) {
        return questions.stream()
                .filter(question -> question.socket == 0)
                .skip(nth)
                .findFirst()
                .flatMap(question -> Optional.ofNullable(question.answer))
                .map(Observation::address);
    }

    /** What became of a datagram. */
    enum Verdict {
        /** Not an answer of the reflector's. */
        NOT_OURS,
        /** Nothing new. */
        SAME,
        /** Another address or another kind of firewall than before. */
        CHANGED
    }

    Verdict onStun(int socket, UdpAddress from, Bytes datagram, Moment now) {
        if (datagram.length() < StunCodec.HEADER_LENGTH) {
            return Verdict.NOT_OURS;
        }
        Firewall before = firewall();
        if (filtering.onStun(socket, from, datagram, now)) {
            return before.equals(firewall()) ? Verdict.SAME : Verdict.CHANGED;
        }
        Bytes transaction = datagram.slice(8, 8 + StunMessage.TRANSACTION_ID_LENGTH);
        for (Question question : questions) {
            boolean asked = question.open && question.socket == socket && question.reflector.equals(from);
            if (asked && question.transaction.equals(transaction)) {
                return StunCodec.decode(datagram)
                        .map(message -> take(question, message, now))
                        .orElse(Verdict.NOT_OURS);
            }
        }
        return Verdict.NOT_OURS;
    }

    private Verdict take(Question question, StunMessage message, Moment now) {
        Optional<UdpAddress> address =
                message.first(StunAttribute.XorMappedAddress.class).map(StunAttribute.XorMappedAddress::address);
        Optional<Bytes> proof =
                message.first(StunAttribute.ObservationProof.class).map(StunAttribute.ObservationProof::proof);
        if (message.type() != StunMessage.Type.BINDING_SUCCESS || address.isEmpty() || proof.isEmpty()) {
            return Verdict.NOT_OURS;
        }
        Optional<UdpAddress> before = observed(question.socket).map(Observation::address);
        Firewall firewall = firewall();
        question.answer = new Observation(address.get(), proof.get());
        question.open = false;
        question.tries = 0;
        question.next = question.keepsOpen ? now.plus(KEEPALIVE) : Moment.NEVER;
        boolean moved = question.keepsOpen && !before.equals(address);
        if (moved && before.isPresent()) {
            measureAgain(now);
        }
        if (canMeasureFiltering()) {
            filtering.reflectorWorks(now);
        }
        return moved || !firewall.equals(firewall()) ? Verdict.CHANGED : Verdict.SAME;
    }

    /** A second socket, another port to be answered from, and an answer from everywhere. */
    private boolean canMeasureFiltering() {
        return hosts.size() > FILTERING_SOCKET
                && questions.size() > hosts.size()
                && questions.stream().allMatch(question -> question.answer != null);
    }

    /** The mapping is another one: so may the NAT be. */
    private void measureAgain(Moment now) {
        filtering.forget(now);
        for (Question question : questions) {
            if (!question.keepsOpen) {
                question.answer = null;
                question.tries = 0;
                question.open = false;
                question.next = now;
            }
        }
    }

    /** Asks again before it is due where our sockets are seen, but not twice within {@link #HURRY}. */
    void hurry(Moment now) {
        for (Question question : questions) {
            if (question.keepsOpen && question.asked.plus(HURRY).reached(now)) {
                question.tries = question.open ? 1 : 0;
                question.next = now;
            }
        }
    }

    /** What is to be asked now; {@link #firewall} may be another one afterwards. */
    List<Effect> wake(Moment now) {
        List<Effect> effects = new ArrayList<>(filtering.wake(now));
        for (Question question : questions) {
            if (question.next.reached(now)) {
                if (question.tries == 0) {
                    question.transaction = transaction();
                }
                effects.add(ask(question));
                question.open = true;
                question.asked = now;
                question.next = now.plus(
                        question.tries < FAST_RETRIES ? FIRST_RETRY.multipliedBy(1L << question.tries) : KEEPALIVE);
                question.tries = Math.min(question.tries + 1, FAST_RETRIES);
            }
        }
        return effects;
    }

    private static Effect ask(Question question) {
        StunMessage request = StunMessage.of(
                StunMessage.Type.BINDING_REQUEST, question.transaction, new StunAttribute.Padding(PADDING));
        return new Effect.SendDatagram(
                question.socket, question.reflector, StunCodec.encode(request, Optional.empty()));
    }

    private Bytes transaction() {
        return entropy.bytes(StunMessage.TRANSACTION_ID_LENGTH);
    }

    Moment wakeAt() {
        Moment earliest = filtering.wakeAt();
        for (Question question : questions) {
            earliest = earliest.earlier(question.next);
        }
        return earliest;
    }
}
