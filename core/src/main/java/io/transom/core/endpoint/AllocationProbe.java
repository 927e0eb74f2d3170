package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.LocalSocket.Observation;
import io.transom.wire.stun.StunCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds out which ports new mappings get, where the registered sockets have too few mappings to tell: a few spare sockets
 * ask the reflector at the same moment, one behind the other, and are closed again.
 */
final class AllocationProbe implements Probe {
    static final int FIRST_SOCKET = LifetimeProbe.SOCKET + 1;
    static final int SOCKETS = 4;
    static final Duration SETTLE = Duration.ofSeconds(6);
    /** A lost packet spoils the order; better all over again. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(20);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Entropy entropy;
    private Optional<UdpAddress> reflector = Optional.empty();
    private List<Bytes> transactions = List.of();
    private final List<Optional<Integer>> seen = new ArrayList<>();
    private List<Integer> result = List.of();
    private boolean open;
    private Moment next = Moment.NEVER;
    private Duration pause = FIRST_PAUSE;

    AllocationProbe(Entropy entropy) {
        this.entropy = entropy;
    }

    /** External ports in the order in which they were given; empty before it is known. */
    List<Integer> result() {
        return result;
    }

    /** The registered sockets can't tell. */
    void ready(UdpAddress primaryReflector, Moment now) {
        if (reflector.isEmpty()) {
            reflector = Optional.of(primaryReflector);
            next = now.plus(SETTLE);
        }
    }

    @Override
    public void forget(Moment now) {
        reflector = Optional.empty();
        result = List.of();
        pause = FIRST_PAUSE;
        next = open ? now : Moment.NEVER;
    }

    @Override
    public Moment wakeAt() {
        return next;
    }

    @Override
    public List<Effect> wake(Moment now) {
        if (!next.reached(now)) {
            return List.of();
        }
        if (!open) {
            return ask(now);
        }
        open = false;
        boolean again = reflector.isPresent() && result.isEmpty();
        next = again ? now.plus(pause) : Moment.NEVER;
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        return IntStream.range(0, SOCKETS)
                .<Effect>mapToObj(at -> new Effect.CloseSpareSocket(FIRST_SOCKET + at))
                .toList();
    }

    private List<Effect> ask(Moment now) {
        open = true;
        next = now.plus(PATIENCE);
        List<Effect> effects = new ArrayList<>();
        List<Bytes> asked = new ArrayList<>();
        seen.clear();
        for (int at = 0; at < SOCKETS; at++) {
            asked.add(Questions.transaction(entropy));
            seen.add(Optional.empty());
            effects.add(new Effect.OpenSpareSocket(FIRST_SOCKET + at));
        }
        transactions = asked;
        for (int at = 0; at < SOCKETS; at++) {
            effects.add(new Effect.SendDatagram(
                    FIRST_SOCKET + at, reflector.orElseThrow(), Questions.plain(transactions.get(at))));
        }
        return effects;
    }

    @Override
    public boolean onStun(int socket, UdpAddress from, Bytes datagram, Moment now) {
        int at = socket - FIRST_SOCKET;
        boolean asked = open && at >= 0 && at < SOCKETS && reflector.equals(Optional.of(from));
        if (!asked || !Questions.transactionOf(datagram).equals(Optional.of(transactions.get(at)))) {
            return false;
        }
        Optional<Observation> told = StunCodec.decode(datagram).flatMap(Questions::observation);
        told.ifPresent(
                observation -> seen.set(at, Optional.of(observation.address().port())));
        if (seen.stream().allMatch(Optional::isPresent)) {
            result = seen.stream().map(Optional::orElseThrow).toList();
            next = now;
        }
        return told.isPresent();
    }
}
