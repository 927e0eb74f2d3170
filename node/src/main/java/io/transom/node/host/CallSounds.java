package io.transom.node.host;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.media.voice.Broadcast;
import io.transom.media.voice.Voice;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.MediaKey;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import io.transom.wire.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** The sounds of all calls of one endpoint: usually one. */
final class CallSounds {
    /** The core allows one call at a time; one more may be ending. */
    private static final int MOST_CALLS = 4;

    /** Sends a packet of sound. */
    interface Sender {
        void send(Way way, Bytes packet);
    }

    /** A call's voice at its end, until its event is written. */
    private record Figures(CallId call, Voice.Statistics statistics, long notSent) {}

    private final Parts parts;
    private final Sender sender;
    private final Consumer<Input> mailbox;
    private final EarlySound early = new EarlySound();
    private final Map<CallId, CallSound> sounds = new ConcurrentSkipListMap<>();
    private Optional<PreviewSound> preview = Optional.empty();
    private Optional<Figures> last = Optional.empty();

    CallSounds(Parts parts, Sender sender, Consumer<Input> mailbox) {
        this.parts = parts;
        this.sender = sender;
        this.mailbox = mailbox;
    }

    // ---- told by the mailbox ----

    void start(Effect.StartVoice start) {
        if (sounds.size() >= MOST_CALLS) {
            throw new IllegalStateException("there are " + sounds.size() + " voices already");
        }
        begin(start.call(), start.keys());
    }

    private void begin(CallId call, MediaKeys keys) {
        Voice voice = new Voice(keys, parts.codec().get(), parts.entropy());
        CallSound sound = new CallSound(call, voice, parts.soundCard(), parts.pace(), new Telling());
        // At the time when it came: what it has waited here isn't waited for again in the jitter buffer.
        early.take(parts.pace().now()).forEach(held -> sound.arrive(held.way(), held.packet(), held.at()));
        sounds.put(call, sound);
        sound.start();
    }

    // ---- the sound of a ring ----

    void carryOut(Effect.OfPreview told) {
        switch (told) {
            case Effect.StartPreview start -> {
                endPreview();
                PreviewSound sound = new PreviewSound(
                        start.ring(),
                        new Broadcast<>(parts.codec().get(), parts.entropy()),
                        parts.soundCard(),
                        parts.pace(),
                        new Telling());
                preview = Optional.of(sound);
                sound.start();
            }
            case Effect.PreviewTo to -> preview(to.ring()).ifPresent(sound -> sound.to(to));
            case Effect.EndPreviewTo end -> preview(end.ring()).ifPresent(sound -> sound.endTo(end.listener()));
            case Effect.StopPreview stop -> preview(stop.ring()).ifPresent(sound -> endPreview());
            case Effect.StartListening start -> begin(start.ring(), listening(start.key()));
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
        return new MediaKeys(parts.entropy().bytes(16), parts.entropy().bytes(12), key.key(), key.salt());
    }

    // ---- on their way ----

    void route(Effect.RouteVoice route) {
        of(route.call()).ifPresent(sound -> sound.route(route));
    }

    void unroute(CallId call) {
        of(call).ifPresent(CallSound::unroute);
    }

    void setMicrophone(Effect.SetMicrophone set) {
        of(set.call()).ifPresent(sound -> sound.setMicrophone(set.mode()));
        preview(set.call()).ifPresent(sound -> sound.setMicrophone(set.mode()));
    }

    void stop(CallId call) {
        CallSound sound = sounds.remove(call);
        if (sound != null) {
            last = Optional.of(new Figures(call, sound.stop(), sound.notSent()));
        }
    }

    void stopAll() {
        List.copyOf(sounds.keySet()).forEach(this::stop);
        endPreview();
    }

    private Optional<CallSound> of(CallId call) {
        return Optional.ofNullable(sounds.get(call));
    }

    // ---- from the network ----

    /** On the receiving thread. A packet that is no call's may be early. */
    void arrive(Way way, Bytes packet) {
        Moment now = parts.pace().now();
        for (CallSound sound : sounds.values()) {
            if (sound.arrive(way, packet, now)) {
                return;
            }
        }
        // Also while a ring is listened to: the first of the call that it becomes.
        early.hold(way, packet, now);
    }

    // ---- figures ----

    /** The end of a call, with what its voice counted. */
    Event withFigures(Event event) {
        if (event.name() != EventName.CALL_ENDED) {
            return event;
        }
        return figures(event).map(figures -> with(event, figures)).orElse(event);
    }

    private Optional<Figures> figures(Event event) {
        Optional<String> call = event.text("call");
        for (Map.Entry<CallId, CallSound> entry : sounds.entrySet()) {
            if (call.isEmpty() || call.get().equals(entry.getKey().toString())) {
                CallSound sound = entry.getValue();
                return Optional.of(new Figures(entry.getKey(), sound.statistics(), sound.notSent()));
            }
        }
        return last.filter(
                figures -> call.isEmpty() || call.get().equals(figures.call().toString()));
    }

    private static Event with(Event event, Figures figures) {
        Voice.Statistics voice = figures.statistics();
        List<Event.Field> fields = new ArrayList<>(event.fields());
        fields.add(new Event.Field("packetsSent", voice.sent() - figures.notSent()));
        fields.add(new Event.Field("packetsNotSent", figures.notSent()));
        fields.add(new Event.Field("packetsReceived", voice.received()));
        fields.add(new Event.Field("packetsRejected", voice.rejected()));
        fields.add(new Event.Field("packetsReplayed", voice.replayed()));
        fields.add(new Event.Field("packetsLate", voice.late()));
        fields.add(new Event.Field("framesConcealed", voice.concealed()));
        fields.add(new Event.Field("framesPlayed", voice.played()));
        fields.add(new Event.Field("jitterMs", tenths(voice.jitterMs())));
        fields.add(new Event.Field("delayMs", tenths(voice.delayMs())));
        return new Event(event.name(), fields);
    }

    private static double tenths(double millis) {
        return Math.round(millis * 10) / 10.0;
    }

    private final class Telling implements CallSound.Surroundings {
        @Override
        public void send(Way way, Bytes packet) {
            sender.send(way, packet);
        }

        @Override
        public void voiceHeard(CallId call, Way way) {
            mailbox.accept(new Input.VoiceHeard(call, way));
        }

        @Override
        public void firstSound(CallId call) {
            mailbox.accept(new Input.FirstSound(call));
        }

        @Override
        public void firstSoundSent(CallId call) {
            mailbox.accept(new Input.FirstSoundSent(call));
        }

        @Override
        public boolean lamp(Voice.Lamp lamp) {
            parts.events().accept(Event.of(EventName.LAMP, "state", lamp.name().toLowerCase(Locale.ROOT)));
            return parts.audience().lamp(lamp);
        }

        @Override
        public void trouble(String what) {
            parts.events().accept(EndpointHost.trouble(what));
        }
    }
}
