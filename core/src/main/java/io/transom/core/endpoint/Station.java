package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.household.Household;
import io.transom.core.household.StatementSet;
import io.transom.core.lan.Member;
import io.transom.core.link.Link;
import io.transom.core.path.Allowance;
import io.transom.core.trust.Identity;
import io.transom.core.trust.InviteCode;
import io.transom.core.trust.PeerSeal;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a device and a caller have in common: the control connection, the registration, where our sockets are seen, who
 * is there, and the sealed signals on their way. It decides nothing about calls.
 */
public final class Station {
    /** One boot's nonce: a request that names another one is from before. */
    private static final int BOOT_LENGTH = 16;
    /** While the manager has a message in hand: later it isn't worth delivering (rings are repeated anyway). */
    static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);
    /** A list of peers that was lost on the way is asked for again once a minute. */
    static final Duration ROLL_CALL = Duration.ofSeconds(60);

    /**
     * Who we are, and whom we know.
     *
     * @param members those of {@code pins} whose keys are known in full
     * @param bootNumber one more at each start
     * @param audit what our log says, and how far we have read others'
     * @param latestTime the newest time that was remembered, in seconds since 1970; 0 where none was
     * @param household whose records decide from then on; empty where this endpoint was never paired
     */
    public record Settings(
            Identity self,
            Optional<InviteCode> invite,
            Optional<EndpointId> pinnedManager,
            Map<String, EndpointId> pins,
            List<Member> members,
            long bootNumber,
            Optional<StatementSet> household,
            Auditing.Known audit,
            long latestTime) {
        public Settings {
            pins = Map.copyOf(pins);
            members = List.copyOf(members);
        }

        /** Nobody's keys are known in full, this is the first start, and nobody was paired. */
        public Settings(
                Identity self,
                Optional<InviteCode> invite,
                Optional<EndpointId> pinnedManager,
                Map<String, EndpointId> pins) {
            this(self, invite, pinnedManager, pins, List.of(), 1, Optional.empty(), Auditing.Known.NOTHING, 0);
        }
    }

    private final Identity self;
    private final Entropy entropy;
    private final Link link;
    private final Whereabouts whereabouts;
    private final Registration registration = new Registration();
    private final Standing standing;
    private final Outbox outbox = new Outbox();
    private final PeerBook peers = new PeerBook();
    private final PinBook pins;
    private final Counters counters = new Counters();
    private final AtHome home;
    private final Household household;
    private final Auditing audit;
    private final LogExchange logs;
    private final Allowance allowance = new Allowance();
    private Bytes boot;
    private Moment rollCall = Moment.NEVER;
    private boolean reachesSomebody;

    public Station(Settings settings, Entropy entropy) {
        this.self = settings.self();
        this.standing = new Standing(
                settings.invite().isPresent() && settings.pinnedManager().isEmpty());
        this.entropy = entropy;
        this.link = new Link(settings.self(), settings.invite(), settings.pinnedManager(), entropy);
        this.whereabouts = new Whereabouts(settings.self(), entropy);
        this.pins = new PinBook(settings.pins(), settings.members());
        this.boot = entropy.bytes(BOOT_LENGTH);
        this.audit = new Auditing(settings);
        Household.Mail mail =
                (to, signal, now) -> postOnce(to.id(), signal.kind(), signal.call(), seal(to, signal), now);
        this.household = new Household(
                settings.self(),
                settings.household(),
                settings.latestTime(),
                entropy,
                mail,
                () -> counters.count(Bad.HOUSEHOLD_REJECTED));
        this.logs = new LogExchange(settings, household, audit, this::postOneWay, counters, entropy, link::online);
        this.home =
                new AtHome(settings, boot, new KnownMembers(household, pins), peers, entropy, link::online, counters);
    }

    // ---- what happens to it ----

    public List<Effect> onChallenge(Input.ChallengeArrived arrived, Moment now) {
        return followed(link.onChallenge(arrived.challenge(), arrived.manager(), now));
    }

    public List<Effect> onConnected(Moment now) {
        List<Effect> effects = link.onConnected(now);
        if (!effects.isEmpty()) {
            registration.onConnected(whereabouts.complete(), now);
            link.reflector().ifPresent(credentials -> whereabouts.loggedIn(credentials, now));
            standing.onConnected();
            peers.forget();
        }
        return effects;
    }

    public List<Effect> onRefused(String reason, Moment now) {
        return followed(link.onRefused(reason, now));
    }

    public List<Effect> onLost(String reason, Moment now) {
        return followed(link.onLost(reason, now));
    }

    /** What the manager said, where that concerns a call or a ring; everything else is dealt with here. */
    public Optional<ControlSignal.Down> onMessage(Input.MessageArrived arrived, Moment now, List<Effect> effects) {
        Optional<ControlSignal.Down> signal = link.open(arrived.topic(), arrived.payload(), now);
        if (signal.isEmpty()) {
            counters.count(Bad.CONTROL_REJECTED);
        }
        return signal.flatMap(down -> learn(down, now, effects));
    }

    /** Under the names that our household gives, where we are of one. */
    private Optional<ControlSignal.Down> learn(ControlSignal.Down signal, Moment now, List<Effect> effects) {
        return switch (signal) {
            case ControlSignal.Registered registered -> {
                effects.addAll(onRegistered(registered, now));
                yield Optional.of(signal);
            }
            case ControlSignal.Peers told -> {
                if (told.question().isEmpty()) {
                    household.onPeers(told.peers(), now);
                }
                ControlSignal.Peers known =
                        new ControlSignal.Peers(told.question(), household.known(told.peers(), now));
                if (told.question().isEmpty()) {
                    logs.onPeers(known.peers(), now);
                }
                peers.learn(known, link.lastHeard());
                yield Optional.of(known);
            }
            case ControlSignal.Deliver deliver -> {
                household.known(deliver.from(), now).ifPresent(from -> peers.learn(from, link.lastHeard()));
                yield deliver(deliver, now, effects).map(known -> known);
            }
            case ControlSignal.Alive ignored -> Optional.of(signal);
            case ControlSignal.Undelivered ignored -> Optional.of(signal);
            case ControlSignal.RelayGranted ignored -> Optional.of(signal);
        };
    }

    /** The same of what came straight to us. */
    public Optional<ControlSignal.Deliver> heardAtHome(
            Input.DatagramArrived arrived, Moment now, List<Effect> effects) {
        return home.onSignal(arrived, now).flatMap(deliver -> deliver(deliver, now, effects));
    }

    private Optional<ControlSignal.Deliver> deliver(ControlSignal.Deliver told, Moment now, List<Effect> effects) {
        Peer from = household.known(told.from(), now).orElse(told.from());
        return switch (told.kind()) {
            case HOUSEHOLD, STATEMENTS, JOIN, JOINED -> {
                open(from.identity(), told.kind(), told.call(), told.envelope())
                        .ifPresent(signal -> effects.addAll(
                                askAround(household.onSignal(from, (PeerSignal.OfHousehold) signal, now), now)));
                yield Optional.empty();
            }
            case LOG_WANTED, LOG_PART -> {
                open(from.identity(), told.kind(), told.call(), told.envelope())
                        .ifPresent(signal -> effects.addAll(logs.onSignal(from, (PeerSignal.OfLog) signal, now)));
                yield Optional.empty();
            }
            case CALL_REQUEST,
                    WINDOW_OPEN,
                    RING,
                    RING_OVER,
                    HANG_UP,
                    MOVED,
                    PROBE,
                    WARM,
                    WARM_ANSWER,
                    RELEASE_ASK,
                    RELEASE_CHALLENGE,
                    RELEASE_ANSWER,
                    RELEASE_DONE,
                    LISTEN -> Optional.of(new ControlSignal.Deliver(told.kind(), from, told.call(), told.envelope()));
        };
    }

    /** Members tell each other who is one, through the manager and, where it is away, in this home. */
    private List<Effect> gossip(Moment now) {
        if (household.isPaired() && !link.online()) {
            household.onPeers(home.reachable(now), now);
            logs.onPeers(household.known(home.reachable(now), now), now);
        }
        reachesSomebody =
                link.online() || household.isPaired() && !home.reachable(now).isEmpty();
        List<Effect> effects = new ArrayList<>(household.wake(reachesSomebody, now));
        if (reachesSomebody) {
            effects.addAll(logs.wake(now));
        }
        return effects;
    }

    /** What concerns who is a member. */
    public List<Effect> onHousehold(Input.OfHousehold input, Moment now) {
        audit.on(input, now);
        logs.on(input, now);
        return askAround(household.on(input, now), now);
    }

    /** Other members, or other names: the manager is asked anew who is there. */
    private List<Effect> askAround(List<Effect> effects, Moment now) {
        if (effects.stream().anyMatch(Effect.KeepHousehold.class::isInstance)) {
            rollCall = rollCall.earlier(now);
        }
        return audit.withMembers(effects, now);
    }

    public Rebound onSocketsBound(Input.SocketsBound bound, Moment now) {
        Rebound rebound = whereabouts.onSocketsBound(bound, now);
        registration.onChange(whereabouts.complete(), now);
        link.onNetworkChanged(now);
        home.onSocketsBound(bound, now);
        return rebound;
    }

    public void onGateway(Input.GatewayChanged changed, Moment now) {
        whereabouts.onGateway(changed, now);
    }

    public void onUpnp(Input.UpnpAnswered answered, Moment now) {
        whereabouts.onUpnp(answered, now);
    }

    /** Takes the datagram if it answers a question of ours to the home's router or to the reflector. */
    public boolean onStun(Input.DatagramArrived arrived, Moment now, List<Effect> effects) {
        return switch (whereabouts.onStun(arrived, now, effects)) {
            case NOT_OURS -> false;
            case SAME -> true;
            case CHANGED -> {
                registration.onChange(whereabouts.complete(), now);
                yield true;
            }
            case OTHER_ADDRESS -> {
                // Whatever gave us another address has most likely forgotten our TCP connection.
                link.doubt(now);
                registration.onChange(whereabouts.complete(), now);
                yield true;
            }
        };
    }

    /** Whatever is due: the link, questions to the reflector, the registration, signals to repeat. */
    public List<Effect> wake(Moment now) {
        List<Effect> effects = new ArrayList<>(followed(link.wake(now)));
        if (whereabouts.wake(now, effects)) {
            registration.onChange(whereabouts.complete(), now);
        }
        if (link.connected() && registration.wakeAt().reached(now)) {
            registration
                    .wake(whereabouts.sockets(), whereabouts.firewall(), boot, now)
                    .flatMap(link::publish)
                    .ifPresent(effects::add);
        }
        if (rollCall.reached(now) && link.online()) {
            rollCall = now.plus(ROLL_CALL);
            link.publish(new ControlSignal.Lookup("")).ifPresent(effects::add);
        }
        outbox.wake(now).forEach(signal -> effects.addAll(send(signal, now)));
        effects.addAll(home.wake(now));
        effects.addAll(gossip(now));
        effects.addAll(audit.wake(now));
        return effects;
    }

    public Moment wakeAt() {
        return link.wakeAt()
                .earlier(whereabouts.wakeAt())
                .earlier(registration.wakeAt())
                .earlier(link.online() ? rollCall : Moment.NEVER)
                .earlier(outbox.wakeAt())
                .earlier(home.wakeAt())
                .earlier(audit.wakeAt())
                .earlier(reachesSomebody ? logs.wakeAt() : Moment.NEVER)
                .earlier(household.wakeAt(reachesSomebody));
    }

    /** By every way that there is: the first one wins, and what comes twice is known. */
    private List<Effect> send(ControlSignal.Up signal, Moment now) {
        List<Effect> effects = new ArrayList<>(home.send(signal, now));
        link.publish(signal).ifPresent(effects::add);
        return effects;
    }

    public List<Effect> shutDown() {
        List<Effect> effects = new ArrayList<>(whereabouts.shutDown());
        effects.addAll(home.shutDown());
        effects.addAll(followed(link.shutDown()));
        return effects;
    }

    // ---- what device and caller do with it ----

    /** Seals {@code signal} to {@code to} and sends it, through the manager and straight, until it is done with. */
    public List<Effect> post(PublicIdentity to, PeerSignal signal, Outbox.Pace pace, Moment until, Moment now) {
        return post(to.id(), signal.kind(), signal.call(), seal(to, signal), pace, until, now);
    }

    /** The same for an envelope that is sealed already. */
    public List<Effect> post(
            EndpointId to, SignalKind kind, CallId call, Bytes envelope, Outbox.Pace pace, Moment until, Moment now) {
        ControlSignal.Send send = new ControlSignal.Send(kind, to, call, TIME_TO_LIVE, envelope);
        List<ControlSignal.Up> first = outbox.post(send, pace, until, now);
        if (first.isEmpty()) {
            counters.count(Bad.TABLE_FULL);
        }
        return first.stream().flatMap(up -> send(up, now).stream()).toList();
    }

    /** The same, behind a registration that is due now: the manager then knows the address that the signal names. */
    public void postBehindRegistration(
            EndpointId to, SignalKind kind, CallId call, Bytes envelope, Outbox.Pace pace, Moment until, Moment now) {
        if (!outbox.queue(new ControlSignal.Send(kind, to, call, TIME_TO_LIVE, envelope), pace, until, now)) {
            counters.count(Bad.TABLE_FULL);
        }
    }

    /** Sends {@code envelope} once. */
    public List<Effect> postOnce(EndpointId to, SignalKind kind, CallId call, Bytes envelope, Moment now) {
        return send(new ControlSignal.Send(kind, to, call, TIME_TO_LIVE, envelope), now);
    }

    /** Once, and by one way only: through the manager where it is there. For what is much and can wait. */
    private List<Effect> postOneWay(PublicIdentity to, PeerSignal signal, Moment now) {
        ControlSignal.Send send =
                new ControlSignal.Send(signal.kind(), to.id(), signal.call(), TIME_TO_LIVE, seal(to, signal));
        return link.online() ? link.publish(send).stream().toList() : home.send(send, now);
    }

    public Bytes seal(PublicIdentity to, PeerSignal signal) {
        return PeerSeal.seal(self, to, signal, entropy);
    }

    /** The signal in an envelope; one that doesn't hold is counted and empty. */
    public Optional<PeerSignal> open(PublicIdentity from, SignalKind kind, CallId call, Bytes envelope) {
        Optional<PeerSignal> signal = PeerSeal.open(self, from, kind, call, envelope)
                .filter(opened -> opened.kind() == kind && opened.call().equals(call));
        if (signal.isEmpty()) {
            counters.count(Bad.ENVELOPE_REJECTED);
        }
        return signal;
    }

    public List<Effect> lookUp(String who) {
        return link.publish(new ControlSignal.Lookup(who)).stream().toList();
    }

    /** We are in this call with {@code other}: the manager may have forgotten what it has granted. */
    public List<Effect> claimRelay(CallId call, EndpointId other) {
        return link.publish(new ControlSignal.ClaimRelay(call, other)).stream().toList();
    }

    /** Whether the manager tells others that we are there. */
    public boolean attested(UdpAddress address) {
        return standing.attested(address);
    }

    /** Another number each time that we have registered after a login. */
    public int logins() {
        return standing.logins();
    }

    /** A boot of our own that nobody has seen yet: every request minted for the one before is stale. */
    public void mintBoot(Moment now) {
        boot = entropy.bytes(BOOT_LENGTH);
        registration.onChange(true, now);
        home.onBoot(boot, now);
    }

    /** Known to have gone, or to be in another boot than the one that we talk to: the manager is there, and says so. */
    public boolean knownGone(Peer peer) {
        return link.online()
                && peers.byId(peer.id())
                        .filter(now -> !now.online() || !now.boot().equals(peer.boot()))
                        .isPresent();
    }

    public boolean online() {
        return link.online();
    }

    public boolean linkOver() {
        return link.over();
    }

    public Bytes boot() {
        return boot;
    }

    /** What we are called; empty until registered. */
    public String name() {
        return standing.name();
    }

    /** Who can be reached, with the manager or without it. */
    public AtHome home() {
        return home;
    }

    /** What may leave unasked, in all calls and windows together. */
    public Allowance allowance() {
        return allowance;
    }

    public Whereabouts whereabouts() {
        return whereabouts;
    }

    public Identity self() {
        return self;
    }

    public Entropy entropy() {
        return entropy;
    }

    public PeerBook peers() {
        return peers;
    }

    public PinBook pins() {
        return pins;
    }

    /** Who is a member and may do what, where we are of a household. */
    public Household household() {
        return household;
    }

    /** The log of what was let happen here. */
    public Auditing audit() {
        return audit;
    }

    /** Whether that name stands for these keys: our household's records say so, where we are of one. */
    public PinBook.Judgement judge(Peer peer) {
        return household.isPaired() ? PinBook.Judgement.SAME : pins.judge(peer);
    }

    public Outbox outbox() {
        return outbox;
    }

    public Counters counters() {
        return counters;
    }

    private List<Effect> onRegistered(ControlSignal.Registered told, Moment now) {
        boolean first = !link.online();
        link.onRegistered(now);
        registration.onRegistered(told, now);
        pins.household(told.household());
        if (first) {
            rollCall = now;
        }
        return standing.onRegistered(told, first);
    }

    private List<Effect> followed(List<Effect> effects) {
        if (!link.connected()) {
            registration.onDisconnected();
            whereabouts.loggedOut();
        }
        return effects;
    }
}
