package io.transom.core.path;

import io.transom.core.path.PathEngine.Settings;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What null packets go to, addresses and a relay's channel, and the candidate pairs with them. All are bounded. */
final class Targets {
    /** As many as a sealed signal names ({@code PeerSignal.MOST_CANDIDATES}). */
    static final int MOST_NAMED = 16;

    /** Those of a whole call: a peer that keeps moving is followed eight times at least. */
    static final int MOST_EVER_NAMED = 128;

    /** A router that mints a port per destination shows us one for each pair of two ports: 4, and 4 times anew. */
    static final int MOST_REFLEXIVE = 16;

    /** One address or channel, with its rounds. */
    sealed interface Aim {
        Rounds rounds();

        Way way(int socket);

        PathClass kind();

        /** An address of the peer. */
        record Address(Target target, boolean reflexive, Rounds rounds) implements Aim {
            @Override
            public Way way(int socket) {
                return Way.direct(socket, target.address());
            }

            @Override
            public PathClass kind() {
                return target.type() == Target.Type.LAN ? PathClass.LAN : PathClass.DIRECT;
            }
        }

        /** What is bound at the relay: it has agreed to whatever comes through it. */
        record Channel(Way way, Rounds rounds) implements Aim {
            @Override
            public Way way(int socket) {
                return way;
            }

            @Override
            public PathClass kind() {
                return PathClass.of(way, false);
            }
        }
    }

    private final Settings settings;
    private final Budgets budgets;
    private final Map<UdpAddress, Aim.Address> aims = new LinkedHashMap<>();
    private final Map<Way, CandidatePair> pairs = new LinkedHashMap<>();
    private Optional<Aim.Channel> channel = Optional.empty();
    private int named;
    private int everNamed;
    private int reflexive;
    private final IntPredicate isSpare;
    private int sockets;

    Targets(Settings settings, Budgets budgets, IntPredicate isSpare) {
        this.settings = settings;
        this.budgets = budgets;
        this.isSpare = isSpare;
        this.sockets = settings.sockets();
    }

    /** Adds what the rules permit and the limit allows; what is known stays as it is. */
    void add(Target target, Moment now) {
        UdpAddress address = target.address();
        Aim.@Nullable Address known = aims.get(address);
        boolean full = named >= MOST_NAMED || everNamed >= MOST_EVER_NAMED;
        if (known != null && !known.target().isAgreed() && target.isAgreed()) {
            aims.put(address, new Aim.Address(target, known.reflexive(), known.rounds()));
        }
        if (!TargetRule.permits(target) || full || known != null && !known.reflexive()) {
            return;
        }
        if (known != null) {
            reflexive--;
        }
        aims.put(address, new Aim.Address(target, false, rounds(target, now)));
        named++;
        everNamed++;
    }

    /** Of several ports of one address that only the manager names, all but the first wait until the peer is told. */
    private Rounds rounds(Target target, Moment now) {
        boolean another = target.why() == Target.Why.ATTESTED
                && aims.keySet().stream()
                        .anyMatch(known -> known.ip().equals(target.address().ip()));
        return another
                ? Rounds.inStep(settings.caller(), sockets, now)
                : Rounds.fromAll(settings.caller(), sockets, now);
    }

    /** The peer is elsewhere now: of what it named before, only {@code kept} and what is proved remain targets. */
    void retain(List<Target> kept) {
        List<UdpAddress> addresses = kept.stream().map(Target::address).toList();
        for (Aim.Address aim : List.copyOf(aims.values())) {
            UdpAddress address = aim.target().address();
            if (!addresses.contains(address) && !isProved(address)) {
                aims.remove(address);
                removePairs(address);
                named -= aim.reflexive() ? 0 : 1;
                reflexive -= aim.reflexive() ? 1 : 0;
            }
        }
    }

