package io.transom.core.warm;

import io.transom.core.Effect;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.endpoint.PinBook;
import io.transom.core.endpoint.Rebound;
import io.transom.core.endpoint.Station;
import io.transom.core.path.PathEngine;
import io.transom.core.trust.CallKeys;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.Way;
import io.transom.wire.household.Right;
import io.transom.wire.signal.ControlSignal.Deliver;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Warm;
import io.transom.wire.signal.PeerSignal.WarmAnswer;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The device's warm windows: one with each open app of the household that has asked for it; two while it is renewed. */
public final class DeviceWindows {
    /** More open apps than most households have; the others are rung through the manager. */
    public static final int MOST = 16;
    /** Sooner than that nobody gets another one: each is a first round of packets. */
    static final Duration LEAST_LIFE = Duration.ofSeconds(2);
    /**
     * Requests of this boot, so that none works twice. Accepted ones only: 16 apps that renew theirs every hour fill it in
     * two days, and then a new boot nonce makes all of them stale.
     */
    static final int MOST_SEEN = 1024;

    private record Answered(EndpointId to, Bytes envelope) {}

    private final Station station;
    private final WarmWindow.Ear ear;
    private final Map<EndpointId, Succession> windows = new LinkedHashMap<>();
    private final Map<CallId, Answered> seen = new LinkedHashMap<>();
    private final Patience patience = new Patience();
    private boolean givesWay;

    /** {@code taker} takes what rode in, in the form in which the manager delivers it. */
    public DeviceWindows(Station station, CallerWindows.Taker taker) {
        this.station = station;
        this.ear = (from, kind, about, envelope, now) -> taker.on(new Deliver(kind, from, about, envelope), now);
    }

    // ---- what happens ----

    public boolean claims(Bytes datagram) {
        return find(datagram).isPresent();
    }

    public List<Effect> onStun(Way way, Bytes datagram, Moment now) {
        return find(datagram).map(window -> window.onStun(way, datagram, now)).orElse(List.of());
    }

    /** A caller asks for a window. */
    public List<Effect> onRequest(Deliver deliver, Moment now) {
        Peer from = deliver.from();
        Answered before = seen.get(deliver.call());
        if (before != null) {
            return before.to().equals(from.id()) ? answer(from, deliver.call(), before.envelope(), now) : List.of();
        }
        Optional<PeerSignal> signal =
                station.open(from.identity(), SignalKind.WARM, deliver.call(), deliver.envelope());
        if (signal.isEmpty() || !(signal.get() instanceof Warm warm)) {
            return List.of();
        }
        if (!warm.boot().equals(station.boot())) {
            station.counters().count(Bad.REQUEST_STALE);
            return refuse(from, warm, WarmAnswer.Outcome.STALE, now);
        }
        return isWelcome(from, now) ? accept(from, warm, now) : refuse(from, warm, WarmAnswer.Outcome.NOT_ALLOWED, now);
    }

    /** Our sockets are other ones: only those windows hold whose way stands. The caller asks for another one. */
    public List<Effect> onSocketsBound(Rebound rebound) {
        List<Effect> effects = new ArrayList<>();
        windows.values().forEach(with -> effects.addAll(with.onSocketsBound(rebound::stands)));
        return effects;
    }

    /** We leave. */
    public List<Effect> closeAll(String reason) {
        List<Effect> effects = new ArrayList<>();
        windows.values().forEach(with -> effects.addAll(with.close(reason)));
        windows.clear();
        return effects;
    }

    /** What goes to {@code to} through the manager rides in the window with it as well, if there is one. */
    public List<Effect> say(EndpointId to, SignalKind kind, CallId about, Bytes envelope, Moment now) {
        Succession with = windows.get(to);
        return with == null ? List.of() : with.say(kind, about, envelope, now);
    }

    /** The proved direct way to {@code to}, if a window with it has one. */
    public Optional<Way> way(EndpointId to) {
        return leading(to).flatMap(WarmWindow::way);
    }

    /** Whether {@code peer} has answered a null packet in its window that left at {@code since} or later (RFC 7675). */
    public boolean hasConsent(EndpointId peer, Moment since) {
        return leading(peer).filter(window -> window.consentedSince(since)).isPresent();
    }

    /** Asks {@code peer} for its consent once more. */
    public List<Effect> ask(EndpointId peer, Moment now) {
        return leading(peer).map(window -> window.ask(now)).orElse(List.of());
    }

    private Optional<WarmWindow> leading(EndpointId peer) {
        return Optional.ofNullable(windows.get(peer)).flatMap(Succession::leading);
    }

