package io.transom.simulator.control;

import io.transom.core.household.StatementSet;
import io.transom.core.trust.ControlChannel;
import io.transom.core.trust.Identity;
import io.transom.core.trust.Login;
import io.transom.simulator.net.Dice;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Firewall;
import io.transom.wire.IpAddress;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.Topics;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.ControlSignal.Down;
import io.transom.wire.signal.ControlSignal.Peers;
import io.transom.wire.signal.ControlSignal.Registered;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.signal.ControlSignal.Undelivered;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.SignalCodec;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A manager that holds every key that a true one has. What the true switchboard says to a login is opened with that login's
 * keys, twisted, and sealed again with them: no endpoint can tell by the seal.
 *
 * <pre>
 *  Switchboard --- sealed ---&gt; open, twist, seal --- sealed as truly ---&gt; endpoint
 * </pre>
 */
public final class EvilManager {
    /** Addresses of people who have nothing to do with it (RFC 5737's third block): the lies name them. */
    public static final List<UdpAddress> STRANGERS = List.of(
            stranger(99, 5353),
            stranger(99, 53),
            stranger(99, 4000),
            stranger(99, 65_535),
            stranger(101, 4000),
            stranger(102, 4000),
            stranger(103, 4000),
            stranger(104, 4000));

    /** Loopback, somebody's home, link-local, multicast, broadcast, nobody's: nothing may ever leave for these. */
    public static final List<UdpAddress> NO_MANS = List.of(
            new UdpAddress(IpAddress.of(127, 0, 0, 1), 4000),
            new UdpAddress(IpAddress.of(10, 66, 6, 6), 4000),
            new UdpAddress(IpAddress.of(169, 254, 1, 1), 4000),
            new UdpAddress(IpAddress.of(224, 0, 0, 251), 5353),
            new UdpAddress(IpAddress.of(255, 255, 255, 255), 4000),
            new UdpAddress(IpAddress.of(0, 0, 0, 0), 4000));

    /** Those of them that are nobody's in any network. */
    private static final List<UdpAddress> NOBODYS = NO_MANS.stream()
            .filter(address ->
                    address.ip().isMulticastOrBroadcast() || address.ip().isUnspecified())
            .toList();

    /** Some of the truth gets through, so that calls come as far as the next lie. */
    private static final double LIES = 0.6;

    private static final int MOST_KEPT = 64;
    private static final Duration LATEST = Duration.ofSeconds(2);
    private static final int BOOT_LENGTH = 16;

    /** One thing to be said, and how much later than a true manager would. */
    record Said(EndpointId to, Down signal, Duration late) {}

    /** One login's keys: with the one the switchboard is read, with the other the endpoint is told. */
    private record Mouth(ControlChannel switchboards, ControlChannel ours) {}

    private final Dice dice;
    private final Consumer<Lie> told;
    private final EvilRelay relay;
    private final Forger forger;
    private final Map<EndpointId, Mouth> mouths = new TreeMap<>();
    private final Map<EndpointId, Peer> peers = new TreeMap<>();
    private final List<Deliver> deliveries = new ArrayList<>();
    private final List<RelayGranted> grants = new ArrayList<>();
    private List<Lie> lies = List.of();

    /** {@code told} hears of every lie that is told. */
    public EvilManager(Dice dice, Consumer<Lie> told) {
        this.dice = dice;
        this.told = told;
        this.relay = new EvilRelay(dice.fork("relay"));
        this.forger = new Forger(dice.fork("forger"));
    }

    /** From now on it lies like this, in all of these ways at once. */
    public void lies(Lie... like) {
        lies = List.of(like);
    }

    /** From now on it is honest. */
    public void repents() {
        lies = List.of();
    }

    /** It knows the household's records, from somebody who was a member. */
    public void knows(StatementSet records) {
        forger.know(records);
    }

    // ---- before a login ----

    /** What is told instead of {@code truth} to who wants to log in. */
    Manager.Challenge instead(Manager.Challenge truth) {
        Manager.Challenge told = truth;
        for (Lie like : lies) {
            if (like.isOfTheChallenge() && dice.chance(LIES)) {
                this.told.accept(like);
                told = like == Lie.CHALLENGE_OF_OTHER_KEYS
                        ? new Manager.Challenge(told.challenge(), forger.ownKeys(), told.reflectors())
                        : new Manager.Challenge(told.challenge(), told.manager(), strangersAsReflectors());
            }
        }
        return told;
    }

    private List<UdpAddress> strangersAsReflectors() {
        return List.of(dice.oneOf(STRANGERS), dice.oneOf(NOBODYS));
    }

    // ---- control messages ----

    void login(Identity manager, EndpointId id, Bytes password) {
        Login.verify(manager, id.text(), password)
                .ifPresent(claim -> mouths.put(id, new Mouth(claim.channel().otherEnd(), claim.channel())));
    }

