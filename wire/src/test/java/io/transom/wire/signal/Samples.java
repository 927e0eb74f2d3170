package io.transom.wire.signal;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Firewall;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Hairpinning;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.Firewall.Ports;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.household.HouseholdId;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.household.Statement;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.signal.PeerSignal.Candidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Signals of every type, plain ones and ones at their limits. */
final class Samples {
    static final CallId CALL = new CallId(run(16, 0xC0));
    static final UdpAddress V4 = UdpAddress.parse("203.0.113.9:40000").orElseThrow();
    static final UdpAddress V6 = UdpAddress.parse("[2001:db8::9]:65535").orElseThrow();
    static final PublicIdentity IDENTITY = new PublicIdentity(run(32, 0x10), run(32, 0x50));
    static final EndpointId ID = IDENTITY.id();
    static final Bytes BOOT = run(16, 0xB0);
    static final Firewall FIREWALL = new Firewall(
            Mapping.ADDRESS_DEPENDENT,
            Filtering.ADDRESS_AND_PORT_DEPENDENT,
            Ports.SEQUENTIAL,
            Hairpinning.NO,
            Optional.of(Duration.ofSeconds(28)));
    static final Peer PEER = new Peer(IDENTITY, "front door", Role.DEVICE, true, List.of(V4, V6), FIREWALL, BOOT);

    static final HouseholdId HOUSEHOLD = HouseholdId.of(run(32, 0x01));
    static final SignedStatement REVOKED =
            new SignedStatement(new Statement.Revoke(HOUSEHOLD, Optional.empty(), 1_790_000_000L, ID), run(64, 0x80));

    private Samples() {}

    static List<ControlSignal.Up> up() {
        List<ControlSignal.Up> all = new ArrayList<>(List.of(
                new ControlSignal.Register(List.of(), Firewall.UNKNOWN, BOOT),
                new ControlSignal.Register(
                        List.of(socket(0, Optional.empty()), socket(1, Optional.of(V6))), FIREWALL, BOOT),
                new ControlSignal.Register(
                        Collections.nCopies(ControlSignal.MOST_SOCKETS, fullSocket()), FIREWALL, BOOT),
                new ControlSignal.AreYouAlive(1),
                new ControlSignal.AreYouAlive(-1),
                new ControlSignal.Lookup(""),
                new ControlSignal.Lookup("Tür"),
                new ControlSignal.Lookup("x".repeat(64)),
                new ControlSignal.Send(SignalKind.RING, ID, CALL, Duration.ZERO, Bytes.EMPTY),
                new ControlSignal.Send(SignalKind.RING, ID, CALL, Duration.ofSeconds(60), run(900, 1)),
                new ControlSignal.ClaimRelay(CALL, ID),
                new ControlSignal.Leave()));
        for (SignalKind kind : SignalKind.values()) {
            all.add(new ControlSignal.Send(kind, ID, CALL, Duration.ofMillis(1500), run(20, 1)));
        }
        return all;
    }

    static List<ControlSignal.Down> down() {
        List<ControlSignal.Down> all = new ArrayList<>(List.of(
                new ControlSignal.Registered("door", "home", Duration.ofSeconds(60), List.of(V4)),
                new ControlSignal.Registered("door", "home", Duration.ZERO, Collections.nCopies(8, V6), 65535),
                new ControlSignal.Alive(7),
                new ControlSignal.Peers("", List.of()),
                new ControlSignal.Peers("front door", List.of(PEER, offline())),
                new ControlSignal.Peers("", Collections.nCopies(ControlSignal.MOST_PEERS, fullPeer())),
                new ControlSignal.Deliver(SignalKind.HANG_UP, PEER, CALL, run(900, 3)),
                new ControlSignal.RelayGranted(
                        CALL, ChannelFrame.FIRST_CHANNEL, "abcdefghijklmnop", run(20, 4), Duration.ofHours(4)),
                new ControlSignal.RelayGranted(
                        CALL, ChannelFrame.LAST_CHANNEL, "qrstuvwxyz234567", run(20, 5), Duration.ZERO)));
        for (ControlSignal.Undelivered.Reason reason : ControlSignal.Undelivered.Reason.values()) {
            all.add(new ControlSignal.Undelivered(SignalKind.CALL_REQUEST, ID, CALL, reason));
        }
        for (Mapping mapping : Mapping.values()) {
            for (Filtering filtering : Filtering.values()) {
                Peer peer =
                        new Peer(IDENTITY, "a", Role.CALLER, true, List.of(), new Firewall(mapping, filtering), BOOT);
                all.add(new ControlSignal.Peers("", List.of(peer)));
            }
        }
        for (Ports ports : Ports.values()) {
            for (Hairpinning hairpinning : Hairpinning.values()) {
                all.add(told(ports, hairpinning, Optional.of(Firewall.LONGEST_LIFETIME)));
                all.add(told(ports, hairpinning, Optional.empty()));
            }
        }
        return all;
    }

