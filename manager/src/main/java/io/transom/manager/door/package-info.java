/**
 * The front door: one TCP port for HTTP and WebSocket, and where a certificate is configured a second one with TLS for the same.
 *
 * <pre>
 * GET /           what this is, for people
 * GET /healthz    200 or 503, JSON
 * GET /challenge  the one-time challenge of a login, the manager's public keys, where its reflector is; JSON
 * GET /.well-known/acme-challenge/TOKEN    while a certificate is asked for
 * GET /mqtt       WebSocket, sub-protocol "mqtt": binary frames with MQTT 5, on to the gateway
 * GET /relay      WebSocket, sub-protocol "transom-relay": a datagram a message, on to the relay
 * </pre>
 *
 * Whoever knocks gets 10 s until CONNECT (5 s until its bind at the relay), a place among a limited number, and no more memory than one small frame.
 * Each other answer ends its connection. Absent on purpose: pages with a state, a way from the plain port to the other by redirect
 * (endpoints learn that port from their manager, over a proved login), WebSocket compression.
 */
@NullMarked
package io.transom.manager.door;

import org.jspecify.annotations.NullMarked;
