package io.transom.manager.mqtt;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.transom.manager.count.Counters;
import io.transom.wire.EndpointId;
import io.transom.wire.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The topic rules: what of an admitted endpoint's traffic goes to the broker, what comes back, what is refused. */
final class Relay {
    /** The endpoint's side, as the relay needs it. */
    interface Endpoint {
        void send(MqttMessage packet);

        /** False while the endpoint doesn't take what was sent to it. */
        boolean hasRoom();

        void disconnect(Disconnect code, String reason);
    }

    /** The endpoint needs one subscription; a client that keeps asking without waiting for answers is cut off. */
    private static final int MOST_OPEN_SUBSCRIBES = 8;

    private static final int MOST_FILTERS = 16;

    private final Endpoint endpoint;
    private final BrokerLink broker;
    private final Counters counters;
    private final String up;
    private final String down;
    /** Packet id of a SUBSCRIBE at the broker to its answer, but for the one place that the broker fills in. */
    private final Map<Integer, List<Integer>> openSubscribes = new LinkedHashMap<>();

    /** Stands for "what the broker says" in an answer that is being put together. */
    private static final int BROKERS_WORD = -1;

    Relay(EndpointId id, Endpoint endpoint, BrokerLink broker, Counters counters) {
        this.endpoint = endpoint;
        this.broker = broker;
        this.counters = counters;
        this.up = Topics.up(id);
        this.down = Topics.down(id);
    }

    /** A packet other than CONNECT and DISCONNECT from the endpoint. */
    void fromEndpoint(MqttMessage packet) {
        switch (packet.fixedHeader().messageType()) {
            case PUBLISH -> publish((MqttPublishMessage) packet);
            case SUBSCRIBE -> subscribe((MqttSubscribeMessage) packet);
            case UNSUBSCRIBE -> unsubscribe((MqttUnsubscribeMessage) packet);
            case PUBACK -> broker.write(Packets.pubAck(packetId(packet), (byte) 0));
            case PINGREQ -> broker.write(MqttMessage.PINGREQ);
            default -> {
                counters.count("MQTT packets out of place");
                endpoint.disconnect(Disconnect.PROTOCOL_ERROR, "this packet has no place here");
            }
        }
    }

    /** A packet from the broker, which is trusted not to be malformed but may be slow or ending. */
    void fromBroker(MqttMessage packet) {
        switch (packet.fixedHeader().messageType()) {
            case PUBLISH -> deliver((MqttPublishMessage) packet);
            case SUBACK -> subscribed((MqttSubAckMessage) packet);
            case UNSUBACK ->
                endpoint.send(Packets.unsubAck(
                        packetId(packet),
                        ((MqttUnsubAckMessage) packet).payload().unsubscribeReasonCodes()));
            case PUBACK -> endpoint.send(Packets.pubAck(packetId(packet), reason(packet)));
            case PINGRESP -> endpoint.send(MqttMessage.PINGRESP);
            case DISCONNECT -> endpoint.disconnect(Disconnect.SERVER_BUSY, "the manager's broker ended the connection");
            default -> counters.count("packets from the broker out of place");
        }
    }

    private void publish(MqttPublishMessage packet) {
        MqttQoS qos = packet.fixedHeader().qosLevel();
        if (qos == MqttQoS.EXACTLY_ONCE || qos == MqttQoS.FAILURE) {
            refuse(Disconnect.QOS_NOT_SUPPORTED, "publish with QoS 0 or 1");
        } else if (packet.fixedHeader().isRetain()) {
            refuse(Disconnect.RETAIN_NOT_SUPPORTED, "nothing is retained here");
        } else if (packet.variableHeader().properties().getProperty(MqttProperties.TOPIC_ALIAS) != null) {
            refuse(Disconnect.TOPIC_ALIAS_INVALID, "no topic aliases here");
        } else if (packet.variableHeader().topicName().equals(up)) {
            broker.write(Packets.publish(
                    up,
                    qos,
                    packet.variableHeader().packetId(),
                    packet.payload().retain()));
        } else if (qos == MqttQoS.AT_LEAST_ONCE) {
            counters.count("publishes refused: not the endpoint's own up topic");
            endpoint.send(Packets.pubAck(packet.variableHeader().packetId(), (byte) Packets.NOT_AUTHORIZED));
        } else {
            counters.count("publishes refused: not the endpoint's own up topic");
            endpoint.disconnect(Disconnect.NOT_AUTHORIZED, "publish on your own up topic only");
        }
    }

