package io.transom.wire.signal;

import io.transom.wire.ByteReader;
import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Firewall;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.PeerSignal.Answer.Outcome;
import io.transom.wire.signal.PeerSignal.Candidate;
import io.transom.wire.signal.PeerSignal.HangUp.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Peer signals: the octet of their kind, the call's id, then the fields in order. */
final class PeerCodec {
    /** An envelope less the sender's signature (64), HPKE's encapsulated key (32) and tag (16). */
    static final int MOST_SIGNAL = ControlSignal.MOST_ENVELOPE - 64 - 32 - 16;

    private static final int SECRET_LENGTH = 16;
    private static final int EPHEMERAL_LENGTH = 32;

    private static final List<Candidate.Type> TYPES =
            List.of(Candidate.Type.HOST, Candidate.Type.OBSERVED, Candidate.Type.GRANTED);
    private static final int NO_STEP = 128;

    private static final List<Outcome> OUTCOMES =
            List.of(Outcome.ACCEPTED, Outcome.BUSY, Outcome.NOT_ALLOWED, Outcome.STALE, Outcome.ANSWERED_ELSEWHERE);
    private static final List<Reason> REASONS =
            List.of(Reason.HUNG_UP, Reason.NO_PATH, Reason.PATH_LOST, Reason.SHUTTING_DOWN, Reason.FAILED);

    private static final List<PeerSignal.WarmAnswer.Outcome> WARM_OUTCOMES = List.of(
            PeerSignal.WarmAnswer.Outcome.ACCEPTED,
            PeerSignal.WarmAnswer.Outcome.NOT_ALLOWED,
            PeerSignal.WarmAnswer.Outcome.STALE);

    private PeerCodec() {}

    static Bytes encode(PeerSignal signal) {
        ByteWriter out = new ByteWriter(MOST_SIGNAL);
        Fields.writeKind(out, signal.kind());
        out.bytes(signal.call().octets());
        switch (signal) {
            case PeerSignal.Request request -> writeRequest(out, request);
            case PeerSignal.Answer answer -> writeAnswer(out, answer);
            case PeerSignal.Ring ring -> {
                out.fixed(ring.boot(), Fields.BOOT_LENGTH);
                out.fixed(ring.app(), Fields.BOOT_LENGTH);
                writeEphemeral(out, ring.preview());
            }
            case PeerSignal.RingOver over -> Fields.writeName(out, over.answeredBy(), true);
            case PeerSignal.Listen listen -> writeEphemeral(out, listen.ephemeral());
            case PeerSignal.HangUp hangUp -> Fields.writeOneOf(out, REASONS, hangUp.reason());
            case PeerSignal.Moved moved -> writeMoved(out, moved);
            case PeerSignal.Probe probe -> writeProbe(out, probe);
            case PeerSignal.Warm warm -> writeWarm(out, warm);
            case PeerSignal.WarmAnswer answer -> writeWarmAnswer(out, answer);
            case PeerSignal.Release release -> ReleaseCodec.write(out, release);
            case PeerSignal.OfHousehold household -> HouseholdCodec.write(out, household);
            case PeerSignal.OfLog log -> LogCodec.write(out, log);
        }
        return out.written();
    }

    static Optional<PeerSignal> decode(SignalKind kind, Bytes octets) {
        ByteReader in = new ByteReader(octets);
        if (octets.length() > MOST_SIGNAL || in.u8() != kind.octet()) {
            return Optional.empty();
        }
        CallId call = Fields.readCall(in);
        return switch (kind) {
            case CALL_REQUEST -> in.whole(readRequest(in, call));
            case WINDOW_OPEN -> in.whole(readAnswer(in, call));
            case RING -> in.whole(readRing(in, call));
            case RING_OVER -> in.whole(new PeerSignal.RingOver(call, Fields.readName(in, true)));
            case HANG_UP -> in.whole(new PeerSignal.HangUp(call, Fields.readOneOf(in, REASONS)));
            case MOVED -> in.whole(new PeerSignal.Moved(call, in.u16(), readCandidates(in)));
            case PROBE -> in.whole(readProbe(in, call));
            case WARM -> in.whole(readWarm(in, call));
            case WARM_ANSWER -> readWarmAnswer(in, call).flatMap(in::whole);
            case RELEASE_ASK -> in.whole(ReleaseCodec.readAsk(in, call));
            case RELEASE_CHALLENGE -> in.whole(ReleaseCodec.readChallenge(in, call));
            case RELEASE_ANSWER -> in.whole(ReleaseCodec.readAnswer(in, call));
            case RELEASE_DONE -> in.whole(ReleaseCodec.readDone(in, call));
            case LISTEN -> in.whole(new PeerSignal.Listen(call, readEphemeral(in)));
            case HOUSEHOLD, STATEMENTS, JOIN, JOINED -> HouseholdCodec.read(in, kind, call);
            case LOG_WANTED -> LogCodec.readWanted(in, call);
            case LOG_PART -> LogCodec.readPart(in, call);
        };
    }

