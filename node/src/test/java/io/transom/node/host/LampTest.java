package io.transom.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone;
import io.transom.media.opus.OpusCodecs;
import io.transom.media.voice.Broadcast;
import io.transom.media.voice.Voice;
import io.transom.node.sound.Microphone;
import io.transom.node.sound.SoundCard;
import io.transom.node.sound.Speaker;
import io.transom.node.time.Pace;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.MediaKeys;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sound card is asked for sound only while the lamp at the microphone is lit: the card itself looks at the lamp. */
@Timeout(20)
final class LampTest {
    private static final CallId CALL = new CallId(Bytes.hex("00".repeat(16)));

    private volatile boolean lit;
    private volatile boolean broken;
    private volatile boolean throwing;
    private final Queue<String> captured = new ConcurrentLinkedQueue<>();
    private final AtomicInteger frames = new AtomicInteger();
    private final AtomicInteger packets = new AtomicInteger();
    private final BlockingQueue<String> troubles = new LinkedBlockingQueue<>();

    @Test
    void no_sound_is_captured_with_a_dark_lamp_whatever_a_call_is_told() throws Exception {
        CallSound sound = call();
        sound.route(new Effect.RouteVoice(
                CALL, Way.direct(0, UdpAddress.parse("127.0.0.1:9").orElseThrow()), Optional.empty()));
        sound.start();
        Random dice = new Random(1);
        for (int i = 0; i < 60; i++) {
            SetMicrophone.Microphone[] modes = SetMicrophone.Microphone.values();
            sound.setMicrophone(new SetMicrophone(CALL, modes[dice.nextInt(modes.length)]).mode());
            Thread.sleep(dice.nextInt(12));
        }
        sound.setMicrophone(SetMicrophone.Microphone.OPEN);
        awaitFrames(frames.get() + 3);
        sound.stop();
        assertThat(frames.get()).isGreaterThan(20);
        assertThat(packets.get()).isPositive();
        assertThat(captured).as("in the dark").isEmpty();
        assertThat(lit).isFalse();
    }

    @Test
    void a_lamp_that_cant_be_lit_keeps_the_microphone_closed_until_it_can() throws Exception {
        broken = true;
        CallSound sound = call();
        sound.start();
        sound.setMicrophone(SetMicrophone.Microphone.OPEN);
        assertThat(troubles.poll(5, TimeUnit.SECONDS)).contains("the lamp at the microphone can't be lit");
        assertThat(frames.get()).isZero();
        broken = false;
        awaitFrames(2);
        broken = true;
        sound.setMicrophone(SetMicrophone.Microphone.PRE_ROLL);
        assertThat(troubles.poll(5, TimeUnit.SECONDS)).contains("stays closed");
        int then = frames.get();
        Thread.sleep(100);
        assertThat(frames.get()).isEqualTo(then);
        sound.stop();
        assertThat(captured).isEmpty();
    }

    @Test
    void a_lamp_that_throws_is_one_that_cant_be_lit_and_the_call_ends_as_any_other() throws Exception {
        throwing = true;
        CallSound sound = call();
        sound.start();
        sound.setMicrophone(SetMicrophone.Microphone.OPEN);
        assertThat(troubles.poll(5, TimeUnit.SECONDS)).contains("the lamp at the microphone can't be lit");
        throwing = false;
        awaitFrames(2);
        throwing = true;
        sound.setMicrophone(SetMicrophone.Microphone.CLOSED);
        sound.stop();
        int then = frames.get();
        Thread.sleep(100);
        assertThat(frames.get()).isEqualTo(then);
    }

    @Test
    void the_same_holds_for_the_sound_of_a_ring() throws Exception {
        PreviewSound sound = new PreviewSound(
                CALL,
                new Broadcast<EndpointId>(OpusCodecs.openPureJava(), new SystemEntropy()),
                new Card(),
                Pace.system(),
                new Surroundings());
        broken = true;
        sound.start();
        sound.setMicrophone(SetMicrophone.Microphone.PRE_ROLL);
        assertThat(troubles.poll(5, TimeUnit.SECONDS)).contains("stays closed");
        assertThat(frames.get()).isZero();
        broken = false;
        awaitFrames(3);
        sound.setMicrophone(SetMicrophone.Microphone.CLOSED);
        sound.setMicrophone(SetMicrophone.Microphone.PRE_ROLL);
        awaitFrames(frames.get() + 3);
        sound.stop();
        assertThat(captured).isEmpty();
        assertThat(lit).isFalse();
    }

    private void awaitFrames(int count) throws InterruptedException {
        while (frames.get() < count) {
            Thread.sleep(5);
        }
    }

    private CallSound call() {
        MediaKeys keys = new MediaKeys(
                Bytes.hex("11".repeat(16)),
                Bytes.hex("22".repeat(12)),
                Bytes.hex("33".repeat(16)),
                Bytes.hex("44".repeat(12)));
        Voice voice = new Voice(keys, OpusCodecs.openPureJava(), new SystemEntropy());
        return new CallSound(CALL, voice, new Card(), Pace.system(), new Surroundings());
    }

    private final class Surroundings implements CallSound.Surroundings {
        @Override
        public boolean lamp(Voice.Lamp lamp) {
            if (throwing) {
                throw new IllegalStateException("the pin can't be written");
            }
            lit = !broken && lamp != Voice.Lamp.DARK;
            return !broken;
        }

        @Override
        public void send(Way way, Bytes packet) {
            packets.incrementAndGet();
        }

        @Override
        public void voiceHeard(CallId call, Way way) {}

        @Override
        public void firstSound(CallId call) {}

        @Override
        public void firstSoundSent(CallId call) {}

        @Override
        public void trouble(String what) {
            troubles.add(what);
        }
    }

    /** Looks at the lamp whenever it is open. */
    private final class Card implements SoundCard {
        @Override
        public Microphone openMicrophone() {
            look("opened");
            return new Microphone() {
                @Override
                public void read(short[] frame) {
                    look("before a frame");
                    Pace.system().sleepUntil(System.nanoTime() + 3_000_000);
                    if (!broken) {
                        look("after a frame");
                    }
                    frames.incrementAndGet();
                }

                @Override
                public void close() {
                    if (!broken) {
                        look("closed");
                    }
                }
            };
        }

        private void look(String when) {
            if (!lit) {
                captured.add(when);
            }
        }

        @Override
        public Speaker openSpeaker() {
            return new Speaker() {
                @Override
                public void write(short[] frame) {
                    Pace.system().sleepUntil(System.nanoTime() + 20_000_000);
                }

                @Override
                public void close() {}
            };
        }
    }
}
