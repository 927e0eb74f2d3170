package io.transom.core.call;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.call.CallState.Ended;
import io.transom.core.call.CallState.Opening;
import io.transom.core.call.CallState.Requesting;
import io.transom.core.call.CallState.Talking;
import io.transom.core.endpoint.Outbox;
import io.transom.core.endpoint.Rebound;
import io.transom.core.endpoint.Station;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.path.PathEngine;
import io.transom.core.path.Target;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import io.transom.wire.Way;
import io.transom.wire.household.Right;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.Candidate;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is the same from both ends of a call: its path, its voice, noticing that it is dead, ending it. */
public final class Conversation {
    /** Nobody waits longer for a door; both firewalls have had a dozen tries by then. */
    public static final Duration SETUP_TIMEOUT = Duration.ofSeconds(8);
    /** Whoever asks before the manager or the door can be reached still talks, or knows why not, by then. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    /** A path is called lost after 1 s of silence (path package); 1.5 s later a peer that isn't known to live is gone. */
    static final Duration LOST_AND_OFFLINE = Duration.ofMillis(1500);
    /** With the first silent second: 10 s, time for a router to restart its mappings or a phone to change networks. */
    static final Duration LOST_FOR_GOOD = Duration.ofSeconds(9);
    /** Five null packets that say so, one every 200 ms. */
    static final Duration FAREWELL = Duration.ofSeconds(1);
    /** Whoever ended the call repeats it that long at most. */
    static final Duration REMEMBERED = Duration.ofSeconds(3);
    /** The manager's way is told for a little longer: it may be reconnecting. */
    static final Duration FAREWELL_BY_MANAGER = Duration.ofSeconds(2);
    /** The request is sent twice more in that time. */
    static final Duration LAST_CHANCE = Duration.ofSeconds(1);
    /** Half a second of Opus at 64 kbit/s: enough for the first words, too little to hurt whoever it hits. */
    static final Effect.RouteVoice.Budget EARLY_SOUND = new Effect.RouteVoice.Budget(25, 4096);

    /** Takes a sealed signal that rode in a valid null packet. */
    @FunctionalInterface
    interface Carried {
        List<Effect> on(SignalKind kind, Bytes envelope, Moment now);
    }

    private final Station station;
    private final Peer peer;
    private final CallId call;
    private final CallPath path;
    private final Carried carried;
    private final Tally tally;
    private final CallMicrophone microphone;
    private CallState state;
    private Optional<Way> proved = Optional.empty();
    private Optional<Right> needs = Optional.empty();
    private boolean voice;
    private Optional<String> despair = Optional.empty();
    private Optional<Moment> goneSince = Optional.empty();

    Conversation(
            Station station, Peer peer, PathEngine.Settings settings, Carried carried, CallState state, Moment now) {
        this.station = station;
        this.peer = peer;
        this.call = settings.call();
        this.carried = carried;
        this.state = state;
        this.tally = new Tally(now);
        this.microphone = new CallMicrophone(station.audit(), peer, call);
        this.path = new CallPath(station, peer, settings, tally, new PathEar());
    }

    public CallId call() {
        return call;
    }

    public Peer peer() {
        return peer;
    }

    public CallState state() {
        return state;
    }

    /** This call goes on for as long as the other end has that right. */
    void needs(Right right) {
        needs = Optional.of(right);
    }

    /** Empty where the other end has to be a member, and no more. */
    Optional<Right> needs() {
        return needs;
    }

    public boolean ended() {
        return state instanceof Ended;
    }

    /** Over, and there is nothing to say about it any more. */
    private boolean silent() {
        return state instanceof Ended at && !at.telling();
    }

    /** Nothing more happens to it: gives back what it has. */
    List<Effect> close() {
        return path.close();
    }

    /** Over, and the other end has been told for long enough. */
    public boolean forgettable(Moment now) {
        return state instanceof Ended at && at.forgetAt().reached(now);
    }

    /** Whether its way leads through no relay. */
    boolean isDirect() {
        return path.isDirect();
    }

    // ---- what happens to it ----

    public boolean claims(Bytes datagram) {
        return path.claims(datagram);
    }

    public List<Effect> onStun(Way way, Bytes datagram, Moment now) {
        return silent() ? List.of() : path.onStun(way, datagram, now);
    }

    public List<Effect> onVoice(Way way, Moment now) {
        return ended() ? List.of() : path.onVoice(way, now);
    }

    /** Our sockets are other ones now: no path holds any more, every target is tried again. */
    public List<Effect> onSocketsBound(Rebound rebound, Moment now) {
        return ended()
                ? List.of()
                : path.onSocketsBound(rebound, Math.max(1, station.whereabouts().count()), now);
    }

