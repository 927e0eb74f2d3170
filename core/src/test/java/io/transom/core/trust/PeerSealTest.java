package io.transom.core.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.PublicIdentity;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.SignalCodec;
import io.transom.wire.signal.SignalKind;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeerSealTest {
    private final SeededEntropy entropy = new SeededEntropy(9);
    private final Identity caller = Identity.generate(entropy);
    private final Identity device = Identity.generate(entropy);
    private final Identity stranger = Identity.generate(entropy);
    private final CallId call = CallId.random(entropy);
    private final PeerSignal hangUp = new PeerSignal.HangUp(call, PeerSignal.HangUp.Reason.HUNG_UP);
    private final Bytes envelope = PeerSeal.seal(caller, device.publicIdentity(), hangUp, entropy);

    @Test
    void the_receiver_opens_what_the_sender_sealed() {
        assertThat(open(device, caller, SignalKind.HANG_UP, call, envelope)).contains(hangUp);
    }

    @Test
    void nobody_else_opens_it() {
        assertThat(open(stranger, caller, SignalKind.HANG_UP, call, envelope)).isEmpty();
        assertThat(open(caller, caller, SignalKind.HANG_UP, call, envelope)).isEmpty();
    }

    @Test
    void it_cannot_be_passed_off_as_anothers() {
        assertThat(open(device, stranger, SignalKind.HANG_UP, call, envelope)).isEmpty();
    }

    @Test
    void it_holds_for_its_own_call_and_kind_only() {
        assertThat(open(device, caller, SignalKind.HANG_UP, CallId.random(entropy), envelope))
                .isEmpty();
        for (SignalKind kind : SignalKind.values()) {
            assertThat(open(device, caller, kind, call, envelope).isPresent()).isEqualTo(kind == SignalKind.HANG_UP);
        }
    }

    @Test
    void every_cut_and_every_flipped_octet_is_dropped() {
        for (int i = 0; i < envelope.length(); i++) {
            assertThat(open(device, caller, SignalKind.HANG_UP, call, envelope.slice(0, i)))
                    .isEmpty();
            byte[] flipped = envelope.toArray();
            flipped[i] ^= 4;
            assertThat(open(device, caller, SignalKind.HANG_UP, call, Bytes.owning(flipped)))
                    .isEmpty();
        }
        Bytes tooLong = Bytes.of(new byte[ControlSignal.MOST_ENVELOPE + 1]);
        assertThat(open(device, caller, SignalKind.HANG_UP, call, tooLong)).isEmpty();
    }

    @Test
    void who_has_copied_the_receivers_keys_seals_to_it_in_nobodys_name() {
        Impostor impostor = new Impostor(device, entropy);
        PublicIdentity name = caller.publicIdentity();
        List<Bytes> forged = List.of(
                impostor.unsignedAsOnce(name, hangUp),
                impostor.unsigned(name, hangUp),
                impostor.signedWithTheCopiedKey(name, hangUp),
                impostor.with(name, SignalKind.HANG_UP, call, SignalCodec.encode(hangUp), entropy.bytes(64)),
                impostor.with(name, SignalKind.HANG_UP, call, Bytes.EMPTY, Bytes.EMPTY));
        for (Bytes one : forged) {
            assertThat(open(device, caller, SignalKind.HANG_UP, call, one)).isEmpty();
        }
        // In its own name it may say what it likes to itself: the forger's seal is a true one.
        assertThat(open(
                        device,
                        device,
                        SignalKind.HANG_UP,
                        call,
                        impostor.signedWithTheCopiedKey(device.publicIdentity(), hangUp)))
                .contains(hangUp);
    }

    @Test
    void a_signature_is_for_its_own_receiver_kind_call_and_words_only() {
        Impostor impostor = new Impostor(device, entropy);
        PublicIdentity name = caller.publicIdentity();
        Bytes plain = impostor.opened(name, SignalKind.HANG_UP, call, envelope);
        Bytes octets = plain.slice(0, plain.length() - 64);
        Bytes signature = plain.slice(plain.length() - 64, plain.length());
        assertThat(octets).isEqualTo(SignalCodec.encode(hangUp));
        // Sealed anew as it was, it is what she has said: a repetition.
        assertThat(open(
                        device,
                        caller,
                        SignalKind.HANG_UP,
                        call,
                        impostor.with(name, SignalKind.HANG_UP, call, octets, signature)))
                .contains(hangUp);
        CallId other = CallId.random(entropy);
        Bytes ofAnother = SignalCodec.encode(new PeerSignal.HangUp(other, PeerSignal.HangUp.Reason.HUNG_UP));
        Bytes over = SignalCodec.encode(new PeerSignal.RingOver(call, ""));
        Bytes failed = SignalCodec.encode(new PeerSignal.HangUp(call, PeerSignal.HangUp.Reason.FAILED));
        assertThat(open(
                        device,
                        caller,
                        SignalKind.HANG_UP,
                        other,
                        impostor.with(name, SignalKind.HANG_UP, other, ofAnother, signature)))
                .isEmpty();
        assertThat(open(
                        device,
                        caller,
                        SignalKind.RING_OVER,
                        call,
                        impostor.with(name, SignalKind.RING_OVER, call, over, signature)))
                .isEmpty();
        assertThat(open(
                        device,
                        caller,
                        SignalKind.HANG_UP,
                        call,
                        impostor.with(name, SignalKind.HANG_UP, call, failed, signature)))
                .isEmpty();
    }

    @Test
    void what_was_said_to_one_cannot_be_passed_on_to_another() {
        Bytes toStranger = PeerSeal.seal(caller, stranger.publicIdentity(), hangUp, entropy);
        PublicIdentity name = caller.publicIdentity();
        Bytes plain = new Impostor(stranger, entropy).opened(name, SignalKind.HANG_UP, call, toStranger);
        Bytes passedOn = new Impostor(device, entropy).with(name, SignalKind.HANG_UP, call, plain, Bytes.EMPTY);
        assertThat(open(device, caller, SignalKind.HANG_UP, call, passedOn)).isEmpty();
    }

    @Test
    void sealing_the_same_twice_gives_different_envelopes() {
        assertThat(PeerSeal.seal(caller, device.publicIdentity(), hangUp, entropy))
                .isNotEqualTo(envelope);
    }

    @Test
    void the_longest_request_fits_an_envelope() {
        UdpAddress address = UdpAddress.parse("[2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]:65535")
                .orElseThrow();
        PeerSignal request = new PeerSignal.Request(
                call,
                entropy.bytes(16),
                "a".repeat(16),
                "b".repeat(16),
                entropy.bytes(32),
                Collections.nCopies(
                        PeerSignal.MOST_CANDIDATES,
                        new PeerSignal.Candidate(PeerSignal.Candidate.Type.HOST, 7, address)),
                entropy.bytes(16),
                Optional.of(CallId.random(entropy)));
        Bytes sealed = PeerSeal.seal(caller, device.publicIdentity(), request, entropy);
        assertThat(sealed.length()).isLessThanOrEqualTo(ControlSignal.MOST_ENVELOPE);
        assertThat(open(device, caller, SignalKind.CALL_REQUEST, call, sealed)).contains(request);
    }

    private static Optional<PeerSignal> open(
            Identity self, Identity from, SignalKind kind, CallId call, Bytes envelope) {
        return PeerSeal.open(self, from.publicIdentity(), kind, call, envelope);
    }
}
