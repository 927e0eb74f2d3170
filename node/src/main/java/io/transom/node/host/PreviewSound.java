package io.transom.node.host;

import io.transom.core.Effect;
import io.transom.media.voice.Broadcast;
import io.transom.media.voice.Voice;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.time.Pace;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Way;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sound of one ring at the door, before anybody has answered: a capture thread that runs while the microphone is
 * wanted. There is no speaker in it. Whoever touches the broadcast holds this object's monitor.
 */
final class PreviewSound {
    private final CallId ring;
    private final Broadcast<EndpointId> broadcast;
    private final SoundCard card;
    private final Pace pace;
    private final CallSound.Surroundings surroundings;
    private final Capture capture;
    private final Map<EndpointId, Way> ways = new LinkedHashMap<>();
    private boolean talkBegins;

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
        this.capture = new Capture(
                "preview", this, new Visitor(), card, pace, new ShownLamp(surroundings::lamp), surroundings::trouble);
    }

    void start() {
        capture.start();
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
        if (!card.hasMicrophone() || capture.isStopped()) {
            return;
        }
        broadcast.setMicrophone(Capture.mode(mode), pace.now());
        talkBegins = mode == Effect.SetMicrophone.Microphone.OPEN;
        capture.changed();
    }

    /** Returns when the microphone is free: the call that follows opens it. */
    void stop() {
        synchronized (this) {
            capture.stop();
            broadcast.close();
            ways.clear();
        }
        capture.end();
    }

    private final class Visitor implements Capture.Wanting {
        @Override
        public boolean wantsMicrophone() {
            return broadcast.wantsMicrophone();
        }

        @Override
        public Voice.Lamp lamp() {
            return broadcast.lamp();
        }

        @Override
        public void before(Microphone microphone) {
            if (talkBegins) {
                talkBegins = false;
                microphone.talkBegins();
            }
        }

        @Override
        public Runnable take(short[] frame) {
            List<Runnable> leaving = new ArrayList<>();
            broadcast.capture(frame, pace.now()).forEach(packet -> {
                Way way = ways.get(packet.listener());
                if (way != null) {
                    leaving.add(() -> surroundings.send(way, packet.packet()));
                }
            });
            return () -> leaving.forEach(Runnable::run);
        }
    }
}