    private void refuse(Disconnect code, String reason) {
        counters.count("publishes refused: QoS, retain or alias");
        endpoint.disconnect(code, reason);
    }

    private void subscribe(MqttSubscribeMessage packet) {
        List<MqttTopicSubscription> wanted = packet.payload().topicSubscriptions();
        int packetId = packet.variableHeader().messageId();
        if (wanted.size() > MOST_FILTERS
                || openSubscribes.size() >= MOST_OPEN_SUBSCRIBES
                || openSubscribes.containsKey(packetId)) {
            counters.count("subscriptions refused: too many at once");
            endpoint.disconnect(Disconnect.QUOTA_EXCEEDED, "too many subscriptions at once");
            return;
        }
        List<Integer> answer = new ArrayList<>();
        MqttQoS qos = MqttQoS.AT_MOST_ONCE;
        for (MqttTopicSubscription one : wanted) {
            if (one.topicFilter().equals(down)) {
                answer.add(BROKERS_WORD);
                qos = one.qualityOfService() == MqttQoS.AT_MOST_ONCE ? qos : MqttQoS.AT_LEAST_ONCE;
            } else {
                counters.count("subscriptions refused: not the endpoint's own down topic");
                answer.add((int) Packets.NOT_AUTHORIZED);
            }
        }
        if (answer.contains(BROKERS_WORD)) {
            openSubscribes.put(packetId, answer);
            broker.write(Packets.subscribe(packetId, down, qos));
        } else {
            endpoint.send(Packets.subAck(packetId, answer));
        }
    }

    private void subscribed(MqttSubAckMessage packet) {
        int packetId = packet.variableHeader().messageId();
        List<Integer> answer = openSubscribes.remove(packetId);
        List<Integer> word = packet.payload().reasonCodes();
        if (answer != null && !word.isEmpty()) {
            answer.replaceAll(reason -> reason == BROKERS_WORD ? word.getFirst() : reason);
            endpoint.send(Packets.subAck(packetId, answer));
        }
    }

    /** One filter at a time is all that an endpoint with one subscription needs; more are refused together. */
    private void unsubscribe(MqttUnsubscribeMessage packet) {
        List<String> filters = packet.payload().topics();
        int packetId = packet.variableHeader().messageId();
        if (filters.equals(List.of(down))) {
            broker.write(Packets.unsubscribe(packetId, down));
        } else {
            counters.count("subscriptions refused: not the endpoint's own down topic");
            endpoint.send(Packets.unsubAck(packetId, Collections.nCopies(filters.size(), Packets.NOT_AUTHORIZED)));
        }
    }

    private void deliver(MqttPublishMessage packet) {
        if (!packet.variableHeader().topicName().equals(down)) {
            counters.count("packets from the broker out of place");
        } else if (!endpoint.hasRoom() && packet.fixedHeader().qosLevel() == MqttQoS.AT_MOST_ONCE) {
            counters.count("messages lost: the endpoint doesn't read");
        } else {
            endpoint.send(Packets.publish(
                    down,
                    packet.fixedHeader().qosLevel(),
                    packet.variableHeader().packetId(),
                    packet.payload().retain()));
        }
    }

    private static int packetId(MqttMessage packet) {
        return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
    }

    private static byte reason(MqttMessage packet) {
        return packet.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply ? reply.reasonCode() : 0;
    }
}
