package io.transom.wire.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.transom.wire.Bytes;
import io.transom.wire.Firewall;
import io.transom.wire.Hostile;
import io.transom.wire.PublicIdentity;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SignalCodecTest {
    @Test
    void every_control_signal_survives_the_wire_and_goes_one_way_only() {
        assertThat(types(Samples.up())).containsExactlyInAnyOrder(ControlSignal.Up.class.getPermittedSubclasses());
        for (ControlSignal.Up signal : Samples.up()) {
            Bytes octets = SignalCodec.encode(signal);
            assertThat(SignalCodec.decodeUp(octets)).contains(signal);
            assertThat(SignalCodec.decodeDown(octets)).isEmpty();
        }
        assertThat(types(Samples.down())).containsExactlyInAnyOrder(ControlSignal.Down.class.getPermittedSubclasses());
        for (ControlSignal.Down signal : Samples.down()) {
            Bytes octets = SignalCodec.encode(signal);
            assertThat(SignalCodec.decodeDown(octets)).contains(signal);
            assertThat(SignalCodec.decodeUp(octets)).isEmpty();
        }
    }

    @Test
    void every_peer_signal_survives_the_wire_and_is_read_as_its_own_kind_only() {
        assertThat(types(Samples.peer())).hasSize(SignalKind.values().length);
        for (PeerSignal signal : Samples.peer()) {
            Bytes octets = SignalCodec.encode(signal);
            for (SignalKind kind : SignalKind.values()) {
                assertThat(SignalCodec.decodePeer(kind, octets))
                        .isEqualTo(kind == signal.kind() ? Optional.of(signal) : Optional.empty());
            }
        }
    }

    @Test
    void the_largest_signal_fits_an_envelope_with_signature_and_seal() {
        Bytes largest = Samples.peer().stream()
                .map(SignalCodec::encode)
                .max((a, b) -> Integer.compare(a.length(), b.length()))
                .orElseThrow();
        assertThat(largest.length() + 64 + 32 + 16).isLessThanOrEqualTo(ControlSignal.MOST_ENVELOPE);
    }

    @Test
    void no_cut_signal_and_none_with_something_behind_it_is_read() {
        Samples.up().forEach(signal -> {
            Bytes good = SignalCodec.encode(signal);
            Hostile.everyTruncation(
                    good, cut -> assertThat(SignalCodec.decodeUp(cut)).isEmpty());
            assertThat(SignalCodec.decodeUp(Bytes.join(good, Bytes.hex("00")))).isEmpty();
        });
        Samples.down().forEach(signal -> {
            Bytes good = SignalCodec.encode(signal);
            Hostile.everyTruncation(
                    good.slice(0, Math.min(good.length(), 2000)),
                    cut -> assertThat(SignalCodec.decodeDown(cut)).isEmpty());
            assertThat(SignalCodec.decodeDown(Bytes.join(good, Bytes.hex("00"))))
                    .isEmpty();
        });
        Samples.peer().forEach(signal -> {
            Bytes good = SignalCodec.encode(signal);
            Hostile.everyTruncation(
                    good,
                    cut -> assertThat(SignalCodec.decodePeer(signal.kind(), cut))
                            .isEmpty());
            assertThat(SignalCodec.decodePeer(signal.kind(), Bytes.join(good, Bytes.hex("00"))))
                    .isEmpty();
        });
    }

    @Test
    void a_changed_octet_gives_another_signal_in_its_canonical_form_or_none() {
        for (ControlSignal.Up signal : Samples.up()) {
            Hostile.everyChangedOctet(
                    head(SignalCodec.encode(signal)),
                    changed -> SignalCodec.decodeUp(changed)
                            .ifPresent(
                                    read -> assertThat(SignalCodec.encode(read)).isEqualTo(changed)));
        }
        for (ControlSignal.Down signal : Samples.down()) {
            Hostile.everyChangedOctet(
                    head(SignalCodec.encode(signal)),
                    changed -> SignalCodec.decodeDown(changed)
                            .ifPresent(
                                    read -> assertThat(SignalCodec.encode(read)).isEqualTo(changed)));
        }
        for (PeerSignal signal : Samples.peer()) {
            Hostile.everyChangedOctet(
                    SignalCodec.encode(signal),
                    changed -> SignalCodec.decodePeer(signal.kind(), changed)
                            .ifPresent(
                                    read -> assertThat(SignalCodec.encode(read)).isEqualTo(changed)));
        }
    }

    @Test
    void noise_is_never_an_exception() {
        for (int type : List.of(0x01, 0x03, 0x04, 0x81, 0x83, 0x84, 0x85, 0x86)) {
            Hostile.noise(30_000, 300, Bytes.of((byte) type), noise -> {
                SignalCodec.decodeUp(noise);
                SignalCodec.decodeDown(noise);
            });
        }
        for (SignalKind kind : SignalKind.values()) {
            Hostile.noise(
                    30_000,
                    300,
                    Bytes.of((byte) kind.octet()),
                    noise -> SignalCodec.decodePeer(kind, noise)
                            .ifPresent(
                                    read -> assertThat(SignalCodec.encode(read)).isEqualTo(noise)));
        }
    }

    @Test
    void names_that_could_forge_a_terminal_or_a_page_are_not_read() {
        for (String name : List.of("a\nb", "a\u001B[2J", "\u202Eevil", "a\u2028b", "\u0000")) {
            Bytes octets = Bytes.utf8(name);
            Bytes lookup = Bytes.join(Bytes.hex("03"), Bytes.of((byte) octets.length()), octets);
            assertThat(SignalCodec.decodeUp(lookup)).isEmpty();
            assertThatIllegalArgumentException().isThrownBy(() -> SignalCodec.encode(new ControlSignal.Lookup(name)));
        }
        assertThat(SignalCodec.decodeUp(Bytes.hex("0302c328"))).as("not UTF-8").isEmpty();
    }

    @Test
    void what_breaks_a_limit_is_our_own_mistake_and_is_not_sent() {
        refused(new ControlSignal.Lookup("x".repeat(65)));
        refused(new ControlSignal.Registered("", "home", Duration.ZERO, List.of()));
        refused(new ControlSignal.Peers("", Collections.nCopies(65, Samples.PEER)));
        refused(new ControlSignal.Register(
                Collections.nCopies(9, new LocalSocket(0, List.of(), Optional.empty())),
                Firewall.UNKNOWN,
                Samples.BOOT));
        refused(new ControlSignal.Register(List.of(), Firewall.UNKNOWN, Bytes.hex("00")));
        refused(send(Duration.ofMillis(60_001), Bytes.EMPTY));
        refused(send(Duration.ofMillis(-1), Bytes.EMPTY));
        refused(send(Duration.ZERO, Samples.run(901, 0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignalCodec.encode(new PeerSignal.Answer(
                        Samples.CALL, PeerSignal.Answer.Outcome.BUSY, Samples.run(32, 0), List.of())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignalCodec.encode(new PeerSignal.Answer(
                        Samples.CALL, PeerSignal.Answer.Outcome.ACCEPTED, Bytes.EMPTY, List.of())));
    }

    @Test
    void a_peer_is_who_its_keys_say() {
        assertThat(Samples.PEER.id())
                .isEqualTo(PublicIdentity.decode(Samples.IDENTITY.encode()).id());
    }

    private static ControlSignal.Send send(Duration timeToLive, Bytes envelope) {
        return new ControlSignal.Send(SignalKind.RING, Samples.ID, Samples.CALL, timeToLive, envelope);
    }

    private static void refused(ControlSignal signal) {
        assertThatIllegalArgumentException().isThrownBy(() -> SignalCodec.encode(signal));
    }

    private static java.util.Set<Class<?>> types(List<?> signals) {
        return signals.stream().map(Object::getClass).collect(Collectors.toSet());
    }

    /** A long signal repeats itself: its first 400 octets hold every field at least once. */
    private static Bytes head(Bytes good) {
        return good.slice(0, Math.min(good.length(), 400));
    }
}