    private static PeerSignal.Ring readRing(ByteReader in, CallId call) {
        return new PeerSignal.Ring(call, in.bytes(Fields.BOOT_LENGTH), in.bytes(Fields.BOOT_LENGTH), readEphemeral(in));
    }

    private static void writeRequest(ByteWriter out, PeerSignal.Request request) {
        out.fixed(request.secret(), SECRET_LENGTH);
        Fields.writeFragment(out, request.callerFragment());
        Fields.writeFragment(out, request.deviceFragment());
        out.fixed(request.ephemeral(), EPHEMERAL_LENGTH).fixed(request.boot(), Fields.BOOT_LENGTH);
        Fields.writeFlag(out, request.ring().isPresent());
        request.ring().ifPresent(ring -> out.bytes(ring.octets()));
        writeCandidates(out, request.candidates());
    }

    private static PeerSignal.Request readRequest(ByteReader in, CallId call) {
        Bytes secret = in.bytes(SECRET_LENGTH);
        String callerFragment = Fields.readFragment(in);
        String deviceFragment = Fields.readFragment(in);
        Bytes ephemeral = in.bytes(EPHEMERAL_LENGTH);
        Bytes boot = in.bytes(Fields.BOOT_LENGTH);
        Optional<CallId> ring = Fields.readFlag(in) ? Optional.of(Fields.readCall(in)) : Optional.empty();
        return new PeerSignal.Request(
                call, secret, callerFragment, deviceFragment, ephemeral, readCandidates(in), boot, ring);
    }

    private static void writeEphemeral(ByteWriter out, Optional<Bytes> ephemeral) {
        Fields.writeFlag(out, ephemeral.isPresent());
        ephemeral.ifPresent(key -> out.fixed(key, EPHEMERAL_LENGTH));
    }

    private static Optional<Bytes> readEphemeral(ByteReader in) {
        return Fields.readFlag(in) ? Optional.of(in.bytes(EPHEMERAL_LENGTH)) : Optional.empty();
    }

    private static void writeAnswer(ByteWriter out, PeerSignal.Answer answer) {
        if (!isCoherent(answer)) {
            throw new IllegalArgumentException("an acceptance has a key of 32 octets, a refusal no key, no candidates");
        }
        Fields.writeOneOf(out, OUTCOMES, answer.outcome());
        out.bytes(answer.ephemeral());
        if (answer.outcome() == Outcome.ACCEPTED) {
            writeCandidates(out, answer.candidates());
        }
    }

    private static PeerSignal.Answer readAnswer(ByteReader in, CallId call) {
        Outcome outcome = Fields.readOneOf(in, OUTCOMES);
        if (outcome != Outcome.ACCEPTED) {
            return new PeerSignal.Answer(call, outcome, Bytes.EMPTY, List.of());
        }
        Bytes ephemeral = in.bytes(EPHEMERAL_LENGTH);
        return new PeerSignal.Answer(call, outcome, ephemeral, readCandidates(in));
    }

    private static void writeMoved(ByteWriter out, PeerSignal.Moved moved) {
        if (moved.sequence() < 0 || moved.sequence() > PeerSignal.Moved.LAST_SEQUENCE) {
            throw new IllegalArgumentException("a call can't move for the " + moved.sequence() + "th time");
        }
        out.u16(moved.sequence());
        writeCandidates(out, moved.candidates());
    }

    /** The step as an octet, 128 for none. */
    private static void writeProbe(ByteWriter out, PeerSignal.Probe probe) {
        Fields.writeAddress(out, probe.mine());
        out.u8(probe.step() + NO_STEP);
        Fields.writeAddress(out, probe.yours());
    }

