package io.transom.core.warm;

import io.transom.core.Effect;
import io.transom.core.endpoint.Outbox;
import io.transom.core.endpoint.PinBook;
import io.transom.core.endpoint.Rebound;
import io.transom.core.endpoint.Station;
import io.transom.core.path.PathEngine;
import io.transom.core.trust.CallKeys;
import io.transom.wire.Base32;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.ControlSignal.Undelivered;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.WarmAnswer;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The caller's warm windows: one with each door of the household that is there; two while it is renewed. */
public final class CallerWindows {
    /** More doors than a house has. */
    static final int MOST = 16;
    /** A new secret, and what the device has measured since. */
    static final Duration RENEWED = Duration.ofHours(1);
    /** After the first attempt that finds no path; doubled each time, up to the longest, and jittered. */
    static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

    static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    /** A city that comes back doesn't ask its doors in one breath. */
    static final Duration LONGEST_START = Duration.ofMillis(500);
    /** What is left to say about a call is said first; and who calls again at once isn't held up. */
    private static final Duration AFTER_A_CALL = Duration.ofSeconds(1);
    /** What has lasted so long is no path that comes and goes. */
    private static final Duration LASTED = Duration.ofMinutes(1);

    private static final int MOST_DOUBLINGS = 7;
    private static final int SECRET_LENGTH = 16;

    /** Where both ends are: another place or another boot is a reason for another window. */
    private record Place(Bytes boot, List<UdpAddress> theirs, List<UdpAddress> ours) {
        /** Whether a way by IPv4, or by IPv6, may still be there: nobody has left the addresses for others. */
        boolean mayLeadOn(Place before, boolean v4) {
            return boot.equals(before.boot)
                    && sameOrMore(of(before.theirs, v4), of(theirs, v4))
                    && sameOrMore(of(before.ours, v4), of(ours, v4));
        }

        /** Also where fewer are known: what isn't there any more is noticed by its silence. */
        private static boolean sameOrMore(List<UdpAddress> before, List<UdpAddress> now) {
            return now.containsAll(before) || before.containsAll(now);
        }

        private static List<UdpAddress> of(List<UdpAddress> addresses, boolean v4) {
            return addresses.stream()
                    .filter(address -> address.ip().isV4() == v4)
                    .toList();
        }
    }

    /** What is known of the window with one door. */
    private static final class Door {
        private final Succession windows = new Succession();
        private Place place;
        private Optional<Duration> lifetime = Optional.empty();
        private boolean answered;
        private int failures;
        private Moment next;
        private Moment renew = Moment.NEVER;

        Door(Place place, Moment next) {
            this.place = place;
            this.next = next;
        }
    }

    private final Station station;
    private final WarmWindow.Ear ear;
    private final Map<EndpointId, Door> doors = new LinkedHashMap<>();
    private boolean givesWay;

    /** {@code ring} takes what rode in, in the form in which the manager delivers it. */
    public CallerWindows(Station station, Taker ring) {
        this.station = station;
        this.ear = (from, kind, about, envelope, now) -> ring.on(new Deliver(kind, from, about, envelope), now);
    }

    /** Takes a sealed signal that came in through a warm window. */
    @FunctionalInterface
    public interface Taker {
        List<Effect> on(Deliver delivered, Moment now);
    }

    // ---- what happens ----

    public boolean claims(Bytes datagram) {
        return find(datagram).isPresent();
    }

    public List<Effect> onStun(Way way, Bytes datagram, Moment now) {
        return find(datagram).map(window -> window.onStun(way, datagram, now)).orElse(List.of());
    }

    /** The device's answer; a late or a second one changes nothing. */
    public List<Effect> onAnswer(Deliver deliver, Moment now) {
        Door door = doors.get(deliver.from().id());
        if (door == null || door.answered || !isOf(door, deliver.call())) {
            return List.of();
        }
        WarmWindow window = door.windows.newest().orElseThrow();
        return station.open(window.peer().identity(), SignalKind.WARM_ANSWER, deliver.call(), deliver.envelope())
                .map(signal ->
                        signal instanceof WarmAnswer answer ? answered(door, window, answer, now) : List.<Effect>of())
                .orElse(List.of());
    }

    /** The manager couldn't carry our request. */
    public List<Effect> onUndelivered(Undelivered undelivered) {
        Door door = doors.get(undelivered.to());
        if (undelivered.kind() != SignalKind.WARM || door == null || !isOf(door, undelivered.call())) {
            return List.of();
        }
        return switch (undelivered.reason()) {
            case TOO_MANY -> List.of();
            case NOT_REGISTERED, NOT_ALLOWED, UNKNOWN_ENDPOINT ->
                door.windows.newest().orElseThrow().close("the manager could not deliver it");
        };
    }

