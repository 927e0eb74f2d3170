package io.transom.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.household.StatementSet;
import io.transom.media.opus.OpusCodecs;
import io.transom.media.voice.Voice;
import io.transom.node.control.Control;
import io.transom.node.keys.HouseholdFiles;
import io.transom.node.keys.KeyStore;
import io.transom.node.lan.LanLine;
import io.transom.node.program.MemberAudience;
import io.transom.node.router.HomeRouter;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;
import io.transom.node.time.Pace;
import io.transom.node.time.SystemEntropy;
import io.transom.node.tunnel.Tunnels;
import io.transom.node.udp.UdpSockets;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member is revoked in the middle of a call, and the intercom's disk doesn't take it. */
@Timeout(20)
final class FullDiskTest {
    private static final UdpAddress PEER = UdpAddress.parse("203.0.113.9:4000").orElseThrow();
    private static final CallId CALL = new CallId(Bytes.hex("00".repeat(16)));
    private static final StatementSet WITHOUT_BEN = StatementSet.empty(Bytes.hex("11".repeat(32)));

    @TempDir
    Path data;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicInteger sent = new AtomicInteger();

    @Test
    void a_revocation_ends_the_call_though_it_cant_be_kept_on_the_disk_and_is_kept_as_soon_as_it_can()
            throws Exception {
        Path inTheWay = Files.createDirectories(data.resolve("household/full"));
        try (KeyStore keys = KeyStore.open(data, new SystemEntropy());
                EndpointHost host = EndpointHost.start(new Revoking(), parts(keys))) {
            host.tell(new Input.Ask("door"));
            awaitSent(2);
            host.tell(new Input.Connected());
            assertThat(refusal()).contains("who is a member of the household can't be kept on the disk");
            await(EventName.MICROPHONE_CLOSED);
            int then = sent.get();
            Thread.sleep(100);
            assertThat(sent.get()).isEqualTo(then);

            Files.delete(inTheWay);
            Files.delete(inTheWay.getParent());
            host.close();
            assertThat(new HouseholdFiles(data).statements())
                    .map(StatementSet::rootKey)
                    .contains(WITHOUT_BEN.rootKey());
        }
    }

    private void awaitSent(int count) throws InterruptedException {
        while (sent.get() < count) {
            Thread.sleep(5);
        }
    }

    private Event await(EventName name) throws InterruptedException {
        Event event = events.poll(5, TimeUnit.SECONDS);
        while (event != null && event.name() != name) {
            event = events.poll(5, TimeUnit.SECONDS);
        }
        assertThat(event).as("waiting for " + name).isNotNull();
        return event;
    }

    private String refusal() throws InterruptedException {
        return await(EventName.REFUSED).text("reason").orElseThrow();
    }

    /** A call begins when it is told to ask, and a revocation comes when it is told that it is connected. */
    private static final class Revoking implements Endpoint {
        @Override
        public List<Effect> on(Input input, Moment now) {
            return switch (input) {
                case Input.Ask ask ->
                    List.of(
                            new Effect.StartVoice(
                                    CALL,
                                    new MediaKeys(
                                            Bytes.hex("11".repeat(16)),
                                            Bytes.hex("22".repeat(12)),
                                            Bytes.hex("33".repeat(16)),
                                            Bytes.hex("44".repeat(12)))),
                            new Effect.RouteVoice(CALL, Way.direct(0, PEER), Optional.empty()),
                            new Effect.SetMicrophone(CALL, Effect.SetMicrophone.Microphone.OPEN));
                case Input.Connected connected ->
                    List.of(
                            new Effect.KeepHousehold(WITHOUT_BEN),
                            new Effect.SetMicrophone(CALL, Effect.SetMicrophone.Microphone.CLOSED),
                            new Effect.StopVoice(CALL),
                            new Effect.Note(Event.of(EventName.MICROPHONE_CLOSED)));
                default -> List.of();
            };
        }

        @Override
        public Moment wakeAt() {
            return Moment.NEVER;
        }
    }

    private Parts parts(KeyStore keys) {
        Quiet quiet = new Quiet();
        return new Parts(
                quiet,
                quiet,
                (ports, receiver) -> quiet,
                List.of(0),
                HomeRouter.none(),
                LanLine.none(),
                quiet,
                OpusCodecs::openPureJava,
                new SystemEntropy(),
                Pace.system(),
                events::add,
                new MemberAudience(keys) {
                    @Override
                    public boolean lamp(Voice.Lamp lamp) {
                        return true;
                    }
                });
    }

    /** Everything around a host: a microphone that hears silence, and a network that counts what is sent. */
    private final class Quiet implements Control, Tunnels, UdpSockets, SoundCard {
        @Override
        public void send(int socket, UdpAddress to, Bytes datagram) {
            sent.incrementAndGet();
        }

        @Override
        public Microphone openMicrophone() {
            return new Microphone() {
                @Override
                public void read(short[] frame) {
                    Pace.system()
                            .sleepUntil(
                                    System.nanoTime() + Duration.ofMillis(20).toNanos());
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Speaker openSpeaker() {
            return new Speaker() {
                @Override
                public void write(short[] frame) {
                    Pace.system()
                            .sleepUntil(
                                    System.nanoTime() + Duration.ofMillis(20).toNanos());
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void openSpare(int socket) {}

        @Override
        public void closeSpare(int socket) {}

        @Override
        public List<List<UdpAddress>> hosts() {
            return List.of();
        }

        @Override
        public void fetchChallenge(Control.Listener listener) {}

        @Override
        public void connect(Effect.Connect connect, Control.Listener listener) {}

        @Override
        public void preferTls(int port, PublicIdentity manager) {}

        @Override
        public void publish(String topic, Bytes payload) {}

        @Override
        public void disconnect() {}

        @Override
        public Optional<String> networkChanged(boolean slept) {
            return Optional.empty();
        }

        @Override
        public Tunnel open(Tunnels.Listener listener) {
            throw new IllegalStateException("there is no tunnel here");
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