    private static ControlSignal.Peers told(Ports ports, Hairpinning hairpinning, Optional<Duration> lifetime) {
        Firewall firewall = new Firewall(Mapping.UNKNOWN, Filtering.ENDPOINT_INDEPENDENT, ports, hairpinning, lifetime);
        return new ControlSignal.Peers(
                "", List.of(new Peer(IDENTITY, "a", Role.CALLER, true, List.of(), firewall, BOOT)));
    }

    static List<PeerSignal> peer() {
        List<Candidate> candidates = List.of(
                new Candidate(Candidate.Type.HOST, 0, V4),
                new Candidate(Candidate.Type.OBSERVED, 1, V6),
                new Candidate(Candidate.Type.GRANTED, 1, V4));
        List<PeerSignal> all = new ArrayList<>(List.of(
                request(candidates, Optional.empty()),
                request(List.of(), Optional.of(CALL)),
                request(Collections.nCopies(PeerSignal.MOST_CANDIDATES, candidates.get(1)), Optional.of(CALL)),
                new PeerSignal.Answer(CALL, PeerSignal.Answer.Outcome.ACCEPTED, run(32, 9), candidates),
                new PeerSignal.Ring(CALL, BOOT, run(16, 0x90)),
                new PeerSignal.Ring(CALL, BOOT, run(16, 0x90), Optional.of(run(32, 0x30))),
                new PeerSignal.Listen(CALL, Optional.of(run(32, 0x20))),
                new PeerSignal.Listen(CALL, Optional.empty()),
                new PeerSignal.RingOver(CALL, ""),
                new PeerSignal.RingOver(CALL, "kitchen"),
                new PeerSignal.Moved(CALL, 1, candidates),
                new PeerSignal.Moved(CALL, PeerSignal.Moved.LAST_SEQUENCE, List.of()),
                new PeerSignal.Probe(CALL, V4, 0, V4),
                new PeerSignal.Probe(CALL, V4, -PeerSignal.Probe.LONGEST_STEP, V6),
                new PeerSignal.Probe(CALL, V6, PeerSignal.Probe.LONGEST_STEP, V4),
                new PeerSignal.Warm(CALL, run(16, 2), "abcdefghijklmnop", "qrstuvwxyz234567", candidates, BOOT),
                new PeerSignal.WarmAnswer(
                        CALL, PeerSignal.WarmAnswer.Outcome.ACCEPTED, candidates, Optional.of(Duration.ofSeconds(120))),
                new PeerSignal.WarmAnswer(
                        CALL,
                        PeerSignal.WarmAnswer.Outcome.ACCEPTED,
                        List.of(),
                        Optional.of(Firewall.LONGEST_LIFETIME)),
                new PeerSignal.WarmAnswer(CALL, PeerSignal.WarmAnswer.Outcome.NOT_ALLOWED, List.of(), Optional.empty()),
                new PeerSignal.WarmAnswer(CALL, PeerSignal.WarmAnswer.Outcome.STALE, List.of(), Optional.empty()),
                new PeerSignal.Holding(CALL, HOUSEHOLD, Collections.nCopies(16, run(16, 0x40))),
                new PeerSignal.Statements(CALL, List.of()),
                new PeerSignal.Statements(CALL, List.of(REVOKED, REVOKED)),
                new PeerSignal.Statements(CALL, Collections.nCopies(7, REVOKED)),
                new PeerSignal.Join(CALL, run(4, 0xA0), Role.DEVICE, run(32, 0x60)),
                new PeerSignal.Joined(CALL, run(32, 0x01), run(32, 0x60)),
                new PeerSignal.LogWanted(CALL, 0),
                new PeerSignal.LogWanted(CALL, Long.MAX_VALUE),
                new PeerSignal.LogPart(CALL, 0, 0, 0, List.of()),
                new PeerSignal.LogPart(CALL, 9, 2, 255, List.of(run(4, 1), run(4, 5))),
                new PeerSignal.LogPart(CALL, Long.MAX_VALUE, Long.MAX_VALUE, 0, List.of(run(750, 1))),
                new PeerSignal.ReleaseAsk(CALL, run(16, 0xA0), ""),
                new PeerSignal.ReleaseAsk(CALL, run(16, 0xA0), "x".repeat(64)),
                new PeerSignal.ReleaseChallenge(CALL, run(16, 0xA0), run(32, 1), "gate", Duration.ofSeconds(10)),
                new PeerSignal.ReleaseAnswer(CALL, run(16, 0xA0), run(32, 1), run(64, 2)),
                new PeerSignal.ReleaseDone(
                        CALL, run(16, 0xA0), PeerSignal.ReleaseDone.Outcome.LOCKED_OUT, Duration.ofSeconds(65_535))));
        for (PeerSignal.ReleaseDone.Outcome outcome : PeerSignal.ReleaseDone.Outcome.values()) {
            all.add(new PeerSignal.ReleaseDone(CALL, run(16, 0xA0), outcome, Duration.ZERO));
        }
        for (PeerSignal.Answer.Outcome outcome : PeerSignal.Answer.Outcome.values()) {
            if (outcome != PeerSignal.Answer.Outcome.ACCEPTED) {
                all.add(new PeerSignal.Answer(CALL, outcome, Bytes.EMPTY, List.of()));
            }
        }
        for (PeerSignal.HangUp.Reason reason : PeerSignal.HangUp.Reason.values()) {
            all.add(new PeerSignal.HangUp(CALL, reason));
        }
        return all;
    }