    /** What is said instead of what the switchboard has sealed to {@code to}. */
    List<Said> instead(EndpointId to, Bytes sealed) {
        Optional<Down> signal = Optional.ofNullable(mouths.get(to))
                .flatMap(mouth -> mouth.switchboards().open(Topics.down(to), sealed))
                .flatMap(SignalCodec::decodeDown);
        signal.ifPresent(this::keep);
        List<Said> said =
                signal.map(truth -> List.of(new Said(to, truth, Duration.ZERO))).orElse(List.of());
        for (Lie like : lies) {
            if (dice.chance(LIES)) {
                said = said.stream().flatMap(one -> twisted(like, one)).toList();
            }
        }
        return said;
    }

    /** What was twisted before is twisted again: two lies at once. */
    private Stream<Said> twisted(Lie like, Said one) {
        return twisted(like, one.to(), one.signal()).stream()
                .map(lie -> new Said(lie.to(), lie.signal(), lie.late().plus(one.late())));
    }

    /** Truly sealed, in the order of calls of this. */
    Bytes seal(EndpointId to, Down signal) {
        return Optional.ofNullable(mouths.get(to))
                .orElseThrow()
                .ours()
                .seal(Topics.down(to), SignalCodec.encode(signal));
    }

    private void keep(Down signal) {
        if (signal instanceof Peers all) {
            all.peers().forEach(peer -> peers.put(peer.id(), peer));
        } else if (signal instanceof Deliver deliver) {
            peers.put(deliver.from().id(), deliver.from());
            keep(deliveries, deliver);
        } else if (signal instanceof RelayGranted granted) {
            keep(grants, granted);
        }
    }

    private static <T> void keep(List<T> kept, T one) {
        if (kept.size() >= MOST_KEPT) {
            kept.removeFirst();
        }
        kept.add(one);
    }

    private List<Said> twisted(Lie like, EndpointId to, Down truth) {
        List<Said> lies = switch (truth) {
            case Peers all ->
                like == Lie.PEERS_WITHOUT_END
                        ? List.of(said(to, new Peers(all.question(), strangers())))
                        : about(like, to, all);
            case Deliver deliver -> twisted(like, to, deliver);
            case RelayGranted granted -> twisted(like, to, granted);
            case Registered registered ->
                like == Lie.WRONG_REGISTRATION ? List.of(said(to, wrong(registered))) : List.of(said(to, truth));
            case ControlSignal.Alive ignored -> List.of(said(to, truth));
            case Undelivered ignored -> List.of(said(to, truth));
        };
        if (!lies.equals(List.of(said(to, truth)))) {
            told.accept(like);
        }
        return lies;
    }

    private List<Said> about(Lie like, EndpointId to, Peers all) {
        List<Peer> lies = all.peers().stream().map(lieAbout(like)).toList();
        return List.of(said(to, new Peers(all.question(), lies)));
    }

    /** What a lie makes of one peer; where it is about something else, nothing. */
    private UnaryOperator<Peer> lieAbout(Lie like) {
        return peer -> switch (like) {
            case STRANGERS_ATTESTED -> at(peer, STRANGERS);
            case NO_MANS_ADDRESS_ATTESTED -> at(peer, NO_MANS);
            case ANOTHER_ATTESTED -> at(peer, another(peer).attested());
            case WRONG_BOOT ->
                new Peer(
                        peer.identity(),
                        peer.name(),
                        peer.role(),
                        peer.online(),
                        peer.attested(),
                        peer.firewall(),
                        dice.bytes(BOOT_LENGTH));
            case WRONG_FIREWALL ->
                new Peer(
                        peer.identity(),
                        peer.name(),
                        peer.role(),
                        peer.online(),
                        peer.attested(),
                        new Firewall(
                                dice.oneOf(List.of(Firewall.Mapping.values())),
                                dice.oneOf(List.of(Firewall.Filtering.values()))),
                        peer.boot());
            case SWAPPED_IDENTITY -> as(peer, another(peer).identity(), peer.name(), peer.role(), peer.online());
            case SWAPPED_NAME -> as(peer, peer.identity(), another(peer).name(), peer.role(), peer.online());
            case SWAPPED_ROLE ->
                as(
                        peer,
                        peer.identity(),
                        peer.name(),
                        peer.role() == Role.DEVICE ? Role.CALLER : Role.DEVICE,
                        peer.online());
            case WRONG_PRESENCE -> as(peer, peer.identity(), peer.name(), peer.role(), !peer.online());
            default -> peer;
        };
    }

    private static Peer at(Peer peer, List<UdpAddress> attested) {
        return new Peer(
                peer.identity(), peer.name(), peer.role(), peer.online(), attested, peer.firewall(), peer.boot());
    }

    private static Peer as(Peer peer, PublicIdentity identity, String name, Role role, boolean online) {
        return new Peer(identity, name, role, online, peer.attested(), peer.firewall(), peer.boot());
    }

    private Peer another(Peer than) {
        List<Peer> others = peers.values().stream()
                .filter(peer -> !peer.id().equals(than.id()))
                .toList();
        return others.isEmpty() ? than : dice.oneOf(others);
    }

