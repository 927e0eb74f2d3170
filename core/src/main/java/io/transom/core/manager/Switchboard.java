package io.transom.core.manager;

import io.transom.core.event.Event;
import io.transom.core.manager.Session.Registration;
import io.transom.core.relay.Relay;
import io.transom.core.relay.RelayLimits;
import io.transom.core.trust.Identity;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.Topics;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.LocalSocket;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.SignalCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The manager's decisions: who may join and log in, who is present and where, what is carried to whom. One mailbox: not
 * thread-safe. The bytes of MQTT and the store are outside.
 */
public final class Switchboard {
    /** What must outlive the manager, behind one interface. Calls are quick: a local database or memory. */
    public interface Roster {
        Optional<Member> member(EndpointId id);

        Optional<Member> memberNamed(String household, String name);

        List<Member> household(String household);

        /** Takes the invite out for good if it is there, unspent and not expired at {@code wallClock}. */
        Optional<Invite> redeem(Bytes secretHash, Instant wallClock);

        /** Why {@link #redeem} gave nothing, as well as the store remembers: what people are told. */
        enum NotRedeemed {
            UNKNOWN,
            SPENT,
            EXPIRED
        }

        default NotRedeemed whyNotRedeemed(Bytes secretHash, Instant wallClock) {
            return NotRedeemed.UNKNOWN;
        }

        /** Adds a member; whoever had that name in that household is none any more, nor is this id under another name. */
        void admit(Member member);
    }

    /** An endpoint that has joined. */
    public record Member(PublicIdentity identity, String name, Role role, String household) {}

    /** What an invite admits; {@code secretHash} is SHA-256 of the code's secret. */
    public record Invite(Bytes secretHash, String name, Role role, String household, Instant expires) {}

    /** What the switchboard wants done. */
    public sealed interface Output {
        /** MQTT PUBLISH, QoS 0, not retained. */
        record Publish(String topic, Bytes payload) implements Output {}

        /** Cut this endpoint's control connection. */
        record Drop(EndpointId id, String reason) implements Output {}

        record Note(Event event) implements Output {}
    }

    /** The answer to a login. */
    public sealed interface Verdict {
        record Admitted(Member member) implements Verdict {}

        /** {@code reason} is for people. */
        record Refused(String reason) implements Verdict {}
    }

    /** One line of {@code transom status}. */
    public record Presence(Peer peer, String household, Optional<Moment> registeredAt) {}

    /** An endpoint registers again well before: three times in a lease, so that two lost messages cost nothing. */
    public static final Duration LEASE = Duration.ofSeconds(90);
    /** Often enough for whoever watches the events, too seldom for an attacker to fill a disk with. */
    static final Duration COUNTED_EVERY = Duration.ofSeconds(10);
    /** Refusals that are noted between two wakes; more are only counted. */
    static final int MOST_PENDING = 256;

    private final Roster roster;
    private final Counters counters = new Counters();
    private final Challenges challenges;
    private final ObservationProofs proofs;
    private final Attendance attendance;
    private final HouseholdRates households;
    private final Reception reception;
    private final Optional<Relay> relay;
    private final Carrier carrier;
    private final Announcer announcer;

    /** What a login has caused: it is handed out by whatever comes next. */
    private final List<Output> pending = new ArrayList<>();

    private Moment pendingSince = Moment.NEVER;
    private final TreeSet<String> changedByLogin = new TreeSet<>();
    /** No later than the first lease's end: found anew at each wake. */
    private Moment leaseEnds = Moment.NEVER;

    private int tlsPort;

    private long countedBefore;
    private Moment countAgain = Moment.NEVER;

    /** Without a relay. */
    public Switchboard(Identity self, Roster roster, Entropy entropy) {
        this(self, roster, entropy, Optional.empty());
    }

    /** @param limits of the relay that every call is granted; none where empty */
    public Switchboard(Identity self, Roster roster, Entropy entropy, Optional<RelayLimits> limits) {
        this(self, roster, entropy, limits, Attendance.MOST_ONLINE);
    }