    /** Our sockets are other ones: only those windows hold whose way stands. */
    public List<Effect> onSocketsBound(Rebound rebound, Moment now) {
        List<Effect> effects = new ArrayList<>();
        doors.values().forEach(door -> {
            effects.addAll(door.windows.onSocketsBound(rebound::stands));
            effects.addAll(settle(door, now));
        });
        // Those are opened anew as at the beginning, once we know where we are.
        doors.values().removeIf(door -> door.windows.isEmpty());
        return effects;
    }

    /** We leave. */
    public List<Effect> closeAll(String reason) {
        List<Effect> effects = new ArrayList<>();
        doors.values().forEach(door -> effects.addAll(close(door, reason)));
        doors.clear();
        return effects;
    }

    /** What goes to {@code to} through the manager rides in the window with it as well, if there is one. */
    public List<Effect> say(EndpointId to, SignalKind kind, CallId about, Bytes envelope, Moment now) {
        Door door = doors.get(to);
        return door == null ? List.of() : door.windows.say(kind, about, envelope, now);
    }

    /** {@code inCall}: a call goes on, and has the right of way; no window is sought meanwhile. */
    public List<Effect> wake(boolean inCall, Moment now) {
        List<Effect> effects = new ArrayList<>();
        givesWay = inCall;
        if (station.online()) {
            station.peers().all().forEach(peer -> effects.addAll(follow(peer, now)));
        }
        for (Door door : doors.values()) {
            for (WarmWindow window : door.windows.all()) {
                if (inCall) {
                    effects.addAll(window.giveWay(now));
                }
                effects.addAll(window.wake(now));
            }
            effects.addAll(settle(door, now));
            if (inCall) {
                Moment soonest = now.plus(AFTER_A_CALL);
                door.next = door.next.isBefore(soonest) ? soonest : door.next;
            } else {
                effects.addAll(pursue(door, now));
            }
        }
        return effects;
    }

    public Moment wakeAt() {
        Moment earliest = Moment.NEVER;
        for (Map.Entry<EndpointId, Door> entry : doors.entrySet()) {
            Door door = entry.getValue();
            // What can't be acted on now waits for the manager to tell of it: a wake-up for it would come again and
            // again.
            boolean known =
                    !givesWay && station.online() && found(entry.getKey()).isPresent();
            if (known && !door.windows.isRenewing()) {
                earliest = earliest.earlier(door.windows.isEmpty() ? door.next : door.renew);
            }
            for (WarmWindow window : door.windows.all()) {
                earliest = earliest.earlier(window.wakeAt());
            }
        }
        return earliest;
    }

    // ---- whom to keep one with ----

    /** What the manager tells of a door: it has come, gone, moved, or was started again. */
    private List<Effect> follow(Peer peer, Moment now) {
        Door known = doors.get(peer.id());
        boolean wanted = peer.role() == Role.DEVICE
                && peer.isCallable()
                && station.judge(peer) != PinBook.Judgement.OTHER
                && station.household().objection(peer.id(), now).isEmpty();
        if (!wanted) {
            return known == null ? List.of() : forget(peer.id(), known);
        }
        Place place =
                new Place(peer.boot(), peer.attested(), station.whereabouts().observed());
        boolean sameBoot = known == null || known.place.boot().equals(peer.boot());
        // Whoever has just bound its sockets doesn't know yet where it is.
        if (place.ours().isEmpty()
                || known != null && !station.whereabouts().complete()
                || peer.attested().isEmpty() && sameBoot) {
            return List.of();
        }
        if (known == null) {
            if (doors.size() < MOST) {
                doors.put(peer.id(), new Door(place, now.plus(start())));
            }
            return List.of();
        }
        return known.place.equals(place) ? List.of() : moved(known, place, now);
    }

    private List<Effect> moved(Door door, Place place, Moment now) {
        Optional<Way.Direct> way = door.windows
                .leading()
                .flatMap(WarmWindow::way)
                .filter(Way.Direct.class::isInstance)
                .map(Way.Direct.class::cast);
        boolean goesOn = way.filter(direct ->
                        place.mayLeadOn(door.place, direct.remote().ip().isV4()))
                .isPresent();
        door.place = place;
        // Whoever keeps moving isn't followed at every step.
        if (goesOn) {
            Moment last = door.windows.newest().map(WarmWindow::begun).orElse(now);
            door.renew = door.renew.earlier(later(now.plus(start()), last.plus(LASTED)));
            return List.of();
        }
        boolean lasted = door.windows
                .leading()
                .filter(window -> window.hasLasted(LASTED, now))
                .isPresent();
        door.failures = lasted ? 1 : door.failures + 1;
        door.next = now.plus(door.failures == 1 ? start() : pauseAfter(door.failures - 1));
        return close(door, "an end of it is elsewhere now");
    }

    private static Moment later(Moment one, Moment other) {
        return one.isBefore(other) ? other : one;
    }

    private List<Effect> forget(EndpointId id, Door door) {
        List<Effect> effects = close(door, "the other end has gone");
        doors.remove(id);
        return effects;
    }

