package io.transom.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Bytes;
import io.transom.wire.relay.ChannelFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SendQueueTest {
    private final SendQueue queue = new SendQueue();

    private static Bytes sound(int number) {
        return new ChannelFrame(0x4000, Bytes.of((byte) 0x80, (byte) number)).encode();
    }

    private static Bytes nullPacket(int number) {
        return new ChannelFrame(0x4000, Bytes.of((byte) 0, (byte) number)).encode();
    }

    private List<Bytes> all() {
        List<Bytes> all = new ArrayList<>();
        for (Optional<Bytes> next = queue.next(); next.isPresent(); next = queue.next()) {
            all.add(next.get());
        }
        return all;
    }

    @Test
    void of_too_much_the_oldest_sound_goes_and_null_packets_stay() {
        queue.add(nullPacket(0));
        int dropped = 0;
        for (int i = 0; i < SendQueue.MOST_WAITING + 5; i++) {
            dropped += queue.add(sound(i)) ? 0 : 1;
        }
        List<Bytes> left = all();
        assertThat(left).hasSize(SendQueue.MOST_WAITING).startsWith(nullPacket(0), sound(6));
        assertThat(left.getLast()).isEqualTo(sound(SendQueue.MOST_WAITING + 4));
        assertThat(dropped).isEqualTo(6);
    }

    @Test
    void without_sound_the_oldest_goes() {
        for (int i = 0; i < SendQueue.MOST_WAITING + 1; i++) {
            queue.add(nullPacket(i));
        }
        assertThat(all()).hasSize(SendQueue.MOST_WAITING).startsWith(nullPacket(1));
    }
}
