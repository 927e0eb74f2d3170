package io.transom.node.host;

import io.transom.core.trust.Identity;
import io.transom.core.trust.PeerSeal;
import io.transom.media.Frame;
import io.transom.media.voice.Voice;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.MediaKeys;
import io.transom.wire.signal.PeerSignal;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says half a second of silence to itself at the start and seals some signals, so that the first call doesn't wait for the
 * codec's library to be found and for ciphers and curves to be loaded and compiled: 50 to 100 ms otherwise, right between
 * press and sound.
 */
final class WarmUp implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int FRAMES = 25;
    /** Five agreements each: an agreement then takes 0.14 ms instead of 0.4 to 1; all of it 0.2 s of a core, once. */
    private static final int ENVELOPES = 100;

    private final Parts parts;

    private WarmUp(Parts parts) {
        this.parts = parts;
    }

    static void begin(Parts parts) {
        Thread.ofPlatform().daemon().name("warm-up").start(new WarmUp(parts));
    }

    @Override
    public void run() {
        try {
            say();
            seal();
        } catch (RuntimeException e) {
            // The first call will say what is wrong, to whoever makes it.
            LOG.debug("not warm", e);
        }
    }

    private void say() {
        MediaKeys keys = new MediaKeys(random(16), random(12), random(16), random(12));
        try (Voice here = new Voice(keys, parts.codec().get(), parts.entropy());
                Voice there = new Voice(keys.reversed(), parts.codec().get(), parts.entropy())) {
            here.setMicrophone(Voice.MicrophoneMode.OPEN, parts.pace().now());
            for (int i = 0; i < FRAMES; i++) {
                List<Bytes> packets = here.capture(Frame.silence(), parts.pace().now());
                packets.forEach(packet -> there.arrive(packet, parts.pace().now()));
                there.play(parts.pace().now());
            }
        }
    }

    /** Half of what a request and its answer cost is Java's X25519, and that is five times slower before it is compiled. */
    private void seal() {
        Identity here = Identity.generate(parts.entropy());
        Identity there = Identity.generate(parts.entropy());
        for (int i = 0; i < ENVELOPES; i++) {
            PeerSignal signal = new PeerSignal.HangUp(CallId.random(parts.entropy()), PeerSignal.HangUp.Reason.FAILED);
            Bytes envelope = PeerSeal.seal(here, there.publicIdentity(), signal, parts.entropy());
            if (PeerSeal.open(there, here.publicIdentity(), signal.kind(), signal.call(), envelope)
                    .isEmpty()) {
                throw new IllegalStateException("what was sealed can't be opened");
            }
        }
    }

    private Bytes random(int count) {
        return parts.entropy().bytes(count);
    }
}
