package io.transom.simulator.control;

import io.transom.core.manager.Switchboard;
import io.transom.core.trust.ControlChannel;
import io.transom.core.trust.Identity;
import io.transom.core.trust.Login;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.SignalCodec;
import io.transom.wire.signal.SignalKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads what endpoints say to the manager, with the manager's own key: the simulation's log shall be readable. What is
 * inside an envelope between endpoints stays closed to it, as to the manager.
 */
final class Wiretap {
    private final Identity manager;
    private final Map<EndpointId, ControlChannel> channels = new TreeMap<>();

    Wiretap(Identity manager) {
        this.manager = manager;
    }

    void login(EndpointId id, Bytes password) {
        Login.verify(manager, id.text(), password).ifPresent(claim -> channels.put(id, claim.channel()));
    }

    Optional<ControlSignal.Up> read(EndpointId id, String topic, Bytes payload) {
        return Optional.ofNullable(channels.get(id))
                .flatMap(channel -> channel.open(topic, payload))
                .flatMap(SignalCodec::decodeUp);
    }

    static String describe(Optional<ControlSignal.Up> signal) {
        return signal.map(up -> switch (up) {
                    case ControlSignal.Register register ->
                        "register " + register.sockets().size() + " sockets";
                    case ControlSignal.AreYouAlive ignored -> "are you alive?";
                    case ControlSignal.Lookup lookup ->
                        lookup.name().isEmpty() ? "who is there?" : "who is " + lookup.name() + "?";
                    case ControlSignal.Send send ->
                        "carry " + word(send.kind()) + " (sealed, "
                                + send.envelope().length() + " octets)";
                    case ControlSignal.ClaimRelay ignored -> "grant us the relay again";
                    case ControlSignal.Leave ignored -> "I leave";
                })
                .orElse("something unreadable");
    }

    /** What the manager's {@code nth} message is that follows from {@code signal}. */
    static String answer(Optional<ControlSignal.Up> signal, boolean toTheSender, int nth) {
        return signal.map(up -> switch (up) {
                    case ControlSignal.Register ignored ->
                        toTheSender && nth == 0 ? "you are registered" : "who is there";
                    case ControlSignal.AreYouAlive ignored -> "I am alive";
                    case ControlSignal.Lookup ignored -> "who is there";
                    case ControlSignal.Send send ->
                        toTheSender ? "not delivered: " + word(send.kind()) : "deliver " + word(send.kind());
                    case ControlSignal.ClaimRelay ignored -> "grant the relay";
                    case ControlSignal.Leave ignored -> "who is there";
                })
                .orElse("who is there");
    }

    /** A call's request is carried behind the grants of a relay for both ends, where there is room for them. */
    static boolean isGrant(Optional<ControlSignal.Up> signal, List<Switchboard.Output> outputs, int nth) {
        boolean request = signal.filter(
                        up -> up instanceof ControlSignal.Send send && send.kind() == SignalKind.CALL_REQUEST)
                .isPresent();
        long published = outputs.stream()
                .filter(output -> output instanceof Switchboard.Output.Publish)
                .count();
        return request && published > 2 && nth < 2;
    }

    private static String word(SignalKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