    /** {@code callSeeks}: a call goes on that has no direct way yet; no window is sought meanwhile. */
    public List<Effect> wake(boolean callSeeks, Moment now) {
        givesWay = callSeeks;
        List<Effect> effects = new ArrayList<>();
        windows.forEach((peer, with) -> {
            with.all().forEach(window -> effects.addAll(wake(window, now)));
            if (with.isNewlyProved()) {
                patience.forget(peer);
            }
            effects.addAll(with.settle(over -> {}));
        });
        windows.values().removeIf(Succession::isEmpty);
        return effects;
    }

    private List<Effect> wake(WarmWindow window, Moment now) {
        List<Effect> effects = new ArrayList<>();
        if (givesWay) {
            effects.addAll(window.giveWay(now));
        }
        if (station.knownGone(window.peer())) {
            effects.addAll(window.close("the other end has gone"));
        } else if (!mayBeRung(window.peer(), now)) {
            effects.addAll(window.close("it may not be rung any more"));
        } else {
            effects.addAll(window.wake(now));
        }
        return effects;
    }

    public Moment wakeAt() {
        Moment earliest = Moment.NEVER;
        for (Succession with : windows.values()) {
            for (WarmWindow window : with.all()) {
                earliest = earliest.earlier(window.wakeAt());
            }
        }
        return earliest;
    }

    // ---- one window ----

    private boolean isWelcome(Peer from, Moment now) {
        PinBook.Judgement judgement = station.judge(from);
        if (judgement == PinBook.Judgement.OTHER) {
            station.counters().count(Bad.PIN_BROKEN);
        }
        Optional<Moment> before = Optional.ofNullable(windows.get(from.id()))
                .flatMap(Succession::newest)
                .map(WarmWindow::begun);
        boolean room = !givesWay
                && patience.allows(from.id(), now)
                && before.map(begun -> begun.plus(LEAST_LIFE).reached(now)).orElse(windows.size() < MOST);
        if (!room) {
            station.counters().count(Bad.TABLE_FULL);
        }
        boolean trusted = judgement == PinBook.Judgement.SAME || judgement == PinBook.Judgement.NEW;
        if (!mayBeRung(from, now)) {
            station.counters().count(Bad.NOT_ALLOWED);
            return false;
        }
        return trusted && from.role() == Role.CALLER && room;
    }

    /** Only for such is a path kept warm: what the household's records say, where we are of one. */
    private boolean mayBeRung(Peer peer, Moment now) {
        return station.household().objection(peer.id(), Right.TALK, now).isEmpty();
    }

    private List<Effect> accept(Peer from, Warm warm, Moment now) {
        List<Effect> effects = new ArrayList<>();
        CallKeys.NullPacketKeys keys = CallKeys.nullPackets(warm.call(), warm.secret());
        PathEngine.Settings settings = new PathEngine.Settings(
                warm.call(),
                true,
                warm.deviceFragment(),
                warm.callerFragment(),
                keys.deviceToCaller(),
                keys.callerToDevice(),
                1);
        WarmWindow window = new WarmWindow(station, from, settings, Optional.empty(), ear, now);
        effects.addAll(
                windows.computeIfAbsent(from.id(), with -> new Succession()).begin(window));
        patience.begin(from.id(), now);
        effects.addAll(window.opened());
        WarmAnswer accepted = new WarmAnswer(
                warm.call(),
                WarmAnswer.Outcome.ACCEPTED,
                station.whereabouts().candidates(),
                station.whereabouts().firewall().lifetime());
        Bytes envelope = station.seal(from.identity(), accepted);
        remember(warm.call(), new Answered(from.id(), envelope), now);
        effects.addAll(answer(from, warm.call(), envelope, now));
        effects.addAll(window.aim(warm.candidates(), now.plus(WarmWindow.IN_STEP), now));
        return effects;
    }

    private List<Effect> refuse(Peer from, Warm warm, WarmAnswer.Outcome outcome, Moment now) {
        WarmAnswer refusal = new WarmAnswer(warm.call(), outcome, List.of(), Optional.empty());
        return answer(from, warm.call(), station.seal(from.identity(), refusal), now);
    }

    private List<Effect> answer(Peer to, CallId window, Bytes envelope, Moment now) {
        return station.postOnce(to.id(), SignalKind.WARM_ANSWER, window, envelope, now);
    }

    private void remember(CallId id, Answered answered, Moment now) {
        if (seen.size() >= MOST_SEEN) {
            seen.clear();
            station.mintBoot(now);
        }
        seen.put(id, answered);
    }

    private Optional<WarmWindow> find(Bytes datagram) {
        for (Succession with : windows.values()) {
            Optional<WarmWindow> window = with.claimant(datagram);
            if (window.isPresent()) {
                return window;
            }
        }
        return Optional.empty();
    }
}
