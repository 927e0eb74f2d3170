package io.transom.core.manager;

import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.manager.Switchboard.Invite;
import io.transom.core.manager.Switchboard.Output;
import io.transom.core.manager.Switchboard.Verdict;
import io.transom.core.relay.Relay;
import io.transom.core.relay.RelayLimits;
import io.transom.core.trust.ControlChannel;
import io.transom.core.trust.Identity;
import io.transom.core.trust.InviteCode;
import io.transom.core.trust.Login;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Firewall;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.Topics;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.LocalSocket;
import io.transom.wire.signal.SignalCodec;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A manager and its endpoints at a table: every message is handed over by the test. */
final class Household {
    static final Instant TODAY = Instant.parse("2026-11-23T12:00:00Z");

    final SeededEntropy entropy = new SeededEntropy(42);
    final Identity manager = Identity.generate(entropy);
    final MemoryRoster roster = new MemoryRoster();
    final Switchboard switchboard;
    final Relay relay;
    final Switchboard.Reflector reflector;
    final List<Event> events = new ArrayList<>();
    final List<EndpointId> dropped = new ArrayList<>();
    private final List<Endpoint> endpoints = new ArrayList<>();
    Moment now = Moment.ZERO.plus(Duration.ofHours(1));

    Household() {
        this(Attendance.MOST_ONLINE);
    }

    Household(int mostOnline) {
        switchboard = new Switchboard(manager, roster, entropy, Optional.of(RelayLimits.DEFAULT), mostOnline);
        relay = switchboard.relay().orElseThrow();
        reflector = switchboard.reflector();
    }

    /** One endpoint: its keys, its newest channel, and what it has heard. */
    final class Endpoint {
        final Identity identity = Identity.generate(entropy);
        final Bytes boot = entropy.bytes(16);
        final List<ControlSignal.Down> heard = new ArrayList<>();
        ControlChannel channel = attempt(Optional.empty()).channel();
        Bytes will = Bytes.EMPTY;

        Endpoint() {
            endpoints.add(this);
        }

        EndpointId id() {
            return identity.id();
        }

        Login.Attempt attempt(Optional<Bytes> secret) {
            return Login.attempt(identity, manager.publicIdentity(), switchboard.challenge(now), secret, entropy);
        }

        Verdict login() {
            return login(attempt(Optional.empty()));
        }

        Verdict login(Login.Attempt attempt) {
            Verdict verdict = switchboard.login(attempt.username(), attempt.password(), now, TODAY);
            if (verdict instanceof Verdict.Admitted) {
                channel = attempt.channel();
                will = channel.seal(Topics.gone(id()), SignalCodec.encode(new ControlSignal.Leave()));
            }
            settle();
            return verdict;
        }

        Endpoint joined(String name, Role role, String household) {
            Bytes secret = invite(name, role, household);
            if (!(login(attempt(Optional.of(secret))) instanceof Verdict.Admitted)) {
                throw new AssertionError("the invite was not good");
            }
            return this;
        }

        Bytes sealed(ControlSignal.Up signal) {
            return channel.seal(Topics.up(id()), SignalCodec.encode(signal));
        }

        List<Output> say(ControlSignal.Up signal) {
            return hand(Topics.up(id()), sealed(signal));
        }

        Endpoint registered(String address) {
            UdpAddress at = UdpAddress.parse(address).orElseThrow();
            say(registration(at, proof(at)));
            return this;
        }

        ControlSignal.Register registration(UdpAddress at, Bytes proof) {
            LocalSocket socket = new LocalSocket(0, List.of(), Optional.of(new LocalSocket.Observation(at, proof)));
            return new ControlSignal.Register(List.of(socket), Firewall.UNKNOWN, boot);
        }

        <S extends ControlSignal.Down> List<S> heard(Class<S> kind) {
            return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        <S extends ControlSignal.Down> S last(Class<S> kind) {
            return heard(kind).getLast();
        }
    }

    Bytes invite(String name, Role role, String household) {
        Bytes secret = entropy.bytes(16);
        roster.invite(new Invite(InviteCode.secretHash(secret), name, role, household, TODAY.plus(Duration.ofDays(1))));
        return secret;
    }

    /** What the reflector gives to whoever asks from {@code at}. */
    Bytes proof(UdpAddress at) {
        StunMessage request =
                StunMessage.of(StunMessage.Type.BINDING_REQUEST, entropy.bytes(12), new StunAttribute.Padding(88));
        Bytes reply = reflector
                .onDatagram(0, at, StunCodec.encode(request, Optional.empty()), now)
                .orElseThrow()
                .datagram();
        return StunCodec.decode(reply)
                .flatMap(message -> message.first(StunAttribute.ObservationProof.class))
                .orElseThrow()
                .proof();
    }

    List<Output> hand(String topic, Bytes payload) {
        return deliver(switchboard.onMessage(topic, payload, now));
    }

    void after(Duration time) {
        Moment until = now.plus(time);
        while (switchboard.wakeAt().reached(until)) {
            Moment wake = switchboard.wakeAt();
            now = wake.isBefore(now) ? now : wake;
            deliver(switchboard.wake(now));
        }
        now = until;
    }

    void settle() {
        if (switchboard.wakeAt().reached(now)) {
            deliver(switchboard.wake(now));
        }
    }

    List<Output> deliver(List<Output> outputs) {
        for (Output output : outputs) {
            switch (output) {
                case Output.Publish publish -> {
                    for (Endpoint endpoint : endpoints) {
                        if (publish.topic().equals(Topics.down(endpoint.id()))) {
                            endpoint.channel
                                    .open(publish.topic(), publish.payload())
                                    .flatMap(SignalCodec::decodeDown)
                                    .ifPresent(endpoint.heard::add);
                        }
                    }
                }
                case Output.Drop drop -> dropped.add(drop.id());
                case Output.Note note -> events.add(note.event());
            }
        }
        return outputs;
    }

    long count(EventName name) {
        return events.stream().filter(event -> event.name() == name).count();
    }

    long counted(Counters.Reason reason) {
        return switchboard.counters().of(reason);
    }
}
