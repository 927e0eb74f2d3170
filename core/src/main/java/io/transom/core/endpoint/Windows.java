package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.LocalSocket.Observation;
import io.transom.wire.stun.StunCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The mappings of the registered sockets towards the reflector: all of them towards its primary address, kept open; and
 * the first socket's towards its other addresses, asked once, which is how a NAT's mapping is measured (RFC 5780 section
 * 4.3).
 *
 * <p>Each socket is asked by IPv4 and by IPv6, at once, where we and the reflector have both. One of them is measured:
 * IPv4, which is what is translated, unless nothing comes of it.
 */
final class Windows {
    /** The first answer is awaited that long, then twice, then four times: a lost packet costs a quarter second. */
    static final Duration FIRST_RETRY = Duration.ofMillis(250);

    static final int FAST_RETRIES = 3;
    /** A call that hears nothing asks so often. */
    static final Duration HURRY = Duration.ofMillis(200);
    /** What was answered within that time was answered to this login, or to the one that it replaces at once. */
    private static final Duration FRESH = Duration.ofSeconds(2);
    /** Primary and alternate port, on two addresses of one family. */
    private static final int MOST_REFLECTORS = 4;

    /** What is asked of one reflector address from one socket. */
    private static final class Question {
        private final int socket;
        private final UdpAddress reflector;
        private final boolean keepsOpen;
        private Bytes transaction;
        private boolean open;
        private int tries;
        /** Questions that are still to follow fast although it was given up. */
        private int fast;

        private boolean atOnce;
        private Moment answered = Moment.ZERO;
        private Moment asked = new Moment(Long.MIN_VALUE);
        private Moment next;
        private @Nullable Observation answer;

        Question(int socket, UdpAddress reflector, boolean keepsOpen, Bytes transaction, Moment next) {
            this.socket = socket;
            this.reflector = reflector;
            this.keepsOpen = keepsOpen;
            this.transaction = transaction;
            this.next = next;
        }

        boolean isOf(boolean v4) {
            return reflector.ip().isV4() == v4;
        }

        boolean isGivenUp() {
            return answer == null && tries >= FAST_RETRIES;
        }
    }

    /**
     * What an answer has told.
     *
     * @param before where the socket was seen until now, if it is a window that is kept open
     * @param measured whether it is of the family that is measured
     * @param idle since the answer before it
     */
    record Answer(Optional<UdpAddress> before, UdpAddress seen, boolean keepsOpen, boolean measured, Duration idle) {
        boolean isNew() {
            return keepsOpen && !before.equals(Optional.of(seen));
        }

        boolean moved() {
            return isNew() && before.isPresent();
        }
    }

    private final Entropy entropy;
    private final List<Question> questions = new ArrayList<>();
    private List<List<UdpAddress>> hosts = List.of();
    private Duration pace = Keepalive.UNMEASURED;

    Windows(Entropy entropy) {
        this.entropy = entropy;
    }

    /** Begins anew: the sockets are other ones now. */
    void bound(List<List<UdpAddress>> newHosts, List<UdpAddress> reflectors, Moment now) {
        hosts = newHosts.stream().limit(ControlSignal.MOST_SOCKETS).toList();
        questions.clear();
        List<UdpAddress> fitting = reflectors.stream()
                .filter(reflector -> hasHostOf(reflector.ip().isV4()))
                .toList();
        for (boolean v4 : List.of(true, false)) {
            ask(
                    (fitting.isEmpty() ? reflectors : fitting)
                            .stream()
                                    .filter(reflector -> reflector.ip().isV4() == v4)
                                    .limit(MOST_REFLECTORS)
                                    .toList(),
                    now);
        }
    }

    private boolean hasHostOf(boolean v4) {
        return hosts.stream().flatMap(List::stream).anyMatch(host -> host.ip().isV4() == v4);
    }

    private void ask(List<UdpAddress> asked, Moment now) {
        for (int at = 0; at < asked.size(); at++) {
            // The other addresses of the reflector serve to measure the NAT, and one socket is enough for that.
            int sockets = at == 0 ? hosts.size() : Math.min(1, hosts.size());
            for (int socket = 0; socket < sockets; socket++) {
                Bytes transaction = Questions.transaction(entropy);
                questions.add(new Question(socket, asked.get(at), at == 0, transaction, now));
            }
        }
    }

