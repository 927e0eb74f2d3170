package io.transom.media.voice;

import io.transom.media.opus.OpusCodec;
import io.transom.media.srtp.SrtpSender;
import io.transom.media.voice.Voice.Lamp;
import io.transom.media.voice.Voice.MicrophoneMode;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.MediaKey;
import io.transom.wire.Moment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One microphone for several listeners: a frame is encoded once and encrypted for each under a key of its own. Nothing is
 * ever received. All from one thread.
 *
 * @param <L> what tells one listener from another
 */
public final class Broadcast<L> implements AutoCloseable {
    /** A packet, and whose it is. */
    public record Addressed<L>(L listener, Bytes packet) {}

    private final OpusCodec codec;
    private final TalkGate gate;
    private final Map<L, SrtpSender> listeners = new LinkedHashMap<>();

    /** Takes {@code codec} over and closes it with itself. */
    public Broadcast(OpusCodec codec, Entropy entropy) {
        this.codec = codec;
        this.gate = new TalkGate(new OutgoingStream(codec, rtp -> rtp, entropy));
    }

    /** From the next frame on; one that listens already goes on as it is, for a key must never begin anew. */
    public void add(L listener, MediaKey key) {
        listeners.computeIfAbsent(listener, added -> new SrtpSender(key.key(), key.salt()));
    }

    public void remove(L listener) {
        listeners.remove(listener);
    }

    /** The microphone's next frame; the packets to send now, as {@link Voice#capture} has them, for each listener. */
    public List<Addressed<L>> capture(short[] frame, Moment now) {
        List<Addressed<L>> packets = new ArrayList<>();
        for (Bytes rtp : gate.capture(frame, now)) {
            listeners.forEach((listener, srtp) -> packets.add(new Addressed<>(listener, srtp.protect(rtp))));
        }
        return packets;
    }

    public void setMicrophone(MicrophoneMode mode, Moment now) {
        gate.setMode(mode, now);
    }

    public Lamp lamp() {
        return gate.lamp();
    }

    public boolean wantsMicrophone() {
        return gate.wantsMicrophone();
    }

    /** Nothing leaves any more, and the codec is free. */
    @Override
    public void close() {
        gate.close();
        listeners.clear();
        codec.close();
    }
}
