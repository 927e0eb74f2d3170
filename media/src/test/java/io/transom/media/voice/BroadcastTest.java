package io.transom.media.voice;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.media.Frame;
import io.transom.media.opus.OpusCodec;
import io.transom.media.voice.Voice.Arrival;
import io.transom.media.voice.Voice.Lamp;
import io.transom.media.voice.Voice.MicrophoneMode;
import io.transom.wire.Bytes;
import io.transom.wire.MediaKey;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcastTest {
    private static final MediaKey ANNAS = key(1);
    private static final MediaKey BENS = key(50);

    private int encoded;
    private int frames;

    /** What it says doesn't matter here, only how often. */
    private final OpusCodec codec = new OpusCodec() {
        @Override
        public byte[] encode(short[] frame) {
            encoded++;
            return new byte[] {1, 2, 3};
        }

        @Override
        public short[] decode(byte[] packet) {
            return Frame.silence();
        }

        @Override
        public short[] recover(byte[] nextPacket) {
            return Frame.silence();
        }

        @Override
        public short[] conceal() {
            return Frame.silence();
        }

        @Override
        public String library() {
            return "none";
        }

        @Override
        public void close() {}
    };

    private final Broadcast<String> broadcast = new Broadcast<>(codec, BroadcastTest::run);

    private static Bytes run(int length) {
        return run(length, 7);
    }

    private static Bytes run(int length, int first) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) (first + i);
        }
        return Bytes.owning(octets);
    }

    private static MediaKey key(int first) {
        return new MediaKey(run(16, first), run(12, first + 16));
    }

    private Voice listener(MediaKey key) {
        return new Voice(new MediaKeys(run(16, 90), run(12, 90), key.key(), key.salt()), codec, BroadcastTest::run);
    }

    private Moment now() {
        return new Moment(frames * Frame.LENGTH.toNanos());
    }

    private List<Broadcast.Addressed<String>> frame() {
        frames++;
        short[] frame = new short[Frame.SAMPLES];
        Arrays.fill(frame, (short) 5_000);
        return broadcast.capture(frame, now());
    }

    private static List<Bytes> of(String listener, List<Broadcast.Addressed<String>> packets) {
        return packets.stream()
                .filter(packet -> packet.listener().equals(listener))
                .map(Broadcast.Addressed::packet)
                .toList();
    }

    @Test
    void each_listener_opens_its_own_packets_and_nobody_elses_and_all_are_encoded_once() {
        broadcast.add("anna", ANNAS);
        broadcast.add("ben", BENS);
        broadcast.setMicrophone(MicrophoneMode.OPEN, now());
        List<Broadcast.Addressed<String>> packets = frame();
        assertThat(encoded).isEqualTo(1);
        assertThat(packets).hasSize(2);
        Bytes annas = of("anna", packets).getFirst();
        assertThat(listener(BENS).arrive(annas, now())).isEqualTo(Arrival.REJECTED);
        assertThat(listener(ANNAS).arrive(annas, now())).isEqualTo(Arrival.SOUND);
        assertThat(listener(BENS).arrive(of("ben", packets).getFirst(), now())).isEqualTo(Arrival.SOUND);
    }

    @Test
    void what_is_said_before_anybody_listens_stays_in_memory_until_somebody_does() {
        broadcast.setMicrophone(MicrophoneMode.PRE_ROLL, now());
        for (int i = 0; i < 100; i++) {
            assertThat(frame()).isEmpty();
        }
        assertThat(encoded).isZero();
        assertThat(broadcast.lamp()).isEqualTo(Lamp.BLINKING);
        broadcast.add("anna", ANNAS);
        broadcast.setMicrophone(MicrophoneMode.OPEN, now());
        assertThat(frame()).hasSizeBetween(2, 16);
        assertThat(broadcast.lamp()).isEqualTo(Lamp.STEADY);
    }

    @Test
    void who_comes_later_or_twice_hears_on_and_who_goes_is_sent_nothing() {
        Voice anna = listener(ANNAS);
        Voice ben = listener(BENS);
        broadcast.add("anna", ANNAS);
        broadcast.setMicrophone(MicrophoneMode.OPEN, now());
        frame();
        broadcast.add("ben", BENS);
        broadcast.add("anna", ANNAS);
        List<Broadcast.Addressed<String>> both = frame();
        assertThat(anna.arrive(of("anna", both).getFirst(), now())).isEqualTo(Arrival.SOUND);
        assertThat(ben.arrive(of("ben", both).getFirst(), now())).isEqualTo(Arrival.SOUND);
        broadcast.remove("anna");
        assertThat(of("anna", frame())).isEmpty();
        broadcast.close();
        assertThat(frame()).isEmpty();
        assertThat(broadcast.lamp()).isEqualTo(Lamp.DARK);
    }
}