    /** We are on no home's link any more: not even a farewell is meant for one. */
    public void leaveLink() {
        path.leaveLink();
    }

    /** The manager lends this call its relay. */
    public List<Effect> onGranted(RelayGranted granted, Moment now) {
        return ended() ? List.of() : path.onGranted(granted, now);
    }

    public List<Effect> onTunnelOpened(Moment now) {
        return silent() ? List.of() : path.onTunnelOpened(now);
    }

    public List<Effect> onTunnelClosed(Moment now) {
        return silent() ? List.of() : path.onTunnelClosed(now);
    }

    /** The other end says that it is elsewhere now. */
    public List<Effect> onMoved(Bytes envelope, Moment now) {
        return ended() ? List.of() : path.onMoved(envelope, now);
    }

    /** The other end can be found only by trying. */
    public List<Effect> onProbe(Bytes envelope, Moment now) {
        return ended() ? List.of() : path.onProbe(envelope, now);
    }

    /** The manager has told who is there, and where. */
    public List<Effect> onPeers(Moment now) {
        return ended() ? List.of() : path.onPeers(now);
    }

    /** The first captured sound of the other end was authenticated and decoded. */
    public List<Effect> onFirstSound() {
        if (ended() || !tally.hearSound()) {
            return List.of();
        }
        return List.of(note(EventName.FIRST_SOUND));
    }

    /** The other end said that it is over; {@code envelope} comes from either way. */
    public List<Effect> onHangUp(Bytes envelope, Moment now) {
        if (ended()) {
            return List.of();
        }
        Optional<PeerSignal> signal = station.open(peer.identity(), SignalKind.HANG_UP, call, envelope);
        return signal.map(opened -> opened instanceof PeerSignal.HangUp hangUp
                        ? finish(Reasons.hungUpBy(peer.name(), hangUp.reason()), now)
                        : List.<Effect>of())
                .orElse(List.of());
    }

    public List<Effect> wake(Moment now) {
        if (silent() || forgettable(now)) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>(path.wake(now));
        effects.addAll(
                switch (state) {
                    case Requesting at ->
                        at.deadline().reached(now)
                                ? hangUp(PeerSignal.HangUp.Reason.FAILED, whyNoAnswer(now), now)
                                : List.of();
                    case Opening at ->
                        at.deadline().reached(now)
                                ? hangUp(PeerSignal.HangUp.Reason.NO_PATH, whyNoPath(), now)
                                : List.of();
                    case Talking at ->
                        at.lostAt().map(lost -> judgeLoss(lost, now)).orElse(List.of());
                    case Ended ignored -> List.of();
                });
        return effects;
    }

    public Moment wakeAt() {
        return switch (state) {
            case Requesting at -> path.wakeAt().earlier(at.deadline());
            case Opening at -> path.wakeAt().earlier(at.deadline());
            case Talking at ->
                at.lostAt()
                        .map(lost -> path.wakeAt().earlier(lossDeadline(lost)))
                        .orElse(path.wakeAt());
            case Ended at -> at.telling() ? path.wakeAt().earlier(at.forgetAt()) : at.forgetAt();
        };
    }

    // ---- what its end does with it ----

    List<Effect> aim(List<Target> targets, Moment now) {
        return path.aim(targets, now);
    }

    /** The same with what the other end has named, of which more may be attested later. */
    List<Effect> aim(List<Candidate> named, List<Target> agreed, Moment now) {
        path.named(named);
        return path.aim(agreed, now);
    }

    /** The other end seems not to be there: if it doesn't answer soon, that is why. */
    void despair(String words, Moment now) {
        if (state instanceof Requesting at && despair.isEmpty()) {
            despair = Optional.of(words);
            state = new Requesting(at.deadline().earlier(now.plus(LAST_CHANCE)));
        }
    }

    /** Lets the sealed answer ride in the null packets until a path is proved: by then the other end has had it. */
    void carryAnswerUntilProved(Bytes envelope) {
        path.carryAnswer(envelope);
    }

    /** Both ends want to talk: the voice begins, on the proved path or, sparingly, towards {@code early}. */
    List<Effect> startVoice(MediaKeys keys, Microphone mode, String under, Optional<Target> early, Moment now) {
        List<Effect> effects = new ArrayList<>();
        if (state instanceof Requesting at) {
            state = new Opening(at.deadline());
        }
        voice = true;
        effects.add(new Effect.StartVoice(call, keys));
        effects.addAll(microphone(mode, under, now));
        if (proved.isPresent()) {
            effects.addAll(route(proved.get(), now));
        } else {
            early.ifPresent(target -> effects.add(
                    new Effect.RouteVoice(call, Way.direct(0, target.address()), Optional.of(EARLY_SOUND))));
        }
        return effects;
    }

