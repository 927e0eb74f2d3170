package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.trust.ControlChannel.ReflectorCredentials;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures whom the firewall lets in (RFC 5780 section 4.4): the reflector is asked to answer from where this socket has
 * never sent to.
 *
 * <pre>
 *   reflector with two addresses   other address and port: arrives    endpoint-independent
 *                                  else other port:        arrives    address-dependent
 *                                                          silence    address- and port-dependent
 *   reflector with one address     other port:             arrives    unknown: one of the first two
 *                                                          silence    address- and port-dependent
 * </pre>
 *
 * One address suffices for the last line: both other kinds let in every port of an address that was sent to, so silence
 * leaves only the third.
 *
 * <p>What silence means is {@link Silence}'s. That the reflector's other sockets work at all is known before, from the
 * questions that measure the mapping through another socket.
 */
final class FilteringProbe implements Probe {
    /** Whoever calls does so within seconds of coming online; the measurement is in no hurry and comes after. */
    static final Duration SETTLE = Duration.ofSeconds(5);
    /** RFC 8489 section 6.2.1. Not doubled: the twin tells how the line is. */
    static final Duration RETRY = Duration.ofMillis(500);
    /**
     * Whatever can be noticed of a router that has changed (another address or port, another life of its mappings) leads to
     * a measurement at once. This is for a setting that shows in nothing else. Jittered down to half of it, so that a city
     * that has come online together doesn't ask together.
     */
    static final Duration AGAIN = Duration.ofHours(6);
    /** On a line that has lost too much, doubled up to {@link #AGAIN}. */
    static final Duration FIRST_PAUSE = Duration.ofMinutes(10);

    /** From where the answer is to come (RFC 5780 section 4.4, tests II and III). */
    private enum Wish {
        OTHER_ADDRESS_AND_PORT,
        OTHER_PORT;

        StunAttribute.ChangeRequest attribute() {
            return new StunAttribute.ChangeRequest(this == OTHER_ADDRESS_AND_PORT, true);
        }
    }

    private record Trial(Wish wish, Silence silence) {
        Trial(Wish wish) {
            this(wish, new Silence());
        }
    }

    private final Entropy entropy;
    private List<UdpAddress> reflectors = List.of();
    private int socket;
    private boolean reflectorWorks;
    private Optional<ReflectorCredentials> login = Optional.empty();
    private @Nullable Trial trial;
    private Moment next = Moment.NEVER;
    private Filtering result = Filtering.UNKNOWN;
    private Duration pause = FIRST_PAUSE;

    FilteringProbe(Entropy entropy) {
        this.entropy = entropy;
    }

    /** Begins anew with {@code newSocket}, which never sends to any but the first of {@code newReflectors}. */
    void bound(int newSocket, List<UdpAddress> newReflectors, Moment now) {
        socket = newSocket;
        reflectors = newReflectors;
        forget(now);
    }

    @Override
    public void forget(Moment now) {
        reflectorWorks = false;
        result = Filtering.UNKNOWN;
        measureAgain(now);
    }

    /** What was measured holds until it is known better. */
    void measureAgain(Moment now) {
        trial = null;
        next = now;
        pause = FIRST_PAUSE;
    }

    /** Every socket of the reflector has answered, which is what makes silence mean something. */
    void reflectorWorks(Moment now) {
        if (!reflectorWorks) {
            reflectorWorks = true;
            settle(now);
        }
    }

    @Override
    public void loggedIn(ReflectorCredentials credentials, Moment now) {
        login = Optional.of(credentials);
        trial = null;
        settle(now);
    }

    /** What is under way begins anew with the next login, which brings other credentials. */
    @Override
    public void loggedOut() {
        login = Optional.empty();
        trial = null;
    }

    private void settle(Moment now) {
        Moment settled = now.plus(SETTLE);
        next = next.isBefore(settled) ? settled : next;
    }

    Filtering result() {
        return result;
    }

