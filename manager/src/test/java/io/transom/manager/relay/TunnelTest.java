package io.transom.manager.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.transom.core.relay.Relay;
import io.transom.core.relay.RelayLimits;
import io.transom.manager.count.Counters;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.relay.ChannelFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TunnelTest {
    private final Relay relay = new Relay((address, proof, now) -> false, new SystemEntropy(), RelayLimits.DEFAULT);
    private final Tunnel tunnel =
            new RelayTraffic(relay, 1, new Counters()).newTunnel().orElseThrow();
    private final EmbeddedChannel line = new EmbeddedChannel(tunnel);

    private static Bytes sound(int number) {
        return new ChannelFrame(0x4000, Bytes.of((byte) 0x80, (byte) number)).encode();
    }

    private void reads(boolean reads) {
        line.unsafe().outboundBuffer().setUserDefinedWritability(1, reads);
        line.runPendingTasks();
    }

    private List<Bytes> heard() {
        line.runPendingTasks();
        List<Bytes> heard = new ArrayList<>();
        for (BinaryWebSocketFrame frame = line.readOutbound(); frame != null; frame = line.readOutbound()) {
            byte[] octets = new byte[frame.content().readableBytes()];
            frame.content().readBytes(octets);
            frame.release();
            heard.add(Bytes.owning(octets));
        }
        return heard;
    }

    @Test
    void what_arrives_leaves_at_once_and_in_order() {
        for (int i = 0; i < 100; i++) {
            tunnel.send(sound(i));
            assertThat(heard()).containsExactly(sound(i));
        }
    }

    @Test
    void an_end_that_has_not_read_for_a_while_gets_the_newest_sound() {
        reads(false);
        for (int i = 0; i < 100; i++) {
            tunnel.send(sound(i));
        }
        assertThat(heard()).isEmpty();
        reads(true);
        List<Bytes> heard = heard();
        assertThat(heard.getLast()).isEqualTo(sound(99));
        assertThat(heard).hasSizeLessThan(30).isSortedAccordingTo((one, other) -> one.at(5) - other.at(5));
    }
}