    /** The way through the relay, or none; the one before is given up. */
    void channel(Optional<Way> way, boolean foundAgain, Moment now) {
        if (channel.map(Aim.Channel::way).equals(way)) {
            channel.filter(same -> foundAgain).ifPresent(same -> same.rounds().restart(now));
            return;
        }
        channel.ifPresent(before -> pairs.remove(before.way()));
        channel = way.map(bound -> new Aim.Channel(bound, Rounds.fromOneAtOnce(settings.caller(), now)));
    }

    /** The pair with {@code from}, where that is a target or another port of one; it becomes a target then. */
    Optional<CandidatePair> heardFrom(Way from, Moment now, @Nullable CandidatePair neverRemoved) {
        boolean permitted = switch (from) {
            case Way.Direct direct ->
                isOurs(direct.socket()) && (aims.containsKey(direct.remote()) || discover(direct, now, neverRemoved));
            case Way.Relayed ignored -> isChannel(from);
            case Way.Tunnelled ignored -> isChannel(from);
        };
        return permitted ? Optional.of(pair(from)) : Optional.empty();
    }

    CandidatePair pair(Way way) {
        return pairs.computeIfAbsent(way, key -> switch (way) {
            case Way.Direct direct -> {
                Aim.@Nullable Address aim = aims.get(direct.remote());
                if (aim == null) {
                    throw new IllegalStateException("no target " + way);
                }
                yield new CandidatePair(way, aim.kind(), aim.target().why());
            }
            case Way.Relayed ignored -> new CandidatePair(way, PathClass.RELAY, Target.Why.RELAY);
            case Way.Tunnelled ignored -> new CandidatePair(way, PathClass.TUNNEL, Target.Why.TUNNEL);
        });
    }

    /** False where the pair was given up while a packet on it was under way. */
    boolean has(CandidatePair pair) {
        return pairs.get(pair.way()) == pair;
    }

    /** The channel first: where all begin anew, it is the one that is sure to lead somewhere. */
    List<Aim> aims() {
        List<Aim> all = new ArrayList<>();
        channel.ifPresent(all::add);
        all.addAll(aims.values());
        return all;
    }

    /** Of what is still sought beside a route of {@code kind}, or without one, what is due first. */
    Optional<Aim> firstSought(Optional<PathClass> kind) {
        Optional<Aim> first = channel.<Aim>map(aim -> aim).filter(aim -> isSought(aim, kind));
        for (Aim aim : aims.values()) {
            boolean sooner = first.isEmpty()
                    || aim.rounds().due().isBefore(first.get().rounds().due());
            if (sooner && isSought(aim, kind)) {
                first = Optional.of(aim);
            }
        }
        return first;
    }

    /**
     * The first round is played to its end, for a better path and one in reserve; the later ones without a route, and
     * for something better than the route.
     */
    private boolean isSought(Aim aim, Optional<PathClass> route) {
        if (hasOnlyTheManagersWord(aim)) {
            return false;
        }
        return route.map(kind -> aim.rounds().isInFirstRound() || aim.kind().isBetterThan(kind))
                .orElseGet(() -> !isSpent(aim));
    }

    /** A first round, and nothing more before the peer has named the address too or was heard from it. */
    private boolean hasOnlyTheManagersWord(Aim aim) {
        return aim instanceof Aim.Address address
                && address.target().why() == Target.Why.ATTESTED
                && budgets.isSpentOnTheManagersWord(address.target().address());
    }

    private boolean isSpent(Aim aim) {
        return switch (aim) {
            case Aim.Address address -> budgets.isSpent(address.target().address());
            case Aim.Channel ignored -> false;
        };
    }

    Collection<CandidatePair> pairs() {
        return pairs.values();
    }

    /** The peer has the notice of the call about now. */
    void peerIsTold(Moment now) {
        aims.values().forEach(aim -> aim.rounds().peerIsTold(now));
    }

    /** Everything anew: each target gets a first round. */
    void restart(Moment now) {
        aims().forEach(aim -> aim.rounds().restart(now));
    }

    /** The same for what {@code pair} leads to. */
    void restart(CandidatePair pair, Moment now) {
        aims().stream()
                .filter(aim -> aim.way(pair.socket()).equals(pair.way()))
                .forEach(aim -> aim.rounds().restart(now));
    }

