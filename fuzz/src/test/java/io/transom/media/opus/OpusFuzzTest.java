package io.transom.media.opus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.transom.media.Frame;
import java.util.Arrays;

/** What a member sends as sound reaches the decoder as it is. */
class OpusFuzzTest {
    private static final int MOST_PACKETS = 16;

    /** Packets, each behind a length of two octets whose topmost bit asks for the redundancy in it. */
    @FuzzTest(maxDuration = "1h")
    void sound(byte[] octets) {
        try (OpusCodec codec = OpusCodecs.open();
                OpusCodec pure = OpusCodecs.openPureJava()) {
            int at = 0;
            for (int i = 0; i < MOST_PACKETS && at + 2 <= octets.length; i++) {
                boolean redundancy = (octets[at] & 0x80) != 0;
                int length = Math.min((octets[at] & 0x7F) << 8 | octets[at + 1] & 0xFF, octets.length - at - 2);
                byte[] packet = Arrays.copyOfRange(octets, at + 2, at + 2 + length);
                at += 2 + length;
                for (OpusCodec each : new OpusCodec[] {codec, pure}) {
                    assertThat(redundancy ? each.recover(packet) : each.decode(packet))
                            .hasSize(Frame.SAMPLES);
                }
            }
            assertThat(codec.decode(codec.encode(new short[Frame.SAMPLES]))).hasSize(Frame.SAMPLES);
        }
    }
}
