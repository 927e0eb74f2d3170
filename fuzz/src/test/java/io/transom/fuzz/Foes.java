package io.transom.fuzz;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.door.Opener;
import io.transom.core.household.Issuing;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.core.trust.ControlChannel;
import io.transom.core.trust.Identity;
import io.transom.core.trust.Login;
import io.transom.core.trust.PeerSeal;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Firewall;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.Topics;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.household.Right;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.SignalCodec;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The manager that an endpoint has logged in to, and one member it knows: both say what a script says, truly sealed. */
final class Foes {
    static final String NAME = "anna";

    private static final UdpAddress REFLECTOR =
            UdpAddress.parse("198.51.100.1:3478").orElseThrow();
    private static final UdpAddress HOST = UdpAddress.parse("192.168.1.7:40000").orElseThrow();
    private static final UdpAddress MEMBER =
            UdpAddress.parse("203.0.113.9:40001").orElseThrow();
    /** From one octet: up to four minutes. */
    private static final Duration STEP = Duration.ofSeconds(1);

    private static final Duration WAIT = Duration.ofMillis(100);
    private static final int MOST_WAITS = 100;
    /** Some time in 2026. */
    private static final long AFTERNOON = 1_790_000_000L;

    /** Repeats, so that what is found can be found again; nothing here needs secrecy. */
    private static final class Counted implements Entropy {
        private long state = 1;

        @Override
        public Bytes bytes(int count) {
            byte[] octets = new byte[count];
            for (int i = 0; i < count; i++) {
                state = state * 6364136223846793005L + 1442695040888963407L;
                octets[i] = (byte) (state >>> 56);
            }
            return Bytes.owning(octets);
        }
    }

    private final Entropy entropy = new Counted();
    private final Identity manager = Identity.generate(entropy);
    private final Identity member = Identity.generate(entropy);
    private final Bytes membersBoot = entropy.bytes(16);
    private final RootKey root = RootKey.generate(entropy);
    private final Role memberRole;
    private Optional<ControlChannel> channel = Optional.empty();
    private Optional<PublicIdentity> endpoint = Optional.empty();
    private Bytes boot = Bytes.EMPTY;
    private CallId call = new CallId(Bytes.hex("c0".repeat(16)));
    private CallId question = call;
    private Optional<Opener> opener = Optional.empty();
    private Optional<PeerSignal.ReleaseAnswer> answer = Optional.empty();
    private Moment now = Moment.ZERO;

    Foes(Role memberRole) {
        this.memberRole = memberRole;
    }

    Entropy entropy() {
        return entropy;
    }

    EndpointId managerId() {
        return manager.id();
    }

    /** Records in which the member, and {@code endpoint}, have every right. */
    StatementSet household(PublicIdentity endpoint, Role role) {
        StatementSet records = StatementSet.empty(root.publicKey());
        records = admitted(records, endpoint, "itself", role);
        return admitted(records, member.publicIdentity(), NAME, memberRole);
    }

    private StatementSet admitted(StatementSet records, PublicIdentity who, String name, Role role) {
        Issuing issuing = new Issuing(records, new Issuing.Authority.Root(root));
        Issuing.Terms terms = Issuing.Terms.always(name, role, EnumSet.allOf(Right.class));
        return switch (issuing.admit(who, terms, AFTERNOON)) {
            case Issuing.Outcome.Signed signed ->
                records.add(List.of(signed.statement())).set();
            case Issuing.Outcome.Refused refused -> throw new IllegalStateException(refused.reason());
        };
    }

    void logIn(Endpoint target) {
        feed(target, new Input.SocketsBound(List.of(List.of(HOST)), List.of(REFLECTOR)));
        feed(target, new Input.ChallengeArrived(Bytes.utf8("challenge"), manager.publicIdentity()));
        feed(target, new Input.Connected());
        // It registers once its reflector has answered, or has had the time to: here it never does.
        for (int i = 0; i < MOST_WAITS && boot.isEmpty(); i++) {
            now = now.plus(WAIT);
            feed(target, new Input.Wake());
        }
        tell(target, new ControlSignal.Registered("door", "home", Duration.ofSeconds(60), List.of()));
        tell(target, new ControlSignal.Peers("", List.of(peer())));
    }

    void play(Endpoint target, Script script) {
        for (Script.Step step : script.steps()) {
            Bytes octets = step.octets();
            switch (step.verb() % 12) {
                case 0 -> tell(target, octets);
                case 1 ->
                    SignalKind.of(octets.isEmpty() ? 0 : octets.at(0))
                            .flatMap(kind -> SignalCodec.decodePeer(kind, octets.slice(1, octets.length())))
                            .ifPresent(signal -> deliver(target, signal));
                case 2 -> feed(target, new Input.DatagramArrived(new Way.Direct(0, MEMBER), octets));
                case 3 -> feed(target, new Input.DatagramArrived(new Way.Direct(0, REFLECTOR), octets));
                case 4 -> {
                    now = now.plus(STEP.multipliedBy(octets.isEmpty() ? 0 : octets.at(0)));
                    feed(target, new Input.Wake());
                }
                case 5 -> feed(target, new Input.LineChanged(Input.LineChanged.Line.BUTTON, octets.isEmpty()));
                case 6 -> feed(target, new Input.TunnelOpened(call));
                case 7 -> feed(target, new Input.AnswerRing(call));
                case 8 -> feed(target, new Input.RelayAnswered(octets.isEmpty(), "no relay"));
                case 9 -> feed(target, new Input.ClockRead(AFTERNOON + (octets.isEmpty() ? 0 : octets.at(0)), true));
                case 10 -> feed(target, new Input.LineChanged(Input.LineChanged.Line.TALK, octets.isEmpty()));
                default -> feed(target, new Input.HangUp(call));
            }
        }
    }