    Switchboard(Identity self, Roster roster, Entropy entropy, Optional<RelayLimits> limits, int mostOnline) {
        this.roster = roster;
        this.challenges = new Challenges(entropy);
        this.proofs = new ObservationProofs(self);
        this.attendance = new Attendance(roster, mostOnline);
        this.households = new HouseholdRates(mostOnline);
        this.reception = new Reception(self, roster, challenges, attendance);
        this.relay = limits.map(some -> new Relay(proofs::holds, entropy, some));
        this.carrier = new Carrier(roster, attendance, relay, counters);
        this.announcer = new Announcer(roster, attendance);
    }

    /** What endpoints are told at each registration: the port with TLS, 0 for none. */
    public void servesTls(int port) {
        tlsPort = port;
    }

    /** A one-time challenge, good for 30 s. Stateless until it is used: 8 octets of time, 8 random, 16 of HMAC. */
    public Bytes challenge(Moment now) {
        return challenges.mint(now);
    }

    /**
     * Judges an MQTT CONNECT: the challenge is ours, fresh and unused; the keys are a member's, or bring an invite. An
     * admitted login takes the place of the same id's older one. What follows from it for others comes with the next
     * {@link #wake}, which is due at once.
     */
    public Verdict login(String username, Bytes password, Moment now, Instant wallClock) {
        pendingSince = now;
        return switch (reception.judge(username, password, now, wallClock)) {
            case Reception.Outcome.Refused refused -> {
                counters.count(refused.counted());
                later(new Output.Note(Notes.refused(refused.reason())));
                scheduleCount(now);
                yield new Verdict.Refused(refused.reason());
            }
            case Reception.Outcome.Admitted admitted -> {
                admitted.joined().ifPresent(event -> later(new Output.Note(event)));
                admitted.displaced().flatMap(attendance::session).ifPresent(session -> {
                    pending.addAll(end(session, "its name was given to another endpoint by an invite"));
                    pending.add(new Output.Drop(session.id(), "its name was given to another endpoint by an invite"));
                });
                if (admitted.joined().isPresent()) {
                    attendance
                            .session(admitted.claim().id())
                            .ifPresent(
                                    older -> changedByLogin.add(older.member().household()));
                    changedByLogin.add(admitted.member().household());
                }
                Session session =
                        attendance.open(admitted.member(), admitted.claim().channel(), now);
                leaseEnds = leaseEnds.earlier(session.deadline());
                yield new Verdict.Admitted(admitted.member());
            }
        };
    }

    /** A message on an endpoint's up topic, or its will on the gone topic. Anything not sealed right is counted and dropped. */
    public List<Output> onMessage(String topic, Bytes payload, Moment now) {
        List<Output> outputs = takePending(now);
        Optional<Session> session = Topics.owner(topic).flatMap(attendance::session);
        if (session.isEmpty()) {
            return count(Counters.Reason.MESSAGE_NO_SESSION, outputs, now);
        }
        boolean will = topic.equals(Topics.gone(session.get().id()));
        if (!will && !topic.equals(Topics.up(session.get().id()))) {
            return count(Counters.Reason.MESSAGE_UNSEALED, outputs, now);
        }
        Optional<Bytes> plain = session.get().open(topic, payload);
        if (plain.isEmpty()) {
            return count(Counters.Reason.MESSAGE_UNSEALED, outputs, now);
        }
        Optional<ControlSignal.Up> signal = SignalCodec.decodeUp(plain.get());
        if (signal.isEmpty() || will && !(signal.get() instanceof ControlSignal.Leave)) {
            return count(Counters.Reason.MESSAGE_MALFORMED, outputs, now);
        }
        if (!session.get().mayAsk(now)
                || !households.mayAsk(session.get().member().household(), now)) {
            if (signal.get() instanceof ControlSignal.Send send) {
                outputs.addAll(carrier.refuse(session.get(), send, ControlSignal.Undelivered.Reason.TOO_MANY));
            }
            return count(Counters.Reason.MESSAGE_TOO_MANY, outputs, now);
        }
        outputs.addAll(obey(session.get(), signal.get(), will, now));
        scheduleCount(now);
        return outputs;
    }

