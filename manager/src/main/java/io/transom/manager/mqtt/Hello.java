package io.transom.manager.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Topics;
import java.util.Optional;

/** What a CONNECT packet comes to, before anyone has looked at its proof. */
sealed interface Hello {
    /**
     * A CONNECT in order.
     *
     * @param id who it says it is
     * @param proof the password, judged by the switchboard
     * @param keepAliveSeconds what holds from now on; told in CONNACK
     */
    record Polite(EndpointId id, Bytes proof, Optional<Packets.Will> will, int keepAliveSeconds) implements Hello {}

    /** {@code reason} is for people. */
    record Refused(MqttConnectReturnCode code, String reason) implements Hello {}

    /** Half of the two minutes that RFC 5382 REQ-5 and most proxies allow an idle TCP connection, and never switched off. */
    int LONGEST_KEEP_ALIVE_SECONDS = 60;

    /** A login is 192 octets, with an invite some more. */
    int LONGEST_PROOF = 1024;

    int LONGEST_WILL = 1024;

    static Hello read(MqttConnectMessage connect) {
        MqttConnectVariableHeader header = connect.variableHeader();
        MqttConnectPayload payload = connect.payload();
        if (header.version() != 5) {
            return new Refused(
                    MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION, "MQTT 5 is spoken here");
        }
        Optional<EndpointId> id = Optional.ofNullable(payload.userName()).flatMap(EndpointId::parse);
        byte[] proof = payload.passwordInBytes();
        if (id.isEmpty() || proof == null || proof.length > LONGEST_PROOF) {
            return new Refused(
                    MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD,
                    "the user name is an endpoint id, the password its login");
        }
        if (!payload.clientIdentifier().equals(id.get().text())) {
            return new Refused(
                    MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID,
                    "the client id is the user name");
        }
        Optional<Packets.Will> will = Optional.empty();
        if (header.isWillFlag()) {
            byte[] said = payload.willMessageInBytes();
            if (header.isWillRetain() || !Topics.gone(id.get()).equals(payload.willTopic()) || said == null) {
                return new Refused(
                        MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5,
                        "a will may only be on your own gone topic, not retained");
            }
            if (said.length > LONGEST_WILL) {
                return new Refused(MqttConnectReturnCode.CONNECTION_REFUSED_PACKET_TOO_LARGE, "the will is too long");
            }
            will = Optional.of(new Packets.Will(payload.willTopic(), said));
        }
        int asked = header.keepAliveTimeSeconds();
        int keepAlive = asked == 0 ? LONGEST_KEEP_ALIVE_SECONDS : Math.min(asked, LONGEST_KEEP_ALIVE_SECONDS);
        return new Polite(id.get(), Bytes.of(proof), will, keepAlive);
    }
}