    void feed(Endpoint target, Input input) {
        for (Effect effect : target.on(input, now)) {
            switch (effect) {
                case Effect.Connect connect -> {
                    Login.Claim claim = Login.verify(manager, connect.username(), connect.password())
                            .orElseThrow();
                    channel = Optional.of(claim.channel());
                    endpoint = Optional.of(claim.identity());
                }
                case Effect.Publish publish ->
                    channel.flatMap(known -> known.open(publish.topic(), publish.payload()))
                            .flatMap(SignalCodec::decodeUp)
                            .ifPresent(this::hear);
                default -> {}
            }
        }
    }

    private void hear(ControlSignal.Up signal) {
        if (signal instanceof ControlSignal.Register register) {
            boot = register.boot();
        } else if (signal instanceof ControlSignal.Send send) {
            if (send.kind() == SignalKind.LOG_WANTED) {
                question = send.call();
            } else {
                call = send.call();
            }
            if (send.kind() == SignalKind.RELEASE_CHALLENGE) {
                PeerSeal.open(member, endpoint.orElseThrow(), send.kind(), send.call(), send.envelope())
                        .ifPresent(heard -> answer =
                                opener.flatMap(wish -> wish.onChallenge((PeerSignal.ReleaseChallenge) heard, now)));
            }
        }
    }

    private void deliver(Endpoint target, PeerSignal signal) {
        PeerSignal fitting = fitting(signal);
        Bytes envelope = PeerSeal.seal(member, endpoint.orElseThrow(), fitting, entropy);
        tell(target, new ControlSignal.Deliver(fitting.kind(), peer(), fitting.call(), envelope));
    }

    /** No fuzzer guesses a boot nonce or the id of a call: those that were told are put in. */
    private PeerSignal fitting(PeerSignal signal) {
        return switch (signal) {
            case PeerSignal.Request request ->
                new PeerSignal.Request(
                        request.call(),
                        request.secret(),
                        request.callerFragment(),
                        request.deviceFragment(),
                        request.ephemeral(),
                        request.candidates(),
                        boot,
                        request.ring());
            case PeerSignal.Answer answer ->
                new PeerSignal.Answer(call, answer.outcome(), answer.ephemeral(), answer.candidates());
            case PeerSignal.Ring ring -> new PeerSignal.Ring(ring.call(), membersBoot, boot, ring.preview());
            case PeerSignal.Moved moved -> new PeerSignal.Moved(call, moved.sequence(), moved.candidates());
            case PeerSignal.Probe probe -> new PeerSignal.Probe(call, probe.mine(), probe.step(), probe.yours());
            case PeerSignal.Warm warm ->
                new PeerSignal.Warm(
                        warm.call(),
                        warm.secret(),
                        warm.callerFragment(),
                        warm.deviceFragment(),
                        warm.candidates(),
                        boot);
            case PeerSignal.WarmAnswer answer ->
                new PeerSignal.WarmAnswer(call, answer.outcome(), answer.candidates(), answer.lifetime());
            case PeerSignal.Listen listen -> new PeerSignal.Listen(call, listen.ephemeral());
            case PeerSignal.ReleaseAsk ask -> wish(ask);
            case PeerSignal.ReleaseAnswer said -> answer(said);
            case PeerSignal.Holding holding ->
                new PeerSignal.Holding(holding.call(), root.household(), holding.parts());
            case PeerSignal.LogPart part ->
                new PeerSignal.LogPart(question, part.length(), part.oldest(), part.following(), part.entries());
            default -> signal;
        };
    }

    private PeerSignal wish(PeerSignal.ReleaseAsk ask) {
        PublicIdentity lock = endpoint.orElseThrow();
        Opener wish = new Opener(member, lock, NAME, ask.call(), ask.door(), entropy, Moment.NEVER);
        opener = Optional.of(wish);
        return wish.ask();
    }

    /** Truly signed, or with whatever signature the script has. */
    private PeerSignal answer(PeerSignal.ReleaseAnswer said) {
        boolean truly = said.signature().at(0) % 2 == 0;
        return answer.<PeerSignal>map(right -> truly
                        ? right
                        : new PeerSignal.ReleaseAnswer(right.call(), right.request(), right.nonce(), said.signature()))
                .orElse(said);
    }

    private void tell(Endpoint target, ControlSignal.Down signal) {
        tell(target, SignalCodec.encode(signal));
    }

    private void tell(Endpoint target, Bytes plain) {
        PublicIdentity known = endpoint.orElseThrow();
        String topic = Topics.down(known.id());
        feed(target, new Input.MessageArrived(topic, channel.orElseThrow().seal(topic, plain)));
    }

    private Peer peer() {
        return new Peer(
                member.publicIdentity(), NAME, memberRole, true, List.of(MEMBER), Firewall.UNKNOWN, membersBoot);
    }
}