    private List<Output> obey(Session session, ControlSignal.Up signal, boolean will, Moment now) {
        return switch (signal) {
            case ControlSignal.Register register -> register(session, register, now);
            case ControlSignal.AreYouAlive probe -> List.of(session.say(new ControlSignal.Alive(probe.sequence())));
            case ControlSignal.Lookup question -> List.of(lookup(session, question.name()));
            case ControlSignal.Send send -> carrier.carry(session, send, now);
            case ControlSignal.ClaimRelay claim -> carrier.claim(session, claim, now);
            case ControlSignal.Leave goodbye -> leave(session, will ? "its connection broke" : "it left", now);
        };
    }

    private List<Output> register(Session session, ControlSignal.Register register, Moment now) {
        if (session.isOvertaken()) {
            return List.of();
        }
        if (attendance.isStranger(session)) {
            // It was taken out, and nobody has told us so.
            return onTakenOut(session.member().household(), now);
        }
        Optional<Registration> before = session.registration();
        Registration registration = new Registration(
                attested(register, now),
                register.firewall(),
                register.boot(),
                before.map(Registration::since).orElse(now),
                now.plus(LEASE));
        session.register(registration);
        leaseEnds = leaseEnds.earlier(registration.expires());
        List<Output> outputs = new ArrayList<>();
        boolean changed = before.isEmpty() || !before.get().sameAs(registration);
        if (changed) {
            outputs.add(new Output.Note(Notes.registered(session.member(), registration)));
        }
        outputs.add(session.say(new ControlSignal.Registered(
                session.member().name(), session.member().household(), LEASE, registration.attested(), tlsPort)));
        // Told at every registration, changed or not: a lost message is repaired within a third of a lease.
        outputs.add(session.tell(attendance.seenBy(session.member())));
        if (changed) {
            outputs.addAll(announcer.changed(session.member().household(), now));
        }
        return outputs;
    }

    /** The addresses at which the endpoint has received what the reflector sent there, in socket order. */
    private List<UdpAddress> attested(ControlSignal.Register register, Moment now) {
        Set<UdpAddress> attested = new LinkedHashSet<>();
        for (LocalSocket socket : register.sockets()) {
            socket.observed().ifPresent(observed -> {
                if (proofs.holds(observed.address(), observed.nonce(), now)) {
                    attested.add(observed.address());
                } else {
                    counters.count(Counters.Reason.OBSERVATION_UNPROVED);
                }
            });
        }
        return List.copyOf(attested);
    }

    private Output lookup(Session session, String name) {
        Member viewer = session.member();
        if (name.isEmpty()) {
            return session.tell(attendance.seenBy(viewer));
        }
        List<Peer> found = roster.memberNamed(viewer.household(), name)
                .filter(member -> !member.identity().equals(viewer.identity()))
                .map(member -> List.of(attendance.peer(member, viewer.role())))
                .orElse(List.of());
        return session.say(new ControlSignal.Peers(name, found));
    }

    /**
     * The front door saw this endpoint's connection close. Only for the connection of its newest login: the end of an
     * older one says nothing.
     */
    public List<Output> onClosed(EndpointId id, Moment now) {
        List<Output> outputs = takePending(now);
        attendance.session(id).ifPresent(session -> outputs.addAll(leave(session, "its connection closed", now)));
        return outputs;
    }

    private List<Output> leave(Session session, String reason, Moment now) {
        List<Output> outputs = new ArrayList<>(end(session, reason));
        outputs.addAll(announcer.changed(session.member().household(), now));
        return outputs;
    }

    private List<Output> end(Session session, String reason) {
        attendance.close(session);
        return session.registration().isPresent()
                ? List.of(new Output.Note(Notes.gone(session.member(), reason)))
                : List.of();
    }

