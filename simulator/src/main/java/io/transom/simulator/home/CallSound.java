package io.transom.simulator.home;

import io.transom.core.Effect;
import io.transom.core.Effect.RouteVoice;
import io.transom.core.Input;
import io.transom.media.Frame;
import io.transom.media.voice.Voice;
import io.transom.simulator.net.EventQueue;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.Way;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One call's microphone, speaker and route at one end, in virtual time. */
final class CallSound {
    /** What the real programs tell the core at most. */
    private static final Duration TELL_EVERY = Duration.ofMillis(20);

    private static final short LOUDNESS = 1000;

    /** What it needs of the machine it runs on. */
    interface Surroundings {
        void send(CallId call, RouteVoice route, Bytes packet);

        void tell(Input input);

        boolean asleep();
    }

    private final CallId call;
    private final EventQueue time;
    private final Surroundings surroundings;
    private final Voice voice;
    private final short[] tone = new short[Frame.SAMPLES];
    private Optional<RouteVoice> route = Optional.empty();
    private int packetsLeft;
    private int octetsLeft;
    private boolean capturing;
    private boolean stopped;
    private boolean soundSent;
    private boolean soundHeard;
    private long received;
    private Optional<Moment> toldAt = Optional.empty();

    CallSound(Effect.StartVoice start, EventQueue time, Entropy entropy, Surroundings surroundings) {
        this.call = start.call();
        this.time = time;
        this.surroundings = surroundings;
        this.voice = new Voice(start.keys(), new PlainCodec(), entropy);
        Arrays.fill(tone, LOUDNESS);
        time.after(Duration.ZERO, this::play);
    }

    CallId call() {
        return call;
    }

    /** Authenticated packets. */
    long received() {
        return received;
    }

    void route(RouteVoice told) {
        boolean same = told.budget().isPresent()
                && route.filter(before ->
                                before.budget().isPresent() && before.way().equals(told.way()))
                        .isPresent();
        route = Optional.of(told);
        if (!same) {
            packetsLeft = told.budget().map(RouteVoice.Budget::packets).orElse(Integer.MAX_VALUE);
            octetsLeft = told.budget().map(RouteVoice.Budget::octets).orElse(Integer.MAX_VALUE);
        }
    }

    void unroute() {
        route = Optional.empty();
    }

    /** What the core says, as the voice knows it. */
    static Voice.MicrophoneMode mode(Effect.SetMicrophone.Microphone wanted) {
        return switch (wanted) {
            case CLOSED -> Voice.MicrophoneMode.CLOSED;
            case PRE_ROLL -> Voice.MicrophoneMode.PRE_ROLL;
            case OPEN -> Voice.MicrophoneMode.OPEN;
        };
    }

    void setMicrophone(Effect.SetMicrophone.Microphone mode) {
        voice.setMicrophone(mode(mode), time.now());
        if (!capturing && voice.wantsMicrophone()) {
            capturing = true;
            time.after(Frame.LENGTH, this::capture);
        }
    }

    Voice.Arrival arrive(Way way, Bytes packet) {
        Voice.Arrival arrival = voice.arrive(packet, time.now());
        if (arrival == Voice.Arrival.SOUND) {
            received++;
            boolean worthTelling = toldAt.filter(at -> time.now().since(at).compareTo(TELL_EVERY) < 0)
                    .isEmpty();
            if (worthTelling) {
                toldAt = Optional.of(time.now());
                surroundings.tell(new Input.VoiceHeard(call, way));
            }
        }
        return arrival;
    }

    void stop() {
        if (!stopped) {
            stopped = true;
            voice.close();
        }
    }

    private void capture() {
        if (stopped || !voice.wantsMicrophone()) {
            capturing = false;
            return;
        }
        List<Bytes> packets = surroundings.asleep() ? List.of() : voice.capture(tone, time.now());
        for (Bytes packet : packets) {
            if (route.isPresent() && packetsLeft > 0 && octetsLeft >= packet.length()) {
                packetsLeft--;
                octetsLeft -= packet.length();
                surroundings.send(call, route.get(), packet);
                if (!soundSent) {
                    soundSent = true;
                    surroundings.tell(new Input.FirstSoundSent(call));
                }
            }
        }
        time.after(Frame.LENGTH, this::capture);
    }

    private void play() {
        if (stopped) {
            return;
        }
        if (!surroundings.asleep()) {
            voice.play(time.now());
        }
        if (!soundHeard && voice.soundHeard()) {
            soundHeard = true;
            surroundings.tell(new Input.FirstSound(call));
        }
        time.after(Frame.LENGTH, this::play);
    }
}
