package io.transom.manager.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;
import io.transom.wire.Topics;

/** What somebody who has opened a WebSocket says first: a CONNECT in order, or a refusal. */
class HelloFuzzTest {
    @FuzzTest(maxDuration = "1h")
    void mqtt_from_a_stranger(byte[] octets) {
        EmbeddedChannel channel = new EmbeddedChannel(new MqttDecoder(Packets.LONGEST_PACKET));
        channel.writeInbound(Unpooled.wrappedBuffer(octets));
        while (channel.readInbound() instanceof MqttMessage packet) {
            if (packet.decoderResult().isFailure()) {
                assertThat(Unreadable.of(packet).reason()).isNotEmpty();
            } else if (packet instanceof MqttConnectMessage connect) {
                check(connect, Hello.read(connect));
            }
            ReferenceCountUtil.release(packet);
        }
        channel.finishAndReleaseAll();
    }

    private static void check(MqttConnectMessage connect, Hello hello) {
        switch (hello) {
            case Hello.Refused refused -> assertThat(refused.reason()).isNotEmpty();
            case Hello.Polite polite -> {
                assertThat(polite.id().text()).isEqualTo(connect.payload().clientIdentifier());
                assertThat(polite.proof().length()).isLessThanOrEqualTo(Hello.LONGEST_PROOF);
                assertThat(polite.keepAliveSeconds()).isBetween(1, Hello.LONGEST_KEEP_ALIVE_SECONDS);
                polite.will().ifPresent(will -> assertThat(will.topic()).isEqualTo(Topics.gone(polite.id())));
            }
        }
    }
}
