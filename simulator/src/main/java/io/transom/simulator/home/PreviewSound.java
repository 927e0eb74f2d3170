package io.transom.simulator.home;

import io.transom.core.Effect;
import io.transom.core.Effect.RouteVoice;
import io.transom.media.Frame;
import io.transom.media.voice.Broadcast;
import io.transom.simulator.net.EventQueue;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Way;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The microphone of one ring at the door and those who listen, in virtual time. */
final class PreviewSound {
    private static final short LOUDNESS = 1000;

    private final CallId ring;
    private final EventQueue time;
    private final CallSound.Surroundings surroundings;
    private final Broadcast<EndpointId> broadcast;
    private final Map<EndpointId, Way> ways = new LinkedHashMap<>();
    private final short[] tone = new short[Frame.SAMPLES];
    private boolean capturing;
    private boolean stopped;

    PreviewSound(CallId ring, EventQueue time, Entropy entropy, CallSound.Surroundings surroundings) {
        this.ring = ring;
        this.time = time;
        this.surroundings = surroundings;
        this.broadcast = new Broadcast<>(new PlainCodec(), entropy);
        Arrays.fill(tone, LOUDNESS);
    }

    CallId ring() {
        return ring;
    }

    void to(Effect.PreviewTo to) {
        ways.put(to.listener(), to.way());
        broadcast.add(to.listener(), to.key());
    }

    void endTo(EndpointId listener) {
        ways.remove(listener);
        broadcast.remove(listener);
    }

    void setMicrophone(Effect.SetMicrophone.Microphone mode) {
        broadcast.setMicrophone(CallSound.mode(mode), time.now());
        if (!capturing && broadcast.wantsMicrophone()) {
            capturing = true;
            time.after(Frame.LENGTH, this::capture);
        }
    }

    void stop() {
        if (!stopped) {
            stopped = true;
            broadcast.close();
        }
    }

    private void capture() {
        if (stopped || !broadcast.wantsMicrophone()) {
            capturing = false;
            return;
        }
        if (!surroundings.asleep()) {
            broadcast
                    .capture(tone, time.now())
                    .forEach(packet -> Optional.ofNullable(ways.get(packet.listener()))
                            .ifPresent(way -> surroundings.send(
                                    ring, new RouteVoice(ring, way, Optional.empty()), packet.packet())));
        }
        time.after(Frame.LENGTH, this::capture);
    }
}