    @Override
    public List<Effect> wake(Moment now) {
        if (!wakeAt().reached(now)) {
            return List.of();
        }
        Trial current = trial;
        if (current == null) {
            boolean twoAddresses = reflectors.size() > 2;
            current = new Trial(twoAddresses ? Wish.OTHER_ADDRESS_AND_PORT : Wish.OTHER_PORT);
        } else if (current.silence.counts() && current.wish == Wish.OTHER_PORT) {
            return decided(Filtering.ADDRESS_AND_PORT_DEPENDENT, now);
        } else if (current.silence.counts()) {
            current = new Trial(Wish.OTHER_PORT);
        } else if (current.silence.inVain()) {
            trial = null;
            next = now.plus(pause);
            pause = pause.multipliedBy(2).compareTo(AGAIN) < 0 ? pause.multipliedBy(2) : AGAIN;
            return List.of();
        }
        trial = current;
        next = now.plus(RETRY);
        return ask(current, login.orElseThrow());
    }

    private List<Effect> decided(Filtering filtering, Moment now) {
        result = filtering;
        trial = null;
        pause = FIRST_PAUSE;
        next = now.plus(AGAIN.dividedBy(2)).plus(Duration.ofNanos((long) (AGAIN.toNanos() / 2 * entropy.fraction())));
        return List.of();
    }

    private List<Effect> ask(Trial current, ReflectorCredentials credentials) {
        Bytes wish = Questions.transaction(entropy);
        Bytes twin = Questions.transaction(entropy);
        current.silence.ask(wish, twin);
        StunAttribute.ChangeRequest none = new StunAttribute.ChangeRequest(false, false);
        return List.of(question(wish, current.wish.attribute(), credentials), question(twin, none, credentials));
    }

    private Effect question(Bytes transaction, StunAttribute.ChangeRequest change, ReflectorCredentials credentials) {
        return new Effect.SendDatagram(
                socket, reflectors.getFirst(), Questions.signed(transaction, credentials, change, Questions.PADDING));
    }

    @Override
    public boolean onStun(int at, UdpAddress from, Bytes datagram, Moment now) {
        Trial current = trial;
        Optional<Bytes> told = Questions.transactionOf(datagram);
        if (current == null || at != socket || told.isEmpty()) {
            return false;
        }
        Bytes transaction = told.get();
        boolean twin = current.silence.isTwin(transaction);
        Optional<StunMessage> message =
                twin || current.silence.isWish(transaction) ? StunCodec.decode(datagram) : Optional.empty();
        boolean fromReflector = from.equals(reflectors.getFirst());
        return message.filter(answer -> switch (answer.type()) {
                    case BINDING_SUCCESS ->
                        twin
                                ? fromReflector && current.silence.twinAnswered(transaction)
                                : arrived(current, from, datagram, now);
                    case BINDING_ERROR -> fromReflector && refused();
                    case BINDING_REQUEST,
                            BINDING_INDICATION,
                            CHANNEL_BIND_REQUEST,
                            CHANNEL_BIND_SUCCESS,
                            CHANNEL_BIND_ERROR -> false;
                })
                .isPresent();
    }

    /** Only the reflector has the login's key; so this was let in, from wherever it comes. */
    private boolean arrived(Trial current, UdpAddress from, Bytes datagram, Moment now) {
        if (login.filter(known -> StunCodec.integrityHolds(datagram, known.key()))
                .isEmpty()) {
            return false;
        }
        UdpAddress asked = reflectors.getFirst();
        boolean otherAddress = !from.ip().equals(asked.ip());
        boolean wanted = otherAddress == (current.wish == Wish.OTHER_ADDRESS_AND_PORT) && from.port() != asked.port();
        Filtering measured = switch (current.wish) {
            case OTHER_ADDRESS_AND_PORT -> Filtering.ENDPOINT_INDEPENDENT;
            case OTHER_PORT -> reflectors.size() > 2 ? Filtering.ADDRESS_DEPENDENT : Filtering.UNKNOWN;
        };
        // An answer from where it was not to come from says that something rewrites them on the way: nothing is known.
        decided(wanted ? measured : Filtering.UNKNOWN, now);
        return true;
    }

    /** The reflector doesn't know this login any more. */
    private boolean refused() {
        loggedOut();
        return true;
    }

    @Override
    public Moment wakeAt() {
        return login.isPresent() && reflectorWorks ? next : Moment.NEVER;
    }
}
