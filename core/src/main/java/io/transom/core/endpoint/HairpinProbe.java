package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.trust.ControlChannel.ReflectorCredentials;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures whether the NAT lets two of its own reach each other at their external addresses (RFC 4787 section 6): each of
 * the first two sockets writes to where the other one is seen. Both write, so that each has opened its window for the
 * other; where the mapping is another one towards every address, that opens nothing, and silence says nothing.
 *
 * <p>Where they are seen is asked afresh, under the login, and has to be what the windows are known by: only the manager
 * can have answered both, so nobody else can have these few packets sent to an address of his choice; and how many there
 * are in a day is limited by {@link Crossings}, whatever the manager says.
 */
final class HairpinProbe implements Probe {
    private static final int SOCKETS = 2;
    /** After the filtering's: it is of no use to anybody's first call. */
    static final Duration SETTLE = Duration.ofSeconds(7);

    private static final Duration RETRY = Duration.ofMillis(500);
    private static final int MOST_TRIES = 4;
    private static final Duration AGAIN = Duration.ofHours(24);
    private static final Duration PAUSE = Duration.ofMinutes(10);
    /** HMAC-SHA1's (RFC 8489 section 14.5). */
    private static final int KEY_LENGTH = 20;

    /** What came of it. */
    enum Result {
        UNKNOWN,
        HEARD,
        SILENT
    }

    private enum Stage {
        RESTING,
        LOCATING,
        CROSSING
    }

    private final Entropy entropy;
    private final Crossings crossings = new Crossings();
    private List<Optional<UdpAddress>> windows = List.of();
    private Optional<ReflectorCredentials> login = Optional.empty();
    private Optional<UdpAddress> reflector = Optional.empty();
    private Stage stage = Stage.RESTING;
    private Result result = Result.UNKNOWN;
    private List<Bytes> locating = List.of();
    private final List<Optional<UdpAddress>> seen = new ArrayList<>();
    private Bytes key = Bytes.EMPTY;
    private Silence silence = new Silence();
    private int tries;
    private Moment next = Moment.NEVER;

    HairpinProbe(Entropy entropy) {
        this.entropy = entropy;
    }

    Result result() {
        return result;
    }

    /** There are two sockets behind a NAT that this reflector sees, at {@code seenAt}. */
    void ready(UdpAddress primaryReflector, List<Optional<UdpAddress>> seenAt, Moment now) {
        windows = List.copyOf(seenAt);
        if (reflector.isEmpty()) {
            reflector = Optional.of(primaryReflector);
            next = now.plus(SETTLE);
        }
    }

    @Override
    public void forget(Moment now) {
        reflector = Optional.empty();
        result = Result.UNKNOWN;
        stage = Stage.RESTING;
    }

    @Override
    public void loggedIn(ReflectorCredentials credentials, Moment now) {
        login = Optional.of(credentials);
        stage = Stage.RESTING;
        if (next.isBefore(now.plus(SETTLE))) {
            next = now.plus(SETTLE);
        }
    }

    @Override
    public void loggedOut() {
        login = Optional.empty();
        stage = Stage.RESTING;
    }

    @Override
    public Moment wakeAt() {
        return login.isPresent() && reflector.isPresent() ? next : Moment.NEVER;
    }

    @Override
    public List<Effect> wake(Moment now) {
        if (!wakeAt().reached(now)) {
            return List.of();
        }
        return switch (stage) {
            case RESTING -> {
                stage = Stage.LOCATING;
                tries = 0;
                seen.clear();
                List<Bytes> transactions = new ArrayList<>();
                for (int socket = 0; socket < SOCKETS; socket++) {
                    transactions.add(Questions.transaction(entropy));
                    seen.add(Optional.empty());
                }
                locating = transactions;
                yield locate(now);
            }
            case LOCATING -> tries < MOST_TRIES ? locate(now) : rest(now.plus(PAUSE));
            case CROSSING -> {
                if (silence.counts()) {
                    result = Result.SILENT;
                    yield rest(now.plus(AGAIN));
                }
                yield silence.inVain() ? rest(now.plus(PAUSE)) : cross(now);
            }
        };
    }

