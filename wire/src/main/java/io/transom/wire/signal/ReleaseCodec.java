package io.transom.wire.signal;

import io.transom.wire.ByteReader;
import io.transom.wire.ByteWriter;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.signal.PeerSignal.Release;
import io.transom.wire.signal.PeerSignal.ReleaseDone.Outcome;
import java.time.Duration;
import java.util.List;

/** The four signals about a door, behind kind and call: the request (16), then the fields in order. */
final class ReleaseCodec {
    private static final List<Outcome> OUTCOMES = List.of(
            Outcome.RELEASED,
            Outcome.OPEN_ALREADY,
            Outcome.NOT_ALLOWED,
            Outcome.NO_SUCH_DOOR,
            Outcome.LOCKED_OUT,
            Outcome.STALE,
            Outcome.REJECTED,
            Outcome.BUSY,
            Outcome.RELAY_FAILED);

    private ReleaseCodec() {}

    static void write(ByteWriter out, Release release) {
        out.fixed(release.request(), Release.REQUEST_LENGTH);
        switch (release) {
            case PeerSignal.ReleaseAsk ask -> Fields.writeName(out, ask.door(), true);
            case PeerSignal.ReleaseChallenge challenge -> {
                out.fixed(challenge.nonce(), Release.NONCE_LENGTH);
                Fields.writeName(out, challenge.door(), false);
                out.u8((int) challenge.life().toSeconds());
            }
            case PeerSignal.ReleaseAnswer answer ->
                out.fixed(answer.nonce(), Release.NONCE_LENGTH).fixed(answer.signature(), Release.SIGNATURE_LENGTH);
            case PeerSignal.ReleaseDone done -> {
                Fields.writeOneOf(out, OUTCOMES, done.outcome());
                out.u16((int) done.patience().toSeconds());
            }
        }
    }

    static PeerSignal.ReleaseAsk readAsk(ByteReader in, CallId call) {
        Bytes request = in.bytes(Release.REQUEST_LENGTH);
        return new PeerSignal.ReleaseAsk(call, request, Fields.readName(in, true));
    }

    static PeerSignal.ReleaseChallenge readChallenge(ByteReader in, CallId call) {
        Bytes request = in.bytes(Release.REQUEST_LENGTH);
        Bytes nonce = in.bytes(Release.NONCE_LENGTH);
        String door = Fields.readName(in, false);
        return new PeerSignal.ReleaseChallenge(call, request, nonce, door, readLife(in));
    }

    static PeerSignal.ReleaseAnswer readAnswer(ByteReader in, CallId call) {
        Bytes request = in.bytes(Release.REQUEST_LENGTH);
        Bytes nonce = in.bytes(Release.NONCE_LENGTH);
        return new PeerSignal.ReleaseAnswer(call, request, nonce, in.bytes(Release.SIGNATURE_LENGTH));
    }

    static PeerSignal.ReleaseDone readDone(ByteReader in, CallId call) {
        Bytes request = in.bytes(Release.REQUEST_LENGTH);
        Outcome outcome = Fields.readOneOf(in, OUTCOMES);
        return new PeerSignal.ReleaseDone(call, request, outcome, Duration.ofSeconds(in.u16()));
    }

    /** A challenge that can't be answered any more is none. */
    private static Duration readLife(ByteReader in) {
        int seconds = in.u8();
        if (seconds == 0) {
            in.fail();
        }
        return Duration.ofSeconds(seconds);
    }
}
