package io.transom.node.host;

import io.transom.core.Effect;
import io.transom.media.Frame;
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
    /** A sound card that was unplugged may come back. */
    private static final Duration TRY_CARD_AGAIN = Duration.ofSeconds(1);

    private static final long JOIN_MILLIS = 200;

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
    private final Thread captureThread;
    private final Thread playoutThread;

    private boolean stopped;
    private boolean talkBegins;
    private boolean open;
    private boolean soundSent;
    private boolean soundHeard;
    private long notSent;
    private Optional<Route> route = Optional.empty();
    private final ShownLamp lamp;
    private Optional<Moment> toldAt = Optional.empty();
    private Optional<Way> toldFrom = Optional.empty();

    CallSound(CallId call, Voice voice, SoundCard card, Pace pace, Surroundings surroundings) {
        this.call = call;
        this.voice = voice;
        this.card = card;
        this.pace = pace;
        this.surroundings = surroundings;
        this.lamp = new ShownLamp(surroundings::lamp);
        this.captureThread = thread("capture", this::captureUntilStopped);
        this.playoutThread = thread("playout", this::playUntilStopped);
    }

    /** A thread that must wake on time while others compute. */
    private static Thread thread(String name, Runnable body) {
        Thread thread = Thread.ofPlatform().daemon().name(name).unstarted(body);
        thread.setPriority(Thread.MAX_PRIORITY);
        return thread;
    }

    void start() {
        captureThread.start();
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
        if (!card.hasMicrophone()) {
            return;
        }
        if (stopped) {
            return;
        }
        Voice.MicrophoneMode wanted = switch (mode) {
            case CLOSED -> Voice.MicrophoneMode.CLOSED;
            case PRE_ROLL -> Voice.MicrophoneMode.PRE_ROLL;
            case OPEN -> Voice.MicrophoneMode.OPEN;
        };
        talkBegins = wanted == Voice.MicrophoneMode.OPEN && (talkBegins || !open);
        open = wanted == Voice.MicrophoneMode.OPEN;
        voice.setMicrophone(wanted, pace.now());
        lamp.show(voice.lamp());
        notifyAll();
    }

    /** Ends both threads; the voice's last figures. */
    Voice.Statistics stop() {
        Voice.Statistics statistics;
        synchronized (this) {
            stopped = true;
            voice.close();
            statistics = voice.statistics();
            lamp.show(Voice.Lamp.DARK);
            notifyAll();
        }
        captureThread.interrupt();
        playoutThread.interrupt();
        try {
            captureThread.join(JOIN_MILLIS);
            playoutThread.join(JOIN_MILLIS);
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
            arrival = stopped ? Voice.Arrival.REJECTED : voice.arrive(packet, now);
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

    private void captureUntilStopped() {
        while (awaitWanted()) {
            if (!lampIsLit()) {
                lampFailed();
                continue;
            }
            try (Microphone microphone = card.openMicrophone()) {
                capture(microphone);
            } catch (IOException | UncheckedIOException e) {
                cardClosed();
                cardFailed("microphone", e);
            } finally {
                cardClosed();
            }
        }
    }

    private synchronized boolean awaitWanted() {
        try {
            while (!stopped && !voice.wantsMicrophone()) {
                wait();
            }
            return !stopped;
        } catch (InterruptedException e) {
            return !stopped;
        }
    }

    private void capture(Microphone microphone) throws IOException {
        short[] frame = new short[Frame.SAMPLES];
        while (stillWanted(microphone)) {
            microphone.read(frame);
            List<Bytes> packets = new ArrayList<>();
            Optional<Route> way = Optional.empty();
            boolean first = false;
            synchronized (this) {
                if (stopped) {
                    return;
                }
                way = route;
                for (Bytes packet : voice.capture(frame, pace.now())) {
                    if (way.isPresent() && way.get().allows(packet.length())) {
                        packets.add(packet);
                    } else {
                        notSent++;
                    }
                }
                if (!lamp.show(voice.lamp())) {
                    return;
                }
                first = !soundSent && !packets.isEmpty();
                soundSent |= first;
            }
            for (Bytes packet : packets) {
                surroundings.send(way.get().way(), packet);
            }
            if (first) {
                surroundings.firstSoundSent(call);
            }
        }
    }

    private synchronized boolean stillWanted(Microphone microphone) {
        if (stopped || !voice.wantsMicrophone() || !lamp.tells()) {
            return false;
        }
        // A recording that is to be heard whole waits for the way that it will take.
        if (talkBegins && route.filter(Route::proved).isPresent()) {
            talkBegins = false;
            microphone.talkBegins();
        }
        return true;
    }

    private synchronized boolean lampIsLit() {
        return !stopped && lamp.opens(voice.lamp());
    }

    private synchronized void cardClosed() {
        lamp.closed();
    }

    private void lampFailed() {
        if (!isStopped()) {
            surroundings.trouble(ShownLamp.TROUBLE);
            pace.sleepUntil(pace.nanos() + TRY_CARD_AGAIN.toNanos());
        }
    }

    // ---- playout ----

    private void playUntilStopped() {
        while (!isStopped()) {
            try (Speaker speaker = card.openSpeaker()) {
                play(speaker);
            } catch (IOException | UncheckedIOException e) {
                cardFailed("speaker", e);
            }
        }
    }

    private void play(Speaker speaker) throws IOException {
        while (true) {
            short[] frame;
            boolean first;
            synchronized (this) {
                if (stopped) {
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
        return stopped;
    }

    private void cardFailed(String what, Exception why) {
        if (isStopped()) {
            return;
        }
        surroundings.trouble("the " + what + " failed (" + why.getMessage() + ")");
        pace.sleepUntil(pace.nanos() + TRY_CARD_AGAIN.toNanos());
    }
}
