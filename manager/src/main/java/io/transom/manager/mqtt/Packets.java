package io.transom.manager.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodes;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;
import io.transom.manager.broker.Broker;
import io.transom.wire.signal.SignalCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The packets that the gateway writes, each made from nothing but what is named here. */
final class Packets {
    /** A sealed control signal is below 2 KB; a login below 500 octets. Announced in CONNACK, enforced by the decoder. */
    static final int LONGEST_PACKET = 8 * 1024;

    /** What the manager says may be longer: a household of 64 in one message. Octets, with room for the MQTT header. */
    static final int LONGEST_DOWNWARD = SignalCodec.MOST_CONTROL_SIGNAL + 512;

    static final short NOT_AUTHORIZED = 0x87;

    private Packets() {}

    /** What an endpoint leaves to be said when its connection breaks. */
    record Will(String topic, byte[] payload) {}

    static MqttConnectMessage connect(
            String clientId, int keepAliveSeconds, Optional<Will> will, Optional<Broker.Credentials> credentials) {
        MqttProperties properties = new MqttProperties();
        properties.add(new IntegerProperty(MqttProperties.MAXIMUM_PACKET_SIZE, LONGEST_DOWNWARD));
        MqttConnectVariableHeader header = new MqttConnectVariableHeader(
                "MQTT",
                5,
                credentials.isPresent(),
                credentials.isPresent(),
                false,
                0,
                will.isPresent(),
                true,
                keepAliveSeconds,
                properties);
        MqttConnectPayload payload = new MqttConnectPayload(
                clientId,
                MqttProperties.NO_PROPERTIES,
                will.map(Will::topic).orElse(null),
                will.map(Will::payload).orElse(null),
                credentials.map(Broker.Credentials::user).orElse(null),
                credentials
                        .map(c -> c.password().getBytes(StandardCharsets.UTF_8))
                        .orElse(null));
        return new MqttConnectMessage(fixed(MqttMessageType.CONNECT, MqttQoS.AT_MOST_ONCE), header, payload);
    }

    /** Welcome, and what isn't to be had here (MQTT 5 section 3.2.2.3). */
    static MqttConnAckMessage welcome(int keepAliveSeconds) {
        MqttProperties properties = new MqttProperties();
        properties.add(new IntegerProperty(MqttProperties.MAXIMUM_QOS, 1));
        properties.add(new IntegerProperty(MqttProperties.RETAIN_AVAILABLE, 0));
        properties.add(new IntegerProperty(MqttProperties.WILDCARD_SUBSCRIPTION_AVAILABLE, 0));
        properties.add(new IntegerProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0));
        properties.add(new IntegerProperty(MqttProperties.SHARED_SUBSCRIPTION_AVAILABLE, 0));
        properties.add(new IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, 0));
        properties.add(new IntegerProperty(MqttProperties.MAXIMUM_PACKET_SIZE, LONGEST_PACKET));
        properties.add(new IntegerProperty(MqttProperties.SERVER_KEEP_ALIVE, keepAliveSeconds));
        return connAck(MqttConnectReturnCode.CONNECTION_ACCEPTED, properties);
    }

    static MqttConnAckMessage refusal(MqttConnectReturnCode code, String reason) {
        return connAck(code, reasonString(reason));
    }

    private static MqttConnAckMessage connAck(MqttConnectReturnCode code, MqttProperties properties) {
        return new MqttConnAckMessage(
                fixed(MqttMessageType.CONNACK, MqttQoS.AT_MOST_ONCE),
                new MqttConnAckVariableHeader(code, false, properties));
    }

    static MqttMessage disconnect(MqttReasonCodes.Disconnect code, String reason) {
        MqttProperties properties = reason.isEmpty() ? MqttProperties.NO_PROPERTIES : reasonString(reason);
        return new MqttMessage(
                fixed(MqttMessageType.DISCONNECT, MqttQoS.AT_MOST_ONCE),
                new MqttReasonCodeAndPropertiesVariableHeader(code.byteValue(), properties));
    }

    /** Takes over {@code payload}. */
    static MqttPublishMessage publish(String topic, MqttQoS qos, int packetId, ByteBuf payload) {
        return new MqttPublishMessage(
                fixed(MqttMessageType.PUBLISH, qos),
                new MqttPublishVariableHeader(topic, packetId, MqttProperties.NO_PROPERTIES),
                payload);
    }

    static MqttMessage pubAck(int packetId, byte reason) {
        return new MqttMessage(
                fixed(MqttMessageType.PUBACK, MqttQoS.AT_MOST_ONCE),
                new MqttPubReplyMessageVariableHeader(packetId, reason, MqttProperties.NO_PROPERTIES));
    }

    static MqttSubscribeMessage subscribe(int packetId, String filter, MqttQoS qos) {
        return new MqttSubscribeMessage(
                fixed(MqttMessageType.SUBSCRIBE, MqttQoS.AT_LEAST_ONCE),
                new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES),
                new MqttSubscribePayload(
                        List.of(new MqttTopicSubscription(filter, MqttSubscriptionOption.onlyFromQos(qos)))));
    }

    static MqttSubAckMessage subAck(int packetId, List<Integer> reasons) {
        return new MqttSubAckMessage(
                fixed(MqttMessageType.SUBACK, MqttQoS.AT_MOST_ONCE),
                new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES),
                new MqttSubAckPayload(reasons));
    }

    static MqttUnsubscribeMessage unsubscribe(int packetId, String filter) {
        return new MqttUnsubscribeMessage(
                fixed(MqttMessageType.UNSUBSCRIBE, MqttQoS.AT_LEAST_ONCE),
                new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES),
                new MqttUnsubscribePayload(List.of(filter)));
    }

    static MqttUnsubAckMessage unsubAck(int packetId, List<Short> reasons) {
        return new MqttUnsubAckMessage(
                fixed(MqttMessageType.UNSUBACK, MqttQoS.AT_MOST_ONCE),
                new MqttMessageIdAndPropertiesVariableHeader(packetId, MqttProperties.NO_PROPERTIES),
                new MqttUnsubAckPayload(reasons));
    }

    private static MqttProperties reasonString(String reason) {
        MqttProperties properties = new MqttProperties();
        properties.add(new StringProperty(MqttProperties.REASON_STRING, reason));
        return properties;
    }

    private static MqttFixedHeader fixed(MqttMessageType type, MqttQoS qos) {
        return new MqttFixedHeader(type, false, qos, false, 0);
    }
}
