package io.transom.caller;

import io.transom.core.caller.Caller;
import io.transom.core.endpoint.Input;
import io.transom.core.endpoint.Station;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.trust.InviteCode;
import io.transom.media.opus.OpusCodecs;
import io.transom.node.control.ManagerUrl;
import io.transom.node.control.MqttControl;
import io.transom.node.host.Audience;
import io.transom.node.host.EndpointHost;
import io.transom.node.host.Parts;
import io.transom.node.keys.KeyStore;
import io.transom.node.sound.SoundCard;
import io.transom.node.time.Pace;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.UdpSockets;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** A caller that can be embedded: connects at once and stays until it is closed. Safe for any thread. */
public final class CallerApp implements AutoCloseable {
    /**
     * @param manager where the manager is
     * @param data directory of this caller's keys
     * @param invite to join with; not needed once joined
     * @param events takes every event; must not block
     */
    public record Settings(
            ManagerUrl manager,
            Path data,
            Optional<InviteCode> invite,
            UdpSockets.Factory udp,
            List<Integer> udpPorts,
            SoundCard soundCard,
            Consumer<Event> events) {}

    /** Someone at a door. */
    public record Ring(CallId id, String from) {}

    /** How a call ended; {@code reason} is for people. */
    public record Ended(CallId call, boolean soundWasHeard, String reason) {}

    /** More rings at once than any household has doors. */
    private static final int MOST_RINGS = 16;

    private final Settings settings;
    private final EndpointHost host;
    private final BlockingQueue<Ring> rings = new LinkedBlockingQueue<>(MOST_RINGS);
    private volatile CompletableFuture<Ended> ended = new CompletableFuture<>();
    private volatile CompletableFuture<CallId> talking = new CompletableFuture<>();
    private volatile Optional<CallId> current = Optional.empty();
    private final CompletableFuture<String> gaveUp = new CompletableFuture<>();

    private CallerApp(Settings settings) throws IOException {
        this.settings = settings;
        Entropy entropy = new SystemEntropy();
        KeyStore keys = KeyStore.open(settings.data(), entropy);
        Station.Settings station =
                new Station.Settings(keys.identity(), keys.stillToUse(settings.invite()), keys.manager(), keys.pins());
        this.host = EndpointHost.start(
                new Caller(station, entropy),
                new Parts(
                        new MqttControl(settings.manager()),
                        settings.udp(),
                        settings.udpPorts(),
                        settings.soundCard(),
                        OpusCodecs::open,
                        entropy,
                        Pace.system(),
                        this::hear,
                        new Hearing(keys)));
    }

    public static CallerApp start(Settings settings) throws IOException {
        return new CallerApp(settings);
    }

    /** Calls the device of that name, as soon as the manager can be reached; the end of that call. */
    public CompletableFuture<Ended> call(String name) {
        CompletableFuture<Ended> result = expectCall();
        host.tell(new Input.Ask(name));
        return result;
    }

    /** Rings that have come in, oldest first. */
    public BlockingQueue<Ring> rings() {
        return rings;
    }

    /** Answers a ring; the end of the call that it becomes. */
    public CompletableFuture<Ended> answer(Ring ring) {
        CompletableFuture<Ended> result = expectCall();
        host.tell(new Input.AnswerRing(ring.id()));
        return result;
    }

    /** Opens or closes our microphone, now and for calls to come. */
    public void talk(boolean open) {
        host.tell(new Input.Talk(open));
    }

    /** Ends the call that we talk in, if there is one. */
    public void hangUp() {
        current.ifPresent(call -> host.tell(new Input.HangUp(call)));
    }

    /** Completes when both ends can talk. */
    public CompletableFuture<CallId> talking() {
        return talking;
    }

    /** Completes with a reason where it is pointless to go on: a bad invite, a wrong manager. */
    public CompletableFuture<String> gaveUp() {
        return gaveUp;
    }

    /** Hangs up, leaves and lets go of everything. */
    @Override
    public void close() {
        host.close();
    }

    private void hear(Event event) {
        if (event.name() == EventName.TALKING) {
            current.ifPresent(talking::complete);
        }
        settings.events().accept(event);
    }

    private synchronized CompletableFuture<Ended> expectCall() {
        if (ended.isDone()) {
            ended = new CompletableFuture<>();
            talking = new CompletableFuture<>();
        }
        return ended;
    }

    private final class Hearing implements Audience {
        private final KeyStore keys;

        Hearing(KeyStore keys) {
            this.keys = keys;
        }

        @Override
        public void ringOffered(CallId ring, String from) {
            // A full queue is a household whose every bell rings: the rest is rung again.
            boolean taken = rings.offer(new Ring(ring, from));
            assert taken || rings.size() == MOST_RINGS;
        }

        @Override
        public void voiceStarted(CallId call) {
            current = Optional.of(call);
        }

        @Override
        public void callOver(CallId call, boolean soundWasHeard, String reason) {
            current = Optional.empty();
            ended.complete(new Ended(call, soundWasHeard, reason));
        }

        @Override
        public void gaveUp(String reason) {
            gaveUp.complete(reason);
        }

        @Override
        public void pin(String name, EndpointId id) {
            try {
                keys.pin(name, id);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void joined(EndpointId manager) {
            try {
                keys.join(manager);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
