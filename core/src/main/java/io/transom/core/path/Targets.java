package io.transom.core.path;

import io.transom.core.path.PathEngine.Settings;
import io.transom.core.path.PathEngine.Target;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The addresses that null packets go to, and the candidate pairs with them. Both are bounded. */
final class Targets {
    /** As many as a sealed signal names ({@code PeerSignal.MOST_CANDIDATES}). */
    static final int MOST_NAMED = 16;

    /** A router that mints a port per destination shows us one for each pair of two ports: 4, and 4 times anew. */
    static final int MOST_REFLEXIVE = 16;

    /** One target, with its rounds. */
    record Aim(Target target, boolean reflexive, Rounds rounds) {}

    private record PairKey(int socket, UdpAddress remote) {}

    private final Settings settings;
    private final Budgets budgets;
    private final Map<UdpAddress, Aim> aims = new LinkedHashMap<>();
    private final Map<PairKey, CandidatePair> pairs = new LinkedHashMap<>();
    private int named;
    private int reflexive;
    private int sockets;

    Targets(Settings settings, Budgets budgets) {
        this.settings = settings;
        this.budgets = budgets;
        this.sockets = settings.sockets();
    }

    /** Adds what the rules permit and the limit allows; what is known stays as it is. */
    void add(Target target, Moment now) {
        UdpAddress address = target.address();
        Aim known = aims.get(address);
        if (!TargetRule.permits(target) || named >= MOST_NAMED || known != null && !known.reflexive()) {
            return;
        }
        if (known != null) {
            reflexive--;
        }
        aims.put(address, new Aim(target, false, Rounds.fromAll(settings.caller(), sockets, now)));
        named++;
    }

    /** The pair with {@code from}, where that is a target or another port of one; it becomes a target then. */
    Optional<CandidatePair> heardFrom(int socket, UdpAddress from, Moment now, @Nullable CandidatePair neverRemoved) {
        if (!aims.containsKey(from) && !discover(socket, from, now, neverRemoved)) {
            return Optional.empty();
        }
        return Optional.of(pair(socket, from));
    }

    CandidatePair pair(int socket, UdpAddress remote) {
        Aim aim = aims.get(remote);
        if (aim == null) {
            throw new IllegalStateException("no target " + remote);
        }
        return pairs.computeIfAbsent(
                new PairKey(socket, remote),
                key -> new CandidatePair(socket, remote, aim.target().type()));
    }

    /** False where the pair was given up while a packet on it was under way. */
    boolean has(CandidatePair pair) {
        return pairs.get(new PairKey(pair.socket(), pair.remote())) == pair;
    }

    Collection<Aim> aims() {
        return aims.values();
    }

    Collection<CandidatePair> pairs() {
        return pairs.values();
    }

    /** Everything anew: no path is proved, and each target gets a first round. */
    void restart(Moment now) {
        aims.values().forEach(aim -> aim.rounds().restart(now));
    }

    /** Other sockets now: no pair means anything any more, nor does a port that was made for one. */
    void rebind(int count, Moment now) {
        sockets = count;
        pairs.clear();
        aims.values().removeIf(Aim::reflexive);
        reflexive = 0;
        aims.replaceAll(
                (address, aim) -> new Aim(aim.target(), false, Rounds.fromAll(settings.caller(), sockets, now)));
    }

    private boolean discover(int socket, UdpAddress from, Moment now, @Nullable CandidatePair neverRemoved) {
        Optional<Target> known = aims.values().stream()
                .map(Aim::target)
                .filter(target -> TargetRule.permitsAnotherPort(target, from))
                .findFirst();
        if (known.isEmpty() || reflexive >= MOST_REFLEXIVE && !removeOldestReflexive(neverRemoved)) {
            return false;
        }
        Target target = new Target(known.get().type(), from);
        aims.put(from, new Aim(target, true, Rounds.fromOne(settings.caller(), socket, now)));
        reflexive++;
        return true;
    }

    /** A peer whose port keeps changing must not be locked out by the ports that it has left. */
    private boolean removeOldestReflexive(@Nullable CandidatePair neverRemoved) {
        List<UdpAddress> removable = new ArrayList<>();
        for (Aim aim : aims.values()) {
            UdpAddress address = aim.target().address();
            if (aim.reflexive()
                    && (neverRemoved == null || !neverRemoved.remote().equals(address))) {
                removable.add(address);
            }
        }
        if (removable.isEmpty()) {
            return false;
        }
        UdpAddress oldest = removable.getFirst();
        aims.remove(oldest);
        pairs.keySet().removeIf(key -> key.remote().equals(oldest));
        budgets.forget(oldest);
        reflexive--;
        return true;
    }
}