    private List<Peer> strangers() {
        List<Peer> all = new ArrayList<>();
        List<Peer> known = List.copyOf(peers.values());
        for (int i = 0; i < ControlSignal.MOST_PEERS && !known.isEmpty(); i++) {
            PublicIdentity nobodys = PublicIdentity.decode(dice.bytes(PublicIdentity.LENGTH));
            Peer model = at(dice.oneOf(known), STRANGERS);
            all.add(as(model, nobodys, "nobody " + i, model.role(), true));
        }
        return all;
    }

    private List<Said> twisted(Lie like, EndpointId to, Deliver deliver) {
        Deliver other = dice.oneOf(deliveries);
        return switch (like) {
            case REPLAYED_DELIVERY -> List.of(said(to, deliver), said(to, other));
            case LATE_DELIVERY -> List.of(new Said(to, deliver, dice.between(Duration.ofMillis(1), LATEST)));
            case DROPPED_DELIVERY -> List.of();
            case DOUBLED_DELIVERY -> List.of(said(to, deliver), said(to, deliver));
            case MISDIRECTED_DELIVERY -> List.of(said(dice.oneOf(List.copyOf(mouths.keySet())), deliver));
            case DELIVERY_OF_ANOTHER_CALL ->
                List.of(said(to, new Deliver(deliver.kind(), deliver.from(), other.call(), deliver.envelope())));
            case DELIVERY_OF_ANOTHER_KIND -> {
                SignalKind kind = dice.oneOf(List.of(SignalKind.values()));
                yield List.of(said(to, new Deliver(kind, deliver.from(), deliver.call(), deliver.envelope())));
            }
            case FORGED_MEMBER, FORGED_ENVELOPE ->
                Optional.ofNullable(peers.get(to))
                        .map(peer -> forger.instead(deliver, peer, like == Lie.FORGED_MEMBER))
                        .map(forged -> List.of(said(to, forged), said(to, deliver)))
                        .orElse(List.of(said(to, deliver)));
            case FORGED_UNASKED ->
                Optional.ofNullable(peers.get(to))
                        .map(peer -> forger.unasked(other.call(), another(peer), peer))
                        .map(forged -> List.of(said(to, deliver), said(to, forged)))
                        .orElse(List.of(said(to, deliver)));
            case UNTRUE_REFUSAL -> {
                Undelivered.Reason reason = dice.oneOf(List.of(Undelivered.Reason.values()));
                yield List.of(said(deliver.from().id(), new Undelivered(deliver.kind(), to, deliver.call(), reason)));
            }
            default -> {
                Peer from = lieAbout(like).apply(deliver.from());
                yield List.of(said(to, new Deliver(deliver.kind(), from, deliver.call(), deliver.envelope())));
            }
        };
    }

    private List<Said> twisted(Lie like, EndpointId to, RelayGranted granted) {
        RelayGranted other = dice.oneOf(grants);
        return switch (like) {
            case GRANT_OF_ANOTHER_CALL -> List.of(said(to, granted(other.call(), granted, granted.key())));
            case GRANT_OF_THE_OTHER_END -> List.of(said(to, granted(granted.call(), other, other.key())));
            case GRANT_WITH_A_WRONG_KEY ->
                List.of(said(to, granted(granted.call(), granted, dice.bytes(RelayGranted.KEY_LENGTH))));
            default -> List.of(said(to, granted));
        };
    }

    private static RelayGranted granted(CallId call, RelayGranted rest, Bytes key) {
        return new RelayGranted(call, rest.channel(), rest.username(), key, rest.life());
    }

    private Registered wrong(Registered truth) {
        return new Registered(
                dice.chance(0.5) ? truth.name() : "somebody else",
                dice.chance(0.5) ? truth.household() : "another home",
                dice.chance(0.5) ? Duration.ZERO : truth.lease().multipliedBy(40),
                dice.chance(0.5) ? STRANGERS : List.of());
    }

    private static Said said(EndpointId to, Down signal) {
        return new Said(to, signal, Duration.ZERO);
    }

    // ---- reflector and relay ----

    /** Where whoever asks from {@code truth} is told that it is seen. */
    UdpAddress seenAt(UdpAddress truth) {
        boolean lying =
                lies.contains(Lie.REFLECTED_AT_A_STRANGERS) && truth.ip().isV4() && dice.chance(LIES);
        if (lying) {
            told.accept(Lie.REFLECTED_AT_A_STRANGERS);
        }
        return lying ? dice.oneOf(STRANGERS) : truth;
    }

    EvilRelay relay() {
        return relay;
    }

    /** What its relay does now, to this datagram; empty where it passes it on. */
    Optional<Lie> lieOfTheRelay() {
        Optional<Lie> now = lies.stream()
                .filter(like -> like.name().startsWith("RELAY_"))
                .filter(like -> dice.chance(LIES))
                .findFirst();
        now.ifPresent(told);
        return now;
    }

    private static UdpAddress stranger(int host, int port) {
        return new UdpAddress(IpAddress.of(192, 0, 2, host), port);
    }
}
