package io.transom.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.media.opus.OpusCodecs;
import io.transom.media.voice.Voice;
import io.transom.node.control.Control;
import io.transom.node.lan.LanLine;
import io.transom.node.router.HomeRouter;
import io.transom.node.time.Pace;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.MediaKey;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class EndpointHostTest {
    private static final UdpAddress PEER = UdpAddress.parse("203.0.113.9:4000").orElseThrow();
    private static final UdpAddress REFLECTOR =
            UdpAddress.parse("198.51.100.1:3478").orElseThrow();
    private static final CallId CALL = new CallId(Bytes.hex("00".repeat(16)));

    private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Voice.Lamp> lamps = new LinkedBlockingQueue<>();
    private final World world = new World();
    private final BlockingQueue<Bytes> sent = world.sent;
    private final BlockingQueue<Bytes> tunnelled = world.tunnelled;
    private final BlockingQueue<String> controlled = world.controlled;
    private final SleepyPace pace = new SleepyPace();
    private BiFunction<Input, Moment, List<Effect>> decide = (input, now) -> List.of();
    private volatile Moment wakeAt = Moment.NEVER;
    private Optional<EndpointHost> running = Optional.empty();

    @AfterEach
    void close() {
        running.ifPresent(EndpointHost::close);
    }

    private EndpointHost start() throws Exception {
        Endpoint scripted = new Endpoint() {
            @Override
            public List<Effect> on(Input input, Moment now) {
                inputs.add(input);
                return decide.apply(input, now);
            }

            @Override
            public Moment wakeAt() {
                return wakeAt;
            }
        };
        EndpointHost host = EndpointHost.start(
                scripted,
                new Parts(
                        world,
                        world,
                        world::bind,
                        List.of(0),
                        HomeRouter.none(),
                        LanLine.none(),
                        world,
                        OpusCodecs::openPureJava,
                        new SystemEntropy(),
                        pace,
                        events::add,
                        new Audience() {
                            @Override
                            public boolean lamp(Voice.Lamp lamp) {
                                return lamps.add(lamp);
                            }
                        }));
        running = Optional.of(host);
        return host;
    }

    private <T extends Input> T await(Class<T> kind) throws InterruptedException {
        while (true) {
            Input input = inputs.poll(5, TimeUnit.SECONDS);
            assertThat(input).as("waiting for " + kind.getSimpleName()).isNotNull();
            if (kind.isInstance(input)) {
                return kind.cast(input);
            }
        }
    }

    @Test
    void it_is_woken_at_the_moment_that_it_asked_for() throws Exception {
        EndpointHost host = start();
        await(Input.Wake.class);
        // On the host's thread only: the first wake may still be dealt with when it is seen here.
        decide = (input, now) -> {
            wakeAt = input instanceof Input.Wake ? Moment.NEVER : now.plus(Duration.ofMillis(50));
            return List.of();
        };
        long asked = System.nanoTime();
        host.tell(new Input.Connected());
        await(Input.Wake.class);
        assertThat(System.nanoTime() - asked).isBetween(50_000_000L, 1_000_000_000L);
    }

    @Test
    void the_challenge_brings_the_sockets_first_and_hides_loopback_from_the_world() throws Exception {
        decide = (input, now) -> input instanceof Input.Wake ? List.of(new Effect.FetchChallenge()) : List.of();
        start();
        assertThat(controlled.poll(5, TimeUnit.SECONDS)).isEqualTo("fetch");
        world.ear.challenged(challenge());
        Input.SocketsBound bound = await(Input.SocketsBound.class);
        assertThat(bound.hosts())
                .containsExactly(List.of(UdpAddress.parse("192.168.1.2:7").orElseThrow()));
        assertThat(bound.reflectors()).containsExactly(REFLECTOR);
        assertThat(await(Input.ChallengeArrived.class).challenge()).isEqualTo(Bytes.hex("01"));
    }

    @Test
    void a_mistake_in_one_step_does_not_stop_the_next() throws Exception {
        decide = (input, now) -> {
            if (input instanceof Input.Connected) {
                throw new IllegalStateException("on purpose");
            }
            return List.of();
        };
        EndpointHost host = start();
        host.tell(new Input.Connected());
        host.tell(new Input.Ask("door"));
        assertThat(await(Input.Ask.class).name()).isEqualTo("door");
    }

    @Test
    void stun_goes_to_the_mailbox_and_what_is_of_no_kind_of_ours_is_counted() throws Exception {
        EndpointHost host = start();
        world.receiver.onDatagram(0, PEER, Bytes.hex("ff00"));
        world.receiver.onDatagram(0, PEER, Bytes.hex("1600"));
        world.receiver.onDatagram(0, PEER, Bytes.hex("0001"));
        assertThat(await(Input.DatagramArrived.class).datagram()).isEqualTo(Bytes.hex("0001"));
        assertThat(host.dropped()).isEqualTo(2);
    }

    @Test
    void a_flood_of_datagrams_waits_in_bounded_memory_and_leaves_room_for_the_manager() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        decide = (input, now) -> {
            if (input instanceof Input.Connected) {
                awaitQuietly(busy);
            }
            return input instanceof Input.Wake ? List.of(new Effect.FetchChallenge()) : List.of();
        };
        EndpointHost host = start();
        assertThat(controlled.poll(5, TimeUnit.SECONDS)).isEqualTo("fetch");
        host.tell(new Input.Connected());
        await(Input.Connected.class);
        int flood = 20_000;
        for (int i = 0; i < flood; i++) {
            world.receiver.onDatagram(0, PEER, Bytes.hex("0001"));
        }
        assertThat(host.dropped()).isEqualTo(flood - EndpointHost.MOST_DATAGRAMS);
        for (int i = 0; i < flood; i++) {
            world.ear.message("topic", Bytes.hex("00"));
        }
        assertThat(host.dropped()).isEqualTo(2L * flood - EndpointHost.MOST_DATAGRAMS - EndpointHost.MOST_MESSAGES);
        busy.countDown();
        assertThat(await(Input.MessageArrived.class).topic()).isEqualTo("topic");
        host.tell(new Input.Talk(true));
        await(Input.Talk.class);
        world.receiver.onDatagram(0, PEER, Bytes.hex("0009"));
        assertThat(await(Input.DatagramArrived.class).datagram()).isEqualTo(Bytes.hex("0009"));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void early_sound_stops_at_its_budget_and_goes_on_when_the_path_is_proved() throws Exception {
        EndpointHost host = talking(Optional.of(new Effect.RouteVoice.Budget(3, 4096)));
        await(Input.FirstSoundSent.class);
        assertThat(lamps.poll(5, TimeUnit.SECONDS)).isEqualTo(Voice.Lamp.BLINKING);
        assertThat(lamps.poll(5, TimeUnit.SECONDS)).isEqualTo(Voice.Lamp.STEADY);
        world.frames(20);
        assertThat(sent).hasSize(3);
        decide = (input, now) -> List.of(new Effect.RouteVoice(CALL, Way.direct(0, PEER), Optional.empty()));
        host.tell(new Input.Connected());
        await(Input.Connected.class);
        world.frames(5);
        assertThat(sent.size()).isBetween(7, 9);
    }

    @Test
    void sound_that_came_before_its_keys_is_heard_once_they_are_there() throws Exception {
        EndpointHost host = start();
        await(Input.Wake.class);
        MediaKeys keys = keys();
        try (Voice other = new Voice(keys.reversed(), OpusCodecs.openPureJava(), new SystemEntropy())) {
            other.setMicrophone(Voice.MicrophoneMode.OPEN, Moment.ZERO);
            for (Bytes packet : other.capture(new short[960], Moment.ZERO)) {
                world.receiver.onDatagram(0, PEER, packet);
            }
        }
        decide = (input, now) ->
                input instanceof Input.Connected ? List.of(new Effect.StartVoice(CALL, keys)) : List.of();
        host.tell(new Input.Connected());
        assertThat(await(Input.VoiceHeard.class).way()).isEqualTo(Way.direct(0, PEER));
        assertThat(await(Input.FirstSound.class).call()).isEqualTo(CALL);
    }

    @Test
    void the_end_of_a_call_tells_what_its_voice_counted_and_the_lamp_goes_dark() throws Exception {
        EndpointHost host = talking(Optional.empty());
        await(Input.FirstSoundSent.class);
        decide = (input, now) -> input instanceof Input.Connected
                ? List.of(
                        new Effect.StopVoice(CALL),
                        new Effect.Note(Event.of(EventName.CALL_ENDED, "call", CALL.toString(), "reason", "hung up")))
                : List.of();
        host.tell(new Input.Connected());
        Event ended = events.poll(5, TimeUnit.SECONDS);
        while (ended != null && ended.name() != EventName.CALL_ENDED) {
            ended = events.poll(5, TimeUnit.SECONDS);
        }
        assertThat(ended).isNotNull();
        assertThat(ended.fields())
                .extracting(Event.Field::key)
                .contains("reason", "packetsSent", "framesConcealed", "delayMs");
        assertThat(lamps).contains(Voice.Lamp.DARK);
    }

    @Test
    void a_machine_that_slept_amid_a_call_says_so_and_where_it_is_and_its_sound_goes_on() throws Exception {
        decide = (input, now) -> input instanceof Input.Wake ? List.of(new Effect.FetchChallenge()) : List.of();
        EndpointHost host = start();
        assertThat(controlled.poll(5, TimeUnit.SECONDS)).isEqualTo("fetch");
        world.ear.challenged(challenge());
        Input.SocketsBound before = await(Input.SocketsBound.class);
        decide = (input, now) -> input instanceof Input.Ask ? talk(Optional.empty()) : List.of();
        host.tell(new Input.Ask("door"));
        world.frames(2);
        await(Input.FirstSoundSent.class);
        pace.asleep = Duration.ofHours(8);
        assertThat(await(Input.ConnectionLost.class).reason()).isEqualTo("this machine has slept");
        assertThat(await(Input.SocketsBound.class)).isEqualTo(before);
        sent.clear();
        world.frames(10);
        assertThat(sent.size()).isBetween(9, 11);
        assertThat(events).noneMatch(event -> event.name() == EventName.CALL_ENDED);
    }

    @Test
    void closing_tells_the_endpoint_and_lets_its_last_words_leave_before_the_sockets_close() throws Exception {
        decide = (input, now) -> input instanceof Input.ShutDown
                ? List.of(new Effect.SendDatagram(0, PEER, Bytes.hex("0009")), new Effect.Disconnect())
                : List.of();
        EndpointHost host = start();
        host.close();
        assertThat(sent).containsExactly(Bytes.hex("0009"));
        assertThat(controlled).containsSubsequence("disconnect", "close", "udp closed");
    }

    @Test
    void a_tunnel_carries_frames_and_the_relays_own_answers_and_calls_share_it() throws Exception {
        CallId other = new CallId(Bytes.hex("01".repeat(16)));
        decide = (input, now) -> switch (input) {
            case Input.Ask ask -> List.of(new Effect.OpenTunnel(CALL), new Effect.OpenTunnel(other));
            case Input.TunnelOpened opened ->
                List.of(
                        new Effect.SendDatagram(new Way.Tunnelled(Way.Tunnelled.NO_CHANNEL), Bytes.hex("0009")),
                        new Effect.SendDatagram(new Way.Tunnelled(0x4001), Bytes.hex("0001")));
            case Input.Talk talk -> List.of(new Effect.CloseTunnel(other));
            default -> List.of();
        };
        EndpointHost host = start();
        host.tell(new Input.Ask("door"));
        assertThat(controlled.poll(5, TimeUnit.SECONDS)).isEqualTo("tunnel");
        world.tunnelEar.opened();
        assertThat(await(Input.TunnelOpened.class).call()).isEqualTo(CALL);
        assertThat(await(Input.TunnelOpened.class).call()).isEqualTo(other);
        assertThat(tunnelled.poll(5, TimeUnit.SECONDS)).isEqualTo(Bytes.hex("0009"));
        assertThat(tunnelled.poll(5, TimeUnit.SECONDS)).isEqualTo(Bytes.hex("400100020001"));
        world.tunnelEar.arrived(Bytes.hex("0109"));
        assertThat(await(Input.DatagramArrived.class).way()).isEqualTo(new Way.Tunnelled(Way.Tunnelled.NO_CHANNEL));
        world.tunnelEar.arrived(Bytes.hex("400100020101"));
        assertThat(await(Input.DatagramArrived.class))
                .isEqualTo(new Input.DatagramArrived(new Way.Tunnelled(0x4001), Bytes.hex("0101")));
        for (String wrong : List.of("", "80", "16", "4001000201", "4001000240")) {
            world.tunnelEar.arrived(Bytes.hex(wrong));
        }
        assertThat(host.dropped()).isEqualTo(5);
        host.tell(new Input.Talk(false));
        world.tunnelEar.closed("it broke");
        world.tunnelEar.closed("it broke");
        assertThat(await(Input.TunnelClosed.class)).isEqualTo(new Input.TunnelClosed(CALL, "it broke"));
        host.tell(new Input.Connected());
        await(Input.Connected.class);
        assertThat(inputs).noneMatch(Input.TunnelClosed.class::isInstance);
    }

    @Test
    void the_sound_of_a_ring_leaves_for_who_listens_under_its_key_and_stops_at_once() throws Exception {
        EndpointId anna = new EndpointId("a".repeat(26));
        MediaKeys keys = keys();
        decide = (input, now) -> switch (input) {
            case Input.Ask ask ->
                List.of(
                        new Effect.StartPreview(CALL),
                        new Effect.PreviewTo(
                                CALL, anna, new MediaKey(keys.receiveKey(), keys.receiveSalt()), Way.direct(0, PEER)),
                        new Effect.SetMicrophone(CALL, Effect.SetMicrophone.Microphone.OPEN));
            case Input.Talk talk ->
                List.of(
                        new Effect.SetMicrophone(CALL, Effect.SetMicrophone.Microphone.CLOSED),
                        new Effect.StopPreview(CALL));
            default -> List.of();
        };
        EndpointHost host = start();
        host.tell(new Input.Ask("door"));
        world.frames(3);
        assertThat(sent).hasSize(3);
        try (Voice ear = new Voice(keys, OpusCodecs.openPureJava(), new SystemEntropy())) {
            assertThat(sent).allMatch(packet -> ear.arrive(packet, Moment.ZERO) == Voice.Arrival.SOUND);
        }
        assertThat(lamps.poll(5, TimeUnit.SECONDS)).isEqualTo(Voice.Lamp.BLINKING);
        assertThat(lamps.poll(5, TimeUnit.SECONDS)).isEqualTo(Voice.Lamp.STEADY);
        host.tell(new Input.Talk(false));
        assertThat(lamps.poll(5, TimeUnit.SECONDS)).isIn(Voice.Lamp.BLINKING, Voice.Lamp.DARK);
        host.close();
        assertThat(sent).hasSize(3);
    }

    @Test
    void who_listens_to_a_ring_plays_it_and_asks_for_no_microphone() throws Exception {
        MediaKeys keys = keys();
        decide = (input, now) -> input instanceof Input.Connected
                ? List.of(new Effect.StartListening(CALL, new MediaKey(keys.receiveKey(), keys.receiveSalt())))
                : List.of();
        EndpointHost host = start();
        host.tell(new Input.Connected());
        await(Input.Connected.class);
        try (Voice door = new Voice(keys.reversed(), OpusCodecs.openPureJava(), new SystemEntropy())) {
            door.setMicrophone(Voice.MicrophoneMode.OPEN, Moment.ZERO);
            // A busy machine is ready to hear later than it has heard that it should.
            Optional<Input.FirstSound> heard = Optional.empty();
            for (int frame = 0; frame < 200 && heard.isEmpty(); frame++) {
                for (Bytes packet : door.capture(new short[960], Moment.ZERO)) {
                    world.receiver.onDatagram(0, PEER, packet);
                }
                heard = Optional.ofNullable(inputs.poll(50, TimeUnit.MILLISECONDS))
                        .filter(Input.FirstSound.class::isInstance)
                        .map(Input.FirstSound.class::cast);
            }
            assertThat(heard.orElseThrow().call()).isEqualTo(CALL);
        }
        assertThat(world.asked).isEmpty();
        assertThat(sent).isEmpty();
    }

    private EndpointHost talking(Optional<Effect.RouteVoice.Budget> budget) throws Exception {
        decide = (input, now) -> input instanceof Input.Ask ? talk(budget) : List.of();
        EndpointHost host = start();
        host.tell(new Input.Ask("door"));
        world.frames(2);
        return host;
    }

    private static List<Effect> talk(Optional<Effect.RouteVoice.Budget> budget) {
        return List.of(
                new Effect.StartVoice(CALL, keys()),
                new Effect.RouteVoice(CALL, Way.direct(0, PEER), budget),
                new Effect.SetMicrophone(CALL, Effect.SetMicrophone.Microphone.OPEN));
    }

    private static Control.Challenge challenge() {
        return new Control.Challenge(
                Bytes.hex("01"),
                new PublicIdentity(Bytes.owning(new byte[32]), Bytes.owning(new byte[32])),
                List.of(REFLECTOR));
    }

    private static MediaKeys keys() {
        return new MediaKeys(
                Bytes.hex("11".repeat(16)),
                Bytes.hex("22".repeat(12)),
                Bytes.hex("33".repeat(16)),
                Bytes.hex("44".repeat(12)));
    }

    /** The machine's clocks, as if it had slept: the wall clock is ahead of the monotonic one. */
    private static final class SleepyPace implements Pace {
        volatile Duration asleep = Duration.ZERO;

        @Override
        public long nanos() {
            return Pace.system().nanos();
        }

        @Override
        public void sleepUntil(long deadline) {
            Pace.system().sleepUntil(deadline);
        }

        @Override
        public Instant wall() {
            return Instant.now().plus(asleep);
        }
    }
}