    private static PeerSignal.Probe readProbe(ByteReader in, CallId call) {
        UdpAddress mine = Fields.readAddress(in);
        int step = in.u8() - NO_STEP;
        if (step < -PeerSignal.Probe.LONGEST_STEP) {
            in.fail();
        }
        return new PeerSignal.Probe(call, mine, Math.max(step, -PeerSignal.Probe.LONGEST_STEP), Fields.readAddress(in));
    }

    private static void writeWarm(ByteWriter out, PeerSignal.Warm warm) {
        out.fixed(warm.secret(), SECRET_LENGTH);
        Fields.writeFragment(out, warm.callerFragment());
        Fields.writeFragment(out, warm.deviceFragment());
        out.fixed(warm.boot(), Fields.BOOT_LENGTH);
        writeCandidates(out, warm.candidates());
    }

    private static PeerSignal.Warm readWarm(ByteReader in, CallId call) {
        Bytes secret = in.bytes(SECRET_LENGTH);
        String callerFragment = Fields.readFragment(in);
        String deviceFragment = Fields.readFragment(in);
        Bytes boot = in.bytes(Fields.BOOT_LENGTH);
        return new PeerSignal.Warm(call, secret, callerFragment, deviceFragment, readCandidates(in), boot);
    }

    /** The lifetime in seconds, 0 where it isn't measured. */
    private static void writeWarmAnswer(ByteWriter out, PeerSignal.WarmAnswer answer) {
        if (!isCoherent(answer)) {
            throw new IllegalArgumentException("only an acceptance of a warm window has candidates and a lifetime");
        }
        Fields.writeOneOf(out, WARM_OUTCOMES, answer.outcome());
        if (answer.outcome() == PeerSignal.WarmAnswer.Outcome.ACCEPTED) {
            out.u16((int) answer.lifetime().map(Duration::toSeconds).orElse(0L).longValue());
            writeCandidates(out, answer.candidates());
        }
    }

    private static Optional<PeerSignal> readWarmAnswer(ByteReader in, CallId call) {
        PeerSignal.WarmAnswer.Outcome outcome = Fields.readOneOf(in, WARM_OUTCOMES);
        if (outcome != PeerSignal.WarmAnswer.Outcome.ACCEPTED) {
            return Optional.of(new PeerSignal.WarmAnswer(call, outcome, List.of(), Optional.empty()));
        }
        Duration lifetime = Duration.ofSeconds(in.u16());
        List<Candidate> candidates = readCandidates(in);
        return lifetime.compareTo(Firewall.LONGEST_LIFETIME) > 0
                ? Optional.empty()
                : Optional.of(new PeerSignal.WarmAnswer(
                        call, outcome, candidates, Optional.of(lifetime).filter(Duration::isPositive)));
    }

    private static boolean isCoherent(PeerSignal.WarmAnswer answer) {
        return answer.outcome() == PeerSignal.WarmAnswer.Outcome.ACCEPTED
                || answer.candidates().isEmpty() && answer.lifetime().isEmpty();
    }

    private static boolean isCoherent(PeerSignal.Answer answer) {
        return answer.outcome() == Outcome.ACCEPTED
                ? answer.ephemeral().length() == EPHEMERAL_LENGTH
                : answer.ephemeral().isEmpty() && answer.candidates().isEmpty();
    }

    private static void writeCandidates(ByteWriter out, List<Candidate> candidates) {
        Fields.writeCount(out, candidates, PeerSignal.MOST_CANDIDATES);
        for (Candidate candidate : candidates) {
            Fields.writeOneOf(out, TYPES, candidate.type());
            out.u8(candidate.socket());
            Fields.writeAddress(out, candidate.address());
        }
    }

    private static List<Candidate> readCandidates(ByteReader in) {
        int count = in.count(PeerSignal.MOST_CANDIDATES);
        List<Candidate> candidates = new ArrayList<>(count);
        for (int i = 0; i < count && !in.failed(); i++) {
            Candidate.Type type = Fields.readOneOf(in, TYPES);
            int socket = in.u8();
            candidates.add(new Candidate(type, socket, Fields.readAddress(in)));
        }
        return candidates;
    }
}