    /**
     * What the microphone does from now on; nothing where it does that already, or there is no voice.
     *
     * @param under by which right or deed, for the log
     */
    public List<Effect> microphone(Microphone mode, String under, Moment now) {
        return voice && !ended() ? microphone.set(mode, under, now) : List.of();
    }

    /** Ends the call from our end, and tells the other end both ways. */
    public List<Effect> hangUp(PeerSignal.HangUp.Reason reason, String words, Moment now) {
        if (ended()) {
            return List.of();
        }
        Bytes envelope = station.seal(peer.identity(), new PeerSignal.HangUp(call, reason));
        List<Effect> effects = new ArrayList<>(finish(words, now));
        state = new Ended(true, now.plus(FAREWELL));
        effects.addAll(path.sayNow(SignalKind.HANG_UP, envelope, now));
        effects.addAll(station.post(
                peer.id(), SignalKind.HANG_UP, call, envelope, Outbox.Pace.ENDING, now.plus(FAREWELL_BY_MANAGER), now));
        return effects;
    }

    /** Ends the call without telling anybody: they said so, or there is nobody to tell. */
    List<Effect> finish(String words, Moment now) {
        if (ended()) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>(finishForAnother(words, now));
        effects.add(new Effect.CallOver(call, tally.soundHeard(), words));
        return effects;
    }

    /** Ends this call of which the person need not know, because another takes its place. */
    List<Effect> finishForAnother(String words, Moment now) {
        state = new Ended(false, now.plus(REMEMBERED));
        List<Effect> effects = new ArrayList<>(path.end());
        station.outbox().doneAll(SignalKind.CALL_REQUEST, call);
        station.outbox().doneAll(SignalKind.WINDOW_OPEN, call);
        station.outbox().doneAll(SignalKind.MOVED, call);
        station.outbox().doneAll(SignalKind.PROBE, call);
        if (voice) {
            effects.addAll(microphone.over(words, now));
            effects.add(new Effect.StopVoice(call));
        }
        effects.add(new Effect.Note(tally.ended(call, words, now)));
        return effects;
    }

    // ---- the path ----

    private final class PathEar implements CallPath.Ear {
        @Override
        public List<Effect> onProved(Way way, Moment now) {
            station.outbox().doneAll(SignalKind.WINDOW_OPEN, call);
            proved = Optional.of(way);
            return voice ? route(way, now) : List.of();
        }

        @Override
        public List<Effect> onLost(Moment now) {
            proved = Optional.empty();
            if (state instanceof Talking) {
                state = new Talking(Optional.of(now));
            }
            return voice ? List.of(new Effect.UnrouteVoice(call)) : List.of();
        }

        @Override
        public List<Effect> onCarried(SignalKind kind, Bytes envelope, Moment now) {
            return kind == SignalKind.HANG_UP ? onHangUp(envelope, now) : carried.on(kind, envelope, now);
        }
    }

    private List<Effect> route(Way way, Moment now) {
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.RouteVoice(call, way, Optional.empty()));
        state = new Talking(Optional.empty());
        if (tally.talking(now)) {
            effects.add(note(EventName.TALKING));
        }
        return effects;
    }

    private List<Effect> judgeLoss(Moment lost, Moment now) {
        goneSince = station.knownGone(peer) ? goneSince.or(() -> Optional.of(now)) : Optional.empty();
        if (!lossDeadline(lost).reached(now)) {
            return List.of();
        }
        boolean forGood = lost.plus(LOST_FOR_GOOD).reached(now);
        String words = forGood ? Reasons.pathLost(peer.name()) : Reasons.vanished(peer.name());
        return hangUp(PeerSignal.HangUp.Reason.PATH_LOST, words, now);
    }

    /** Where the peer is known to have gone, it may just be connecting anew: both have lasted for a while by then. */
    private Moment lossDeadline(Moment lost) {
        Moment forGood = lost.plus(LOST_FOR_GOOD);
        return goneSince
                .map(gone -> (gone.isBefore(lost) ? lost : gone).plus(LOST_AND_OFFLINE))
                .map(forGood::earlier)
                .orElse(forGood);
    }

    private String whyNoAnswer(Moment now) {
        return station.online() || station.home().isHere(peer.id(), now)
                ? despair.orElse(Reasons.noAnswer(peer.name()))
                : Reasons.NO_MANAGER;
    }

    private String whyNoPath() {
        return Reasons.noPath(
                peer.name(), tally.hasHeardThem(), station.whereabouts().firewall(), peer.firewall());
    }

    private Effect note(EventName name) {
        return new Effect.Note(Event.of(name, "call", call.toString()));
    }
}