    private List<Effect> rest(Moment until) {
        stage = Stage.RESTING;
        next = until;
        return List.of();
    }

    private List<Effect> locate(Moment now) {
        next = now.plus(RETRY.multipliedBy(1L << tries));
        tries++;
        List<Effect> effects = new ArrayList<>();
        for (int socket = 0; socket < SOCKETS; socket++) {
            if (seen.get(socket).isEmpty()) {
                Bytes question = Questions.signed(locating.get(socket), login.orElseThrow(), Questions.PADDING);
                effects.add(new Effect.SendDatagram(socket, reflector.orElseThrow(), question));
            }
        }
        return effects;
    }

    private List<Effect> cross(Moment now) {
        boolean may = seen.getFirst().map(UdpAddress::ip).equals(seen.getLast().map(UdpAddress::ip))
                && crossings.take(seen.getFirst().orElseThrow().ip(), SOCKETS, now);
        if (!may) {
            return rest(now.plus(AGAIN));
        }
        next = now.plus(RETRY);
        Bytes nonce = Questions.transaction(entropy);
        Bytes twin = Questions.transaction(entropy);
        silence.ask(nonce, twin);
        Bytes hello = StunCodec.encode(StunMessage.of(StunMessage.Type.BINDING_REQUEST, nonce), Optional.of(key));
        return List.of(
                new Effect.SendDatagram(0, seen.get(1).orElseThrow(), hello),
                new Effect.SendDatagram(1, seen.get(0).orElseThrow(), hello),
                new Effect.SendDatagram(0, reflector.orElseThrow(), Questions.plain(twin)));
    }

    @Override
    public boolean onStun(int socket, UdpAddress from, Bytes datagram, Moment now) {
        Optional<Bytes> told = Questions.transactionOf(datagram);
        if (stage == Stage.RESTING || socket >= SOCKETS || told.isEmpty()) {
            return false;
        }
        boolean fromReflector = reflector.equals(Optional.of(from));
        if (stage == Stage.LOCATING) {
            return fromReflector && locating.get(socket).equals(told.get()) && located(socket, datagram, now);
        }
        if (fromReflector && silence.isTwin(told.get())) {
            return StunCodec.decode(datagram).isPresent() && silence.twinAnswered(told.get());
        }
        boolean crossed = silence.isWish(told.get())
                && StunCodec.decode(datagram).isPresent()
                && StunCodec.integrityHolds(datagram, key);
        if (crossed) {
            result = Result.HEARD;
            rest(now.plus(AGAIN));
        }
        return crossed;
    }

    private boolean located(int socket, Bytes datagram, Moment now) {
        boolean authentic = login.filter(known -> StunCodec.integrityHolds(datagram, known.key()))
                .isPresent();
        Optional<UdpAddress> at = StunCodec.decode(datagram)
                .filter(answer -> authentic && answer.type() == StunMessage.Type.BINDING_SUCCESS)
                .flatMap(answer -> answer.first(StunAttribute.XorMappedAddress.class))
                .map(StunAttribute.XorMappedAddress::address)
                .filter(HairpinProbe::mayBeWrittenTo)
                .filter(address -> windows.get(socket).equals(Optional.of(address)));
        if (at.isEmpty()) {
            return false;
        }
        seen.set(socket, at);
        if (seen.stream().allMatch(Optional::isPresent)) {
            stage = Stage.CROSSING;
            silence = new Silence();
            key = entropy.bytes(KEY_LENGTH);
            next = now;
        }
        return true;
    }

    /** Below 1,024 live the services that a reflected packet would be meant for (design, no reflection, rule b). */
    private static boolean mayBeWrittenTo(UdpAddress address) {
        return address.port() >= 1024
                && !address.ip().isMulticastOrBroadcast()
                && !address.ip().isUnspecified();
    }
}