    /**
     * A window that is over is opened anew after a pause, a longer one each time that it didn't last; a renewal that has
     * come to nothing after a long one.
     */
    private List<Effect> settle(Door door, Moment now) {
        return door.windows.settle(over -> {
            station.outbox().done(SignalKind.WARM, over.peer().id(), over.id());
            if (!over.wasProved() && door.windows.isRenewing()) {
                door.renew = now.plus(pauseAfter(MOST_DOUBLINGS + 1));
            }
            if (door.windows.all().stream().allMatch(WarmWindow::isOver)) {
                door.failures = over.hasLasted(LASTED, now) ? 1 : door.failures + 1;
                door.next = now.plus(pauseAfter(door.failures));
            }
        });
    }

    private List<Effect> pursue(Door door, Moment now) {
        boolean due =
                door.windows.isEmpty() ? door.next.reached(now) : !door.windows.isRenewing() && door.renew.reached(now);
        return due && station.online()
                ? peerAt(door).map(peer -> open(door, peer, now)).orElse(List.of())
                : List.of();
    }

    private Optional<Peer> peerAt(Door door) {
        return doors.entrySet().stream()
                .filter(entry -> entry.getValue() == door)
                .findFirst()
                .flatMap(entry -> found(entry.getKey()));
    }

    /** The door, where it is known in which boot and at which addresses it is. */
    private Optional<Peer> found(EndpointId door) {
        return station.peers()
                .byId(door)
                .filter(peer -> peer.isCallable() && !peer.attested().isEmpty());
    }

    // ---- one window ----

    private List<Effect> open(Door door, Peer peer, Moment now) {
        PeerSignal.Warm warm = new PeerSignal.Warm(
                CallId.random(station.entropy()),
                station.entropy().bytes(SECRET_LENGTH),
                fragment(),
                fragment(),
                station.whereabouts().candidates(),
                peer.boot());
        CallKeys.NullPacketKeys keys = CallKeys.nullPackets(warm.call(), warm.secret());
        // Of the two the device sends first, so in the order of null packets it has the caller's place (path.Rounds).
        PathEngine.Settings settings = new PathEngine.Settings(
                warm.call(),
                false,
                warm.callerFragment(),
                warm.deviceFragment(),
                keys.callerToDevice(),
                keys.deviceToCaller(),
                1);
        WarmWindow window = new WarmWindow(station, peer, settings, Optional.of(() -> interval(door)), ear, now);
        door.answered = false;
        door.renew = now.plus(RENEWED).plus(start());
        List<Effect> effects = new ArrayList<>(door.windows.begin(window));
        effects.addAll(window.opened());
        effects.addAll(station.post(peer.identity(), warm, Outbox.Pace.CALL, now.plus(WarmWindow.LONGEST_SEARCH), now));
        // Nobody has asked for this, so nothing leaves before the device has named where: the manager alone could lie.
        return effects;
    }

    private List<Effect> answered(Door door, WarmWindow window, WarmAnswer answer, Moment now) {
        door.answered = true;
        station.outbox().done(SignalKind.WARM, window.peer().id(), window.id());
        return switch (answer.outcome()) {
            case ACCEPTED -> {
                door.lifetime = answer.lifetime();
                Duration oneWay = now.since(window.begun()).dividedBy(2);
                Moment inStep =
                        oneWay.compareTo(WarmWindow.IN_STEP) < 0 ? now.plus(WarmWindow.IN_STEP.minus(oneWay)) : now;
                yield window.aim(answer.candidates(), inStep, now);
            }
            case NOT_ALLOWED -> window.close("the door does not want it now");
            case STALE -> window.close("the door was restarted a moment ago");
        };
    }

    /** Half of the shorter one of two lives: both firewalls have to remember. */
    private Duration interval(Door door) {
        return Intervals.between(station.whereabouts().firewall().lifetime(), door.lifetime);
    }

    private List<Effect> close(Door door, String reason) {
        List<Effect> effects = new ArrayList<>(door.windows.close(reason));
        effects.addAll(door.windows.settle(
                over -> station.outbox().done(SignalKind.WARM, over.peer().id(), over.id())));
        return effects;
    }

    private Duration pauseAfter(int failures) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.clamp(failures - 1, 0, MOST_DOUBLINGS));
        Duration longest = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        return Duration.ofNanos(
                (long) (longest.toNanos() * (0.5 + 0.5 * station.entropy().fraction())));
    }

    private Duration start() {
        return Duration.ofNanos(
                (long) (LONGEST_START.toNanos() * station.entropy().fraction()));
    }

    /** 16 characters of base32 from 10 octets. */
    private String fragment() {
        return Base32.encode(station.entropy().bytes(PeerSignal.FRAGMENT_LENGTH * 5 / 8));
    }

    private Optional<WarmWindow> find(Bytes datagram) {
        for (Door door : doors.values()) {
            Optional<WarmWindow> window = door.windows.claimant(datagram);
            if (window.isPresent()) {
                return window;
            }
        }
        return Optional.empty();
    }

    private static boolean isOf(Door door, CallId id) {
        return door.windows.isNewest(id);
    }
}