    static PeerSignal.Request request(List<Candidate> candidates, Optional<CallId> ring) {
        return new PeerSignal.Request(
                CALL, run(16, 5), "abcdefghijklmnop", "qrstuvwxyz234567", run(32, 7), candidates, BOOT, ring);
    }

    /** {@code length} octets that count up from {@code first}. */
    static Bytes run(int length, int first) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) (first + i);
        }
        return Bytes.owning(octets);
    }

    private static LocalSocket socket(int index, Optional<UdpAddress> observed) {
        return new LocalSocket(
                index,
                List.of(V4, V6),
                observed.map(address ->
                        new LocalSocket.Observation(address, run(LocalSocket.Observation.NONCE_LENGTH, 0xD0))));
    }

    private static LocalSocket fullSocket() {
        LocalSocket.Observation observation =
                new LocalSocket.Observation(V6, run(LocalSocket.Observation.NONCE_LENGTH, 1));
        return new LocalSocket(255, Collections.nCopies(LocalSocket.MOST_HOSTS, V6), Optional.of(observation));
    }

    private static Peer offline() {
        return new Peer(IDENTITY, "kitchen", Role.CALLER, false, List.of(), Firewall.UNKNOWN, Bytes.EMPTY);
    }

    private static Peer fullPeer() {
        return new Peer(
                IDENTITY,
                "x".repeat(64),
                Role.CALLER,
                true,
                Collections.nCopies(ControlSignal.MOST_SOCKETS, V6),
                FIREWALL,
                BOOT);
    }
}
