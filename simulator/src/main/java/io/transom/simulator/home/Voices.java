package io.transom.simulator.home;

import io.transom.core.Effect;
import io.transom.media.voice.Voice;
import io.transom.simulator.net.EventQueue;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.Way;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sounds of one program's calls, and what arrives before its call's keys do. */
final class Voices {
    /** What may be held of sound whose keys haven't come yet, and for how long (design: early sound). */
    private static final int MOST_HELD = 25;

    private static final Duration LONGEST_HELD = Duration.ofMillis(500);

    private record Held(Moment at, Way way, Bytes packet) {}

    private final Machine machine;
    private final EventQueue time;
    private final Entropy entropy;
    private final Watcher watcher;
    private final CallSound.Surroundings surroundings;
    private final Map<CallId, CallSound> sounds = new LinkedHashMap<>();
    private final Deque<Held> held = new ArrayDeque<>();

    Voices(Machine machine, EventQueue time, Entropy entropy, Watcher watcher, CallSound.Surroundings surroundings) {
        this.machine = machine;
        this.time = time;
        this.entropy = entropy;
        this.watcher = watcher;
        this.surroundings = surroundings;
    }

    List<CallId> calls() {
        return List.copyOf(sounds.keySet());
    }

    Optional<CallSound> of(CallId call) {
        return Optional.ofNullable(sounds.get(call));
    }

    void start(Effect.StartVoice start) {
        CallSound sound = new CallSound(start, time, entropy, surroundings);
        sounds.put(start.call(), sound);
        while (!held.isEmpty()) {
            Held one = held.removeFirst();
            if (time.now().since(one.at()).compareTo(LONGEST_HELD) <= 0) {
                Voice.Arrival arrival = sound.arrive(one.way(), one.packet());
                watcher.soundArrived(machine, start.call(), one.packet(), arrival);
            }
        }
    }

    void arrive(Way way, Bytes packet) {
        for (CallSound sound : List.copyOf(sounds.values())) {
            Voice.Arrival arrival = sound.arrive(way, packet);
            watcher.soundArrived(machine, sound.call(), packet, arrival);
            if (arrival != Voice.Arrival.REJECTED) {
                return;
            }
        }
        if (sounds.isEmpty()) {
            held.addLast(new Held(time.now(), way, packet));
            if (held.size() > MOST_HELD) {
                held.removeFirst();
            }
        }
    }

    void stop(CallId call) {
        Optional.ofNullable(sounds.remove(call)).ifPresent(CallSound::stop);
    }

    void stopAll() {
        sounds.values().forEach(CallSound::stop);
        sounds.clear();
    }
}
