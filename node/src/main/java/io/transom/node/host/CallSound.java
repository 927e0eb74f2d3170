package io.transom.node.host;

import io.transom.core.Effect;
import io.transom.media.voice.Voice;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;
import io.transom.node.time.Pace;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import io.transom.wire.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sound of one call: a capture thread that runs while the microphone is wanted, a playout thread that runs as long as
 * the call. Whoever touches the voice holds this object's monitor, so that the voice sees one thread at a time; encoding
 * holds it longest, about 1 ms of 20.
 */
final class CallSound {
    /** The core has to know that sound comes in, not each packet: more often than it judges silence is enough. */
    private static final Duration TELL_EVERY = Duration.ofMillis(20);

    /** What a call's sound does and tells. Called on its threads. */
    interface Surroundings {
        void send(Way way, Bytes packet);

        void voiceHeard(CallId call, Way way);

        void firstSound(CallId call);

        void firstSoundSent(CallId call);

        /** False where the lamp doesn't show it. */
        boolean lamp(Voice.Lamp lamp);

        void trouble(String what);
    }

    private final CallId call;
    private final Voice voice;
    private final SoundCard card;
    private final Pace pace;
    private final Surroundings surroundings;
    private final Capture capture;
    private final Thread playoutThread;

    private boolean talkBegins;
    private boolean open;
    /** Of the capture thread alone. */
    private boolean soundSent;

    private boolean soundHeard;
    private long notSent;
    private Optional<Route> route = Optional.empty();
    private Optional<Moment> toldAt = Optional.empty();
    private Optional<Way> toldFrom = Optional.empty();

    CallSound(CallId call, Voice voice, SoundCard card, Pace pace, Surroundings surroundings) {
        this.call = call;
        this.voice = voice;
        this.card = card;
        this.pace = pace;
        this.surroundings = surroundings;
        this.capture = new Capture(
                "capture", this, new Talk(), card, pace, new ShownLamp(surroundings::lamp), surroundings::trouble);
        this.playoutThread = Capture.onTime("playout", this::playUntilStopped);
    }

    void start() {
        capture.start();
        playoutThread.start();
    }

    // ---- told by the mailbox ----

    synchronized void route(Effect.RouteVoice told) {
        route = Optional.of(Route.after(route, told));
    }

    synchronized void unroute() {
        route = Optional.empty();
    }

    synchronized void setMicrophone(Effect.SetMicrophone.Microphone mode) {
        if (!card.hasMicrophone() || capture.isStopped()) {
            return;
        }
        Voice.MicrophoneMode wanted = Capture.mode(mode);
        talkBegins = wanted == Voice.MicrophoneMode.OPEN && (talkBegins || !open);
        open = wanted == Voice.MicrophoneMode.OPEN;
        voice.setMicrophone(wanted, pace.now());
        capture.changed();
    }

    /** Ends both threads; the voice's last figures. */
    Voice.Statistics stop() {
        Voice.Statistics statistics;
        synchronized (this) {
            // First of all: whatever fails behind it, nothing more is captured.
            capture.stop();
            voice.close();
            statistics = voice.statistics();
        }
        playoutThread.interrupt();
        capture.end();
        try {
            playoutThread.join(Capture.JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return statistics;
    }

    synchronized Voice.Statistics statistics() {
        return voice.statistics();
    }

    /** Packets that were captured while there was no route, or none that they were allowed on. */
    synchronized long notSent() {
        return notSent;
    }

    // ---- from the network ----

    /** True where the packet, which came at {@code now}, is this call's. */
    boolean arrive(Way way, Bytes packet, Moment now) {
        Voice.Arrival arrival;
        boolean tell = false;
        synchronized (this) {
            arrival = capture.isStopped() ? Voice.Arrival.REJECTED : voice.arrive(packet, now);
            if (arrival == Voice.Arrival.SOUND && worthTelling(way, now)) {
                tell = true;
                toldAt = Optional.of(now);
                toldFrom = Optional.of(way);
            }
        }
        if (tell) {
            surroundings.voiceHeard(call, way);
        }
        return arrival != Voice.Arrival.REJECTED;
    }

    private boolean worthTelling(Way way, Moment now) {
        boolean longAgo =
                toldAt.map(at -> now.since(at).compareTo(TELL_EVERY) >= 0).orElse(true);
        return longAgo || !toldFrom.equals(Optional.of(way));
    }

    // ---- capture ----

    private final class Talk implements Capture.Wanting {
        @Override
        public boolean wantsMicrophone() {
            return voice.wantsMicrophone();
        }

        @Override
        public Voice.Lamp lamp() {
            return voice.lamp();
        }

        /** A recording that is to be heard whole waits for the way that it will take. */
        @Override
        public void before(Microphone microphone) {
            if (talkBegins && route.filter(Route::proved).isPresent()) {
                talkBegins = false;
                microphone.talkBegins();
            }
        }

        @Override
        public Runnable take(short[] frame) {
            List<Bytes> packets = new ArrayList<>();
            for (Bytes packet : voice.capture(frame, pace.now())) {
                if (route.isPresent() && route.get().allows(packet.length())) {
                    packets.add(packet);
                } else {
                    notSent++;
                }
            }
            Optional<Way> way = route.map(Route::way);
            return () -> way.ifPresent(at -> send(at, packets));
        }

        private void send(Way way, List<Bytes> packets) {
            packets.forEach(packet -> surroundings.send(way, packet));
            if (!soundSent && !packets.isEmpty()) {
                soundSent = true;
                surroundings.firstSoundSent(call);
            }
        }
    }

    // ---- playout ----

    private void playUntilStopped() {
        while (!isStopped()) {
            try (Speaker speaker = card.openSpeaker()) {
                play(speaker);
            } catch (IOException | UncheckedIOException e) {
                speakerFailed(e);
            }
        }
    }

    private void play(Speaker speaker) throws IOException {
        while (true) {
            short[] frame;
            boolean first;
            synchronized (this) {
                if (capture.isStopped()) {
                    return;
                }
                frame = voice.play(pace.now());
                first = !soundHeard && voice.soundHeard();
                soundHeard |= first;
            }
            if (first) {
                surroundings.firstSound(call);
            }
            speaker.write(frame);
        }
    }

    private synchronized boolean isStopped() {
        return capture.isStopped();
    }

    private void speakerFailed(Exception why) {
        if (isStopped()) {
            return;
        }
        surroundings.trouble("the speaker failed (" + why.getMessage() + ")");
        pace.sleepUntil(pace.nanos() + Capture.TRY_AGAIN.toNanos());
    }
}
