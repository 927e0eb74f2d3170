package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.trust.ControlChannel.ReflectorCredentials;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.LocalSocket.Observation;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures how long the firewall keeps an idle mapping (RFC 5780 section 4.6): a spare socket opens one and keeps silent,
 * then the primary socket asks the reflector to answer to the spare one's port (RESPONSE-PORT).
 *
 * <pre>
 *   spare    asks, answered ... 3 s ... asks, answered | silent for T |          hears the answer: T was survived
 *   primary                                                           | asks     silence, twins answered: too long
 * </pre>
 *
 * Two exchanges 3 s apart, because Linux gives a flow its full life only when it answers after more than two seconds; the
 * windows that are kept open are such flows. T counts from the spare socket's last question to the primary one's first:
 * whether the firewall counts from what goes out or from what comes in, it has been idle for at least that long.
 */
final class LifetimeProbe implements Probe {
    static final int SOCKET = Effect.OpenSpareSocket.FIRST;
    /** Calls and the quicker measurements go first. */
    static final Duration SETTLE = Duration.ofSeconds(10);

    static final Duration MATURE = Duration.ofSeconds(3);
    /** RFC 8489 section 6.2.1. */
    static final Duration RETRY = Duration.ofMillis(500);

    private static final int MOST_TRIES = 4;
    /** A machine that slept has kept silent for longer than it meant to: that was too long for nothing. */
    private static final Duration SLEPT = Duration.ofSeconds(2);
    /** Routers get new settings, and seldom. */
    static final Duration AGAIN = Duration.ofHours(24);
    /** Where it failed it is tried again after that, doubled up to {@link #LONGEST_PAUSE}. */
    static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private enum Stage {
        /** No socket, nothing under way. */
        RESTING,
        /** The spare socket has asked for the first time, or is about to. */
        OPENING,
        MATURING,
        /** It asks for the second time. */
        REFRESHING,
        SILENT,
        /** The primary socket asks. */
        ASKING
    }

    private final Entropy entropy;
    private Optional<ReflectorCredentials> login = Optional.empty();
    private Optional<UdpAddress> reflector = Optional.empty();
    private Optional<IpAddress> seenAt = Optional.empty();
    private Optional<Duration> expected = Optional.empty();
    private Optional<Duration> result = Optional.empty();
    private Stage stage = Stage.RESTING;
    private LifetimeSearch search = new LifetimeSearch(Optional.empty());
    private Silence silence = new Silence();
    private Optional<Observation> observed = Optional.empty();
    private Bytes transaction = Bytes.EMPTY;
    private Moment spoke = Moment.ZERO;
    private Moment askedFirst = Moment.ZERO;
    private int tries;
    private Moment next = Moment.NEVER;
    private Moment close = Moment.NEVER;
    private Duration pause = FIRST_PAUSE;

    LifetimeProbe(Entropy entropy) {
        this.entropy = entropy;
    }

    /** What was measured since the last {@link #forget}. */
    Optional<Duration> result() {
        return result;
    }

    /** The primary socket is seen at {@code ip}; {@code life} is what was measured there before. */
    void ready(UdpAddress primaryReflector, IpAddress ip, Optional<Duration> life, Moment now) {
        if (seenAt.isEmpty()) {
            reflector = Optional.of(primaryReflector);
            seenAt = Optional.of(ip);
            expected = life;
            next = now.plus(SETTLE);
        }
    }

    @Override
    public void forget(Moment now) {
        rest(Moment.NEVER, now);
        seenAt = Optional.empty();
        result = Optional.empty();
        pause = FIRST_PAUSE;
    }

    @Override
    public void loggedIn(ReflectorCredentials credentials, Moment now) {
        login = Optional.of(credentials);
        if (stage != Stage.RESTING) {
            open(now.plus(SETTLE));
        } else if (next.isBefore(now.plus(SETTLE))) {
            next = now.plus(SETTLE);
        }
    }

    @Override
    public void loggedOut() {
        login = Optional.empty();
    }

    @Override
    public Moment wakeAt() {
        return close.earlier(login.isPresent() && seenAt.isPresent() ? next : Moment.NEVER);
    }

    @Override
    public List<Effect> wake(Moment now) {
        List<Effect> effects = new ArrayList<>();
        if (close.reached(now)) {
            close = Moment.NEVER;
            effects.add(new Effect.CloseSpareSocket(SOCKET));
        }
        if (wakeAt().reached(now)) {
            effects.addAll(move(now));
        }
        return effects;
    }

