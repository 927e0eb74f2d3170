package io.transom.simulator.home;

import io.transom.core.Effect;
import io.transom.media.voice.Voice;
import io.transom.simulator.net.EventQueue;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.MediaKey;
import io.transom.wire.MediaKeys;
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
    private Optional<PreviewSound> preview = Optional.empty();

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

    void setMicrophone(Effect.SetMicrophone set) {
        of(set.call()).ifPresent(sound -> sound.setMicrophone(set.mode()));
        preview(set.call()).ifPresent(sound -> sound.setMicrophone(set.mode()));
    }

    void carryOut(Effect.OfPreview told) {
        switch (told) {
            case Effect.StartPreview start ->
                preview = Optional.of(new PreviewSound(start.ring(), time, entropy, surroundings));
            case Effect.PreviewTo to -> preview(to.ring()).ifPresent(sound -> sound.to(to));
            case Effect.EndPreviewTo end -> preview(end.ring()).ifPresent(sound -> sound.endTo(end.listener()));
            case Effect.StopPreview stop -> preview(stop.ring()).ifPresent(sound -> endPreview());
            case Effect.StartListening start -> start(new Effect.StartVoice(start.ring(), listening(start.key())));
            case Effect.StopListening stop -> stop(stop.ring());
        }
    }

    private Optional<PreviewSound> preview(CallId ring) {
        return preview.filter(sound -> sound.ring().equals(ring));
    }

    private void endPreview() {
        preview.ifPresent(PreviewSound::stop);
        preview = Optional.empty();
    }

    /** Nothing is ever sent in the other direction: what would seal it is known to nobody. */
    private MediaKeys listening(MediaKey key) {
        return new MediaKeys(entropy.bytes(16), entropy.bytes(12), key.key(), key.salt());
    }

    void arrive(Way way, Bytes packet) {
        for (CallSound sound : List.copyOf(sounds.values())) {
            Voice.Arrival arrival = sound.arrive(way, packet);
            watcher.soundArrived(machine, sound.call(), packet, arrival);
            if (arrival != Voice.Arrival.REJECTED) {
                return;
            }
        }
        // Also while a ring is listened to: the first of the call that it becomes.
        held.addLast(new Held(time.now(), way, packet));
        if (held.size() > MOST_HELD) {
            held.removeFirst();
        }
    }

    void stop(CallId call) {
        Optional.ofNullable(sounds.remove(call)).ifPresent(CallSound::stop);
    }

    void stopAll() {
        sounds.values().forEach(CallSound::stop);
        endPreview();
        sounds.clear();
    }
}
