package io.transom.manager.mqtt;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import java.util.Optional;

/**
 * What to say about a packet that the decoder gave up on.
 *
 * @param refusal for CONNACK; empty where it isn't even known to be MQTT, which gets no answer
 */
record Unreadable(Optional<MqttConnectReturnCode> refusal, Disconnect disconnect, String reason) {
    static Unreadable of(MqttMessage packet) {
        Throwable cause = packet.decoderResult().cause();
        if (cause instanceof MqttUnacceptableProtocolVersionException) {
            return new Unreadable(
                    Optional.of(MqttConnectReturnCode.CONNECTION_REFUSED_UNSUPPORTED_PROTOCOL_VERSION),
                    Disconnect.PROTOCOL_ERROR,
                    "MQTT 5 is spoken here");
        }
        if (cause instanceof MqttIdentifierRejectedException) {
            return new Unreadable(
                    Optional.of(MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID),
                    Disconnect.PROTOCOL_ERROR,
                    "the client id is an endpoint id");
        }
        if (cause instanceof TooLongFrameException) {
            return new Unreadable(Optional.empty(), Disconnect.PACKET_TOO_LARGE, "a packet has at most 8 KiB here");
        }
        return new Unreadable(Optional.empty(), Disconnect.MALFORMED_PACKET, "the packet can't be read");
    }
}