    /**
     * Other sockets now: no pair means anything any more that doesn't stand, nor does a port that was made for one, nor a
     * bound channel. What is left begins anew, for there may be something better.
     */
    void rebind(int count, Predicate<Way> stands, Moment now) {
        sockets = count;
        pairs.keySet().removeIf(way -> !stands.test(way));
        channel = channel.filter(bound -> stands.test(bound.way()));
        aims.values().removeIf(aim -> aim.reflexive() && !hasPair(aim.target().address()));
        reflexive = (int) aims.values().stream().filter(Aim.Address::reflexive).count();
        aims.replaceAll((address, aim) -> aim.reflexive()
                ? aim
                : new Aim.Address(aim.target(), false, Rounds.fromAll(settings.caller(), sockets, now)));
    }

    /** What was on our own link is no target any more; told before {@link #rebind}, which gives the pairs up. */
    void leaveLink() {
        List<Aim.Address> left = aims.values().stream()
                .filter(aim -> aim.target().type() == Target.Type.LAN)
                .toList();
        for (Aim.Address aim : left) {
            aims.remove(aim.target().address());
            named -= aim.reflexive() ? 0 : 1;
            reflexive -= aim.reflexive() ? 1 : 0;
        }
    }

    private boolean hasPair(UdpAddress address) {
        return pairs.keySet().stream().anyMatch(way -> isWith(way, address));
    }

    private boolean isOurs(int socket) {
        return socket >= 0 && socket < sockets || isSpare.test(socket);
    }

    /** Whether the peer has named exactly this, and the manager attests it: design (a). */
    boolean isAgreed(UdpAddress address) {
        Aim.@Nullable Address aim = aims.get(address);
        return aim != null && !aim.reflexive() && aim.target().isAgreed();
    }

    /** Whether other ports of it may be tried: design (b). */
    boolean mayBeProbed(UdpAddress address) {
        return aims.values().stream()
                .anyMatch(aim -> !aim.reflexive()
                        && aim.target().isAgreed()
                        && TargetRule.permitsAnotherPort(aim.target(), address));
    }

    private boolean isChannel(Way way) {
        return channel.filter(bound -> bound.way().equals(way)).isPresent();
    }

    private boolean discover(Way.Direct from, Moment now, @Nullable CandidatePair neverRemoved) {
        Optional<Target> known = aims.values().stream()
                .map(Aim.Address::target)
                .filter(target -> TargetRule.permitsAnotherPort(target, from.remote()))
                .findFirst();
        if (known.isEmpty() || reflexive >= MOST_REFLEXIVE && !removeOldestReflexive(neverRemoved)) {
            return false;
        }
        Target target = new Target(known.get().type(), from.remote(), Target.Why.HEARD);
        aims.put(from.remote(), new Aim.Address(target, true, Rounds.fromOne(settings.caller(), from.socket(), now)));
        reflexive++;
        return true;
    }

    /** A peer whose port keeps changing must not be locked out by the ports that it has left. */
    private boolean removeOldestReflexive(@Nullable CandidatePair neverRemoved) {
        List<UdpAddress> removable = new ArrayList<>();
        for (Aim.Address aim : aims.values()) {
            UdpAddress address = aim.target().address();
            if (aim.reflexive() && (neverRemoved == null || !isWith(neverRemoved.way(), address))) {
                removable.add(address);
            }
        }
        if (removable.isEmpty()) {
            return false;
        }
        UdpAddress oldest = removable.getFirst();
        aims.remove(oldest);
        removePairs(oldest);
        budgets.forget(oldest);
        reflexive--;
        return true;
    }

    private boolean isProved(UdpAddress address) {
        return pairs.values().stream().anyMatch(pair -> pair.isProved() && isWith(pair.way(), address));
    }

    private void removePairs(UdpAddress address) {
        pairs.keySet().removeIf(way -> isWith(way, address));
    }

    private static boolean isWith(Way way, UdpAddress address) {
        return way instanceof Way.Direct direct && direct.remote().equals(address);
    }
}
