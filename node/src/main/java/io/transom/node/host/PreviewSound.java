package io.transom.node.host;

import io.transom.core.Effect;
import io.transom.media.Frame;
import io.transom.media.voice.Broadcast;
import io.transom.media.voice.Voice;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.time.Pace;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sound of one ring at the door, before anybody has answered: a capture thread that runs while the microphone is
 * wanted. There is no speaker in it. Whoever touches the broadcast holds this object's monitor.
 */
final class PreviewSound {
    private static final Duration TRY_CARD_AGAIN = Duration.ofSeconds(1);
    private static final long JOIN_MILLIS = 200;

    private final CallId ring;
    private final Broadcast<EndpointId> broadcast;
    private final SoundCard card;
    private final Pace pace;
    private final CallSound.Surroundings surroundings;
    private final Thread thread;
    private final Map<EndpointId, Way> ways = new LinkedHashMap<>();
    private boolean stopped;
    private boolean talkBegins;
    private final ShownLamp lamp;

    PreviewSound(
            CallId ring,
            Broadcast<EndpointId> broadcast,
            SoundCard card,
            Pace pace,
            CallSound.Surroundings surroundings) {
        this.ring = ring;
        this.broadcast = broadcast;
        this.card = card;
        this.pace = pace;
        this.surroundings = surroundings;
        this.lamp = new ShownLamp(surroundings::lamp);
        this.thread = Thread.ofPlatform().daemon().name("preview").unstarted(this::captureUntilStopped);
        this.thread.setPriority(Thread.MAX_PRIORITY);
    }

    void start() {
        thread.start();
    }

    CallId ring() {
        return ring;
    }

    // ---- told by the mailbox ----

    synchronized void to(Effect.PreviewTo to) {
        ways.put(to.listener(), to.way());
        broadcast.add(to.listener(), to.key());
    }

    synchronized void endTo(EndpointId listener) {
        ways.remove(listener);
        broadcast.remove(listener);
    }

    synchronized void setMicrophone(Effect.SetMicrophone.Microphone mode) {
        if (!card.hasMicrophone() || stopped) {
            return;
        }
        broadcast.setMicrophone(
                switch (mode) {
                    case CLOSED -> Voice.MicrophoneMode.CLOSED;
                    case PRE_ROLL -> Voice.MicrophoneMode.PRE_ROLL;
                    case OPEN -> Voice.MicrophoneMode.OPEN;
                },
                pace.now());
        talkBegins = mode == Effect.SetMicrophone.Microphone.OPEN;
        lamp.show(broadcast.lamp());
        notifyAll();
    }

    /** Returns when the microphone is free: the call that follows opens it. */
    void stop() {
        synchronized (this) {
            stopped = true;
            broadcast.close();
            ways.clear();
            lamp.show(Voice.Lamp.DARK);
            notifyAll();
        }
        thread.interrupt();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- capture ----

    private void captureUntilStopped() {
        while (awaitWanted()) {
            if (!lampIsLit()) {
                failed(ShownLamp.TROUBLE);
                continue;
            }
            try (Microphone microphone = card.openMicrophone()) {
                capture(microphone);
            } catch (IOException | UncheckedIOException e) {
                cardClosed();
                failed("the microphone failed (" + e.getMessage() + ")");
            } finally {
                cardClosed();
            }
        }
    }

    private synchronized boolean awaitWanted() {
        try {
            while (!stopped && !broadcast.wantsMicrophone()) {
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
            record Leaving(Way way, Broadcast.Addressed<EndpointId> packet) {}
            List<Leaving> leaving = new ArrayList<>();
            synchronized (this) {
                if (stopped) {
                    return;
                }
                broadcast.capture(frame, pace.now()).forEach(packet -> {
                    Way way = ways.get(packet.listener());
                    if (way != null) {
                        leaving.add(new Leaving(way, packet));
                    }
                });
                if (!lamp.show(broadcast.lamp())) {
                    return;
                }
            }
            leaving.forEach(one -> surroundings.send(one.way(), one.packet().packet()));
        }
    }

    private synchronized boolean stillWanted(Microphone microphone) {
        if (stopped || !broadcast.wantsMicrophone() || !lamp.tells()) {
            return false;
        }
        if (talkBegins) {
            talkBegins = false;
            microphone.talkBegins();
        }
        return true;
    }

    private synchronized boolean lampIsLit() {
        return !stopped && lamp.opens(broadcast.lamp());
    }

    private synchronized void cardClosed() {
        lamp.closed();
    }

    private void failed(String why) {
        synchronized (this) {
            if (stopped) {
                return;
            }
        }
        surroundings.trouble(why);
        pace.sleepUntil(pace.nanos() + TRY_CARD_AGAIN.toNanos());
    }
}
