/**
 * The control connection: the manager's challenge over HTTP, then MQTT 5 over WebSocket on the same port.
 *
 * <pre>
 * GET /challenge  -&gt;  {"challenge": base64url, "manager": base64url of 64 octets,
 *                      "reflector": {"ports": [U, U1], "host": ip?, "alternate": ip?}}
 * ws /mqtt            CONNECT, SUBSCRIBE down, PUBLISH up; QoS 0, nothing retained
 * </pre>
 *
 * Absent on purpose: reconnecting, liveness and what the messages mean. The core decides those; Paho's own reconnect is
 * off, because it never retries a first connect, does not resubscribe, and its delay can't be set. Nothing that Paho does
 * is waited for on the caller's thread.
 */
@NullMarked
package io.transom.node.control;

import org.jspecify.annotations.NullMarked;
