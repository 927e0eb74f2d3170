package io.transom.node.host;

import io.transom.media.Frame;
import io.transom.media.voice.Voice;
import io.transom.wire.Bytes;
import io.transom.wire.MediaKeys;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says half a second of silence to itself at the start, so that the first call doesn't wait for the codec's library to be
 * found and for the cipher's classes to be loaded: 50 to 100 ms otherwise, right between press and sound.
 */
final class WarmUp implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int FRAMES = 25;

    private final Parts parts;

    private WarmUp(Parts parts) {
        this.parts = parts;
    }

    static void begin(Parts parts) {
        Thread.ofPlatform().daemon().name("warm-up").start(new WarmUp(parts));
    }

    @Override
    public void run() {
        MediaKeys keys = new MediaKeys(random(16), random(12), random(16), random(12));
        try (Voice here = new Voice(keys, parts.codec().get(), parts.entropy());
                Voice there = new Voice(keys.reversed(), parts.codec().get(), parts.entropy())) {
            here.setMicrophone(Voice.MicrophoneMode.OPEN, parts.pace().now());
            for (int i = 0; i < FRAMES; i++) {
                List<Bytes> packets = here.capture(Frame.silence(), parts.pace().now());
                packets.forEach(packet -> there.arrive(packet, parts.pace().now()));
                there.play(parts.pace().now());
            }
        } catch (RuntimeException e) {
            // The first call will say what is wrong, to whoever makes it.
            LOG.debug("not warm", e);
        }
    }

    private Bytes random(int count) {
        return parts.entropy().bytes(count);
    }
}