    /**
     * Somebody of {@code household} was taken out of the roster, beside us. Whoever is no member any more loses its connection
     * and what it was granted of the relay, and is there for nobody.
     */
    public List<Output> onTakenOut(String household, Moment now) {
        List<Output> outputs = takePending(now);
        for (Session session : attendance.strangers()) {
            String reason = "it was taken out";
            outputs.addAll(leave(session, reason, now));
            outputs.add(new Output.Drop(session.id(), reason));
        }
        relay.ifPresent(held ->
                held.ends().stream().filter(end -> roster.member(end).isEmpty()).forEach(held::expel));
        outputs.addAll(announcer.changed(household, now));
        return outputs;
    }

    public List<Output> wake(Moment now) {
        List<Output> outputs = takePending(now);
        if (leaseEnds.reached(now)) {
            for (Session session : attendance.due(now)) {
                outputs.addAll(leave(session, "it has not registered in time", now));
                outputs.add(new Output.Drop(session.id(), "not registered in time"));
            }
            leaseEnds = attendance.nextDeadline();
        }
        outputs.addAll(announcer.wake(now));
        relay.ifPresent(held -> held.wake(now));
        if (countAgain.reached(now)) {
            countAgain = Moment.NEVER;
            countedBefore = counters.total();
            outputs.add(new Output.Note(Notes.counted(counters)));
        }
        return outputs;
    }

    public Moment wakeAt() {
        if (!pending.isEmpty() || !changedByLogin.isEmpty()) {
            return pendingSince;
        }
        Moment relayEnds = relay.map(Relay::wakeAt).orElse(Moment.NEVER);
        return leaseEnds.earlier(announcer.wakeAt()).earlier(countAgain).earlier(relayEnds);
    }

    public List<Presence> present() {
        return attendance.present();
    }

    public Counters counters() {
        return counters;
    }

    /** The relay that this switchboard grants, for the sockets to hand datagrams to, on any thread; it is woken from here. */
    public Optional<Relay> relay() {
        return relay;
    }

    /** The reflector that shares this switchboard's secrets, on two ports of one address that needn't be known. */
    public Reflector reflector() {
        return reflector(Collections.nCopies(2, StunReflector.NOT_KNOWN));
    }

    /**
     * The reflector that shares this switchboard's secrets. It may run on another thread than the switchboard.
     *
     * @param sockets two or four addresses, as {@link Reflector#onDatagram} counts them and as the world sees them;
     *     {@code 0.0.0.0:0} for one that isn't known: it is then not told to anybody
     */
    public Reflector reflector(List<UdpAddress> sockets) {
        return new StunReflector(sockets, proofs, attendance::reflectorKey, counters);
    }

    private void later(Output output) {
        if (pending.size() < MOST_PENDING) {
            pending.add(output);
        }
    }

    private List<Output> takePending(Moment now) {
        List<Output> outputs = new ArrayList<>(pending);
        pending.clear();
        for (String household : changedByLogin) {
            outputs.addAll(announcer.changed(household, now));
        }
        changedByLogin.clear();
        return outputs;
    }

    private List<Output> count(Counters.Reason reason, List<Output> outputs, Moment now) {
        counters.count(reason);
        scheduleCount(now);
        return outputs;
    }

    private void scheduleCount(Moment now) {
        if (countAgain == Moment.NEVER && counters.total() != countedBefore) {
            countAgain = now.plus(COUNTED_EVERY);
        }
    }

    /**
     * Answers STUN Binding requests with where they came from (RFC 8489) and a nonce that proves it, and the tests of RFC
     * 5780. Stateless but for rate limits; the reply is never larger than the request, but for a bare 20-octet request
     * (at most 44 octets, rate-limited by prefix).
     */
    public interface Reflector {
        /** The reply, and through which of the reflector's sockets it goes. */
        record Reply(int socket, UdpAddress to, Bytes datagram) {}

        /** {@code socket}: 0 primary port, 1 alternate port, 2 and 3 the same on the alternate address. */
        Optional<Reply> onDatagram(int socket, UdpAddress from, Bytes datagram, Moment now);
    }
}
