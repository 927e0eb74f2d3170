/**
 * The relay's tunnel: a WebSocket to the manager's port, for homes whose UDP doesn't get through.
 *
 * <pre>
 * ws /relay    sub-protocol transom-relay, binary; one message = one datagram:
 *              a STUN message to or from the relay itself, or a frame of a relay's channel
 * </pre>
 *
 * A datagram here behaves as over UDP: nothing is sent twice, and on a line that is too slow the oldest sound is dropped
 * rather than that everything behind it comes later and later.
 *
 * <p>Absent on purpose: reconnecting and liveness. The core asks for a tunnel, proves it from end to end as any other path,
 * and gives it up when it hears nothing. Eclipse Paho has a WebSocket too, but only for MQTT.
 */
@NullMarked
package io.transom.node.tunnel;

import org.jspecify.annotations.NullMarked;