    private List<Effect> move(Moment now) {
        return switch (stage) {
            case RESTING -> {
                search = new LifetimeSearch(expected);
                open(now);
                yield List.of(new Effect.OpenSpareSocket(SOCKET), fromSpare(now));
            }
            case OPENING, REFRESHING -> {
                if (tries >= MOST_TRIES) {
                    failed(now);
                    yield List.of();
                }
                yield List.of(fromSpare(now));
            }
            case MATURING -> {
                stage = Stage.REFRESHING;
                begin();
                yield List.of(fromSpare(now));
            }
            case SILENT -> {
                stage = Stage.ASKING;
                silence = new Silence();
                askedFirst = now;
                yield fromPrimary(now);
            }
            case ASKING -> askOn(now);
        };
    }

    private List<Effect> askOn(Moment now) {
        if (silence.counts()) {
            Duration meant = search.next().orElseThrow();
            if (askedFirst.since(spoke).compareTo(meant.plus(SLEPT)) <= 0) {
                search.tooLong();
            }
            decided(now);
            return List.of();
        }
        if (silence.inVain()) {
            failed(now);
            return List.of();
        }
        return fromPrimary(now);
    }

    /** From here on the mapping is opened, or kept, anew. */
    private void open(Moment at) {
        stage = Stage.OPENING;
        begin();
        next = at;
    }

    private void begin() {
        tries = 0;
        transaction = Questions.transaction(entropy);
    }

    private Effect fromSpare(Moment now) {
        spoke = now;
        next = now.plus(RETRY.multipliedBy(1L << tries));
        tries++;
        return new Effect.SendDatagram(SOCKET, reflector.orElseThrow(), Questions.plain(transaction));
    }

    private List<Effect> fromPrimary(Moment now) {
        next = now.plus(RETRY);
        Bytes wish = Questions.transaction(entropy);
        Bytes twin = Questions.transaction(entropy);
        silence.ask(wish, twin);
        Observation spare = observed.orElseThrow();
        Bytes question = Questions.signed(
                wish,
                login.orElseThrow(),
                new StunAttribute.ResponsePort(spare.address().port()),
                new StunAttribute.ObservationProof(spare.nonce()));
        UdpAddress to = reflector.orElseThrow();
        return List.of(new Effect.SendDatagram(0, to, question), new Effect.SendDatagram(0, to, Questions.plain(twin)));
    }

    @Override
    public boolean onStun(int socket, UdpAddress from, Bytes datagram, Moment now) {
        Optional<Bytes> told = Questions.transactionOf(datagram);
        if (stage == Stage.RESTING || told.isEmpty() || !reflector.equals(Optional.of(from))) {
            return false;
        }
        return switch (stage) {
            case OPENING, REFRESHING -> socket == SOCKET && told.get().equals(transaction) && answered(datagram, now);
            case ASKING -> asked(socket, told.get(), datagram, now);
            case RESTING, MATURING, SILENT -> false;
        };
    }

    /** The spare socket is told where it is seen. */
    private boolean answered(Bytes datagram, Moment now) {
        Optional<Observation> seen = StunCodec.decode(datagram).flatMap(Questions::observation);
        if (seen.isEmpty()) {
            return false;
        }
        observed = seen;
        if (!seenAt.equals(Optional.of(seen.get().address().ip()))
                || seen.get().address().port() == 0) {
            // A NAT of several addresses has given it another one: the reflector answers to the asker's address only.
            failed(now);
        } else if (stage == Stage.OPENING) {
            stage = Stage.MATURING;
            next = now.plus(MATURE);
        } else {
            stage = Stage.SILENT;
            next = spoke.plus(search.next().orElseThrow());
        }
        return true;
    }

    private boolean asked(int socket, Bytes told, Bytes datagram, Moment now) {
        if (silence.isTwin(told) && socket == 0) {
            return isOf(StunMessage.Type.BINDING_SUCCESS, datagram) && silence.twinAnswered(told);
        }
        if (!silence.isWish(told)) {
            return false;
        }
        if (socket == 0 && isOf(StunMessage.Type.BINDING_ERROR, datagram)) {
            // An older reflector, or one that doesn't know this login any more.
            failed(now);
            return true;
        }
        boolean proved = socket == SOCKET
                && isOf(StunMessage.Type.BINDING_SUCCESS, datagram)
                && login.filter(known -> StunCodec.integrityHolds(datagram, known.key()))
                        .isPresent();
        if (proved) {
            search.survived();
            decided(now);
        }
        return proved;
    }

    private static boolean isOf(StunMessage.Type type, Bytes datagram) {
        return StunCodec.decode(datagram)
                .filter(message -> message.type() == type)
                .isPresent();
    }

    private void decided(Moment now) {
        if (search.next().isPresent()) {
            open(now);
        } else if (search.result().isPresent()) {
            result = search.result();
            expected = result;
            pause = FIRST_PAUSE;
            rest(now.plus(AGAIN), now);
        } else {
            failed(now);
        }
    }

    private void failed(Moment now) {
        rest(now.plus(pause), now);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private void rest(Moment until, Moment now) {
        if (stage != Stage.RESTING) {
            close = now;
        }
        stage = Stage.RESTING;
        next = until;
    }
}