    List<List<UdpAddress>> hosts() {
        return hosts;
    }

    /** How often to ask from now on; what is due later than that is brought forward. */
    void pace(Duration newPace, Moment now) {
        pace = newPace;
        for (Question question : questions) {
            if (question.keepsOpen) {
                question.next = question.next.earlier(now.plus(paceOf(question)));
            }
        }
    }

    /** Where nothing is translated there is no mapping to keep, only the proof of where we are; what else isn't measured. */
    private Duration paceOf(Question question) {
        if (question.isOf(measuresV4())) {
            return pace;
        }
        return isUntranslated(question.reflector.ip().isV4()) ? Keepalive.LONGEST : Keepalive.UNMEASURED;
    }

    /**
     * The connection to the manager was lost, and so perhaps was the network: every window is tried at once, those too that
     * were given up. After a power cut a home's router takes longer to come back than what hangs behind it.
     */
    void tryAll(Moment now) {
        for (Question question : questions) {
            boolean old = question.answered.plus(FRESH).reached(now);
            if (question.keepsOpen && (question.answer != null ? old : question.isGivenUp())) {
                question.next = now;
                question.fast = question.isGivenUp() ? FAST_RETRIES : 0;
            }
        }
    }

    /** Somebody answers again: whatever else was given up is asked anew. */
    private void revive(boolean v4, Moment now) {
        for (Question question : questions) {
            if (question.isOf(v4) && question.isGivenUp()) {
                question.tries = 0;
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

    /** The mapping is another one: so may the NAT be. */
    void measureAgain(Moment now) {
        for (Question question : questions) {
            if (!question.keepsOpen && question.isOf(measuresV4())) {
                question.answer = null;
                question.tries = 0;
                question.open = false;
                question.next = now;
            }
        }
    }

    // ---- what is known ----

    /** Whether IPv4 is what is measured. */
    boolean measuresV4() {
        return has(true) && (!isGivenUp(true) || observed(0, false).isEmpty());
    }

    private boolean has(boolean v4) {
        for (Question question : questions) {
            if (question.isOf(v4)) {
                return true;
            }
        }
        return false;
    }

    private boolean isGivenUp(boolean v4) {
        for (Question question : questions) {
            if (question.keepsOpen && question.isOf(v4) && !question.isGivenUp()) {
                return false;
            }
        }
        return true;
    }

    private Stream<Question> measured() {
        boolean v4 = measuresV4();
        return questions.stream().filter(question -> question.isOf(v4));
    }

    /** Where this socket is seen by the primary reflector, asked by IPv4 or by IPv6. */
    Optional<Observation> observed(int socket, boolean v4) {
        for (Question question : questions) {
            boolean asked = question.keepsOpen && question.socket == socket && question.isOf(v4);
            if (asked && question.answer != null) {
                return Optional.of(question.answer);
            }
        }
        return Optional.empty();
    }

    /** Whether the first socket is seen, by IPv4 or by IPv6, at an address of our own. */
    boolean isUntranslated(boolean v4) {
        return observed(0, v4)
                .filter(seen -> hosts.getFirst().contains(seen.address()))
                .isPresent();
    }

    /** Whether every socket was answered: a family that is dead keeps nobody waiting. */
    boolean complete() {
        for (int socket = 0; socket < hosts.size(); socket++) {
            if (observed(socket, true).isEmpty() && observed(socket, false).isEmpty()) {
                return false;
            }
        }
        return !hosts.isEmpty();
    }

    /** Whether every address of the reflector has answered, in the family that is measured. */
    boolean allAnswered() {
        return measured().allMatch(question -> question.answer != null);
    }

    /** Whether there is another address of the reflector than the primary one. */
    boolean hasOthers() {
        return measured().count() > hosts.size();
    }

    /** The addresses of the reflector in the family that is measured, the primary one first. */
    List<UdpAddress> reflectors() {
        return measured()
                .filter(question -> question.socket == 0)
                .map(question -> question.reflector)
                .toList();
    }

    /** The reflector's primary addresses: one of each family. */
    List<UdpAddress> primaries() {
        List<UdpAddress> primaries = new ArrayList<>();
        for (Question question : questions) {
            if (question.keepsOpen && question.socket == 0) {
                primaries.add(question.reflector);
            }
        }
        return primaries;
    }

    /**
     * RFC 5780 section 4.3. With one reflector address the same mapping on both ports says only that ports don't matter,
     * so endpoint-independent and address-dependent can't be told apart: unknown.
     */
    Mapping mapping() {
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

    /** What the {@code nth} reflector address of the measured family saw of the primary socket. */
    Optional<UdpAddress> seen(int nth) {
        boolean v4 = measuresV4();
        int before = 0;
        for (Question question : questions) {
            if (question.socket == 0 && question.isOf(v4) && before++ == nth) {
                return Optional.ofNullable(question.answer).map(Observation::address);
            }
        }
        return Optional.empty();
    }

    /** What was answered last of all. */
    Optional<UdpAddress> seenLast() {
        return measured()
                .filter(question -> question.answer != null)
                .max(Comparator.comparing(question -> question.answered))
                .flatMap(question -> Optional.ofNullable(question.answer))
                .map(Observation::address);
    }

    /** One for each mapping, in the order in which they were made; those of which that isn't known are left out. */
    List<PortAllocation.Sample> samples() {
        Map<UdpAddress, PortAllocation.Sample> made = new LinkedHashMap<>();
        for (Question question : measured().toList()) {
            Observation answer = question.answer;
            List<UdpAddress> own = hosts.get(question.socket);
            if (answer != null && question.atOnce && !own.isEmpty()) {
                int external = answer.address().port();
                made.putIfAbsent(
                        answer.address(),
                        new PortAllocation.Sample(own.getFirst().port(), external));
            }
        }
        return List.copyOf(made.values());
    }

    // ---- asking ----

    Optional<Answer> onStun(int socket, UdpAddress from, Bytes transaction, Bytes datagram, Moment now) {
        for (Question question : questions) {
            boolean asked = question.open && question.socket == socket && question.reflector.equals(from);
            if (asked && question.transaction.equals(transaction)) {
                return StunCodec.decode(datagram)
                        .flatMap(Questions::observation)
                        .map(seen -> take(question, seen, now));
            }
        }
        return Optional.empty();
    }

    private Answer take(Question question, Observation seen, Moment now) {
        Optional<UdpAddress> before =
                observed(question.socket, question.reflector.ip().isV4()).map(Observation::address);
        Duration idle = now.since(question.answered);
        boolean givenUp = question.isGivenUp();
        question.answer = seen;
        question.answered = now;
        question.open = false;
        question.atOnce = question.tries <= 1;
        question.tries = 0;
        question.fast = 0;
        question.next = question.keepsOpen ? now.plus(paceOf(question)) : Moment.NEVER;
        if (givenUp) {
            revive(question.reflector.ip().isV4(), now);
        }
        return new Answer(before, seen.address(), question.keepsOpen, question.isOf(measuresV4()), idle);
    }

    List<Effect> wake(Moment now) {
        List<Effect> effects = new ArrayList<>();
        for (Question question : questions) {
            if (question.next.reached(now)) {
                if (question.tries == 0) {
                    question.transaction = Questions.transaction(entropy);
                }
                effects.add(new Effect.SendDatagram(
                        question.socket, question.reflector, Questions.plain(question.transaction)));
                question.open = true;
                question.asked = now;
                question.next = now.plus(pauseAfter(question.fast > 0 ? FAST_RETRIES - question.fast : question.tries));
                question.fast = Math.max(question.fast - 1, 0);
                question.tries = Math.min(question.tries + 1, FAST_RETRIES);
            }
        }
        return effects;
    }

    /** A reflector that doesn't answer is asked as often as one whose firewall isn't measured. */
    private Duration pauseAfter(int tries) {
        Duration slow = pace.compareTo(Keepalive.UNMEASURED) < 0 ? pace : Keepalive.UNMEASURED;
        return tries < FAST_RETRIES ? FIRST_RETRY.multipliedBy(1L << tries) : slow;
    }

    Moment wakeAt() {
        Moment earliest = Moment.NEVER;
        for (Question question : questions) {
            earliest = earliest.earlier(question.next);
        }
        return earliest;
    }
}
