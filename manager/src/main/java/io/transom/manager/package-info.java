/**
 * The manager's programs and the {@link io.transom.manager.Manager} they start.
 *
 * <pre>
 *              TCP port P                                        loopback, or --broker URL
 *  endpoint ---- HTTP/WebSocket ---- door ---- mqtt gateway ---- MQTT broker ---- switchboard
 *     |                                |  login: the switchboard decides            |
 *     |        UDP ports U, U+1        |                                            |
 *     +------- STUN ------------------ reflector              store: SQLite: who has joined, open invites
 * </pre>
 *
 * Every decision is made by {@link io.transom.core.manager.Switchboard}; what is here moves bytes and keeps limits.
 */
@NullMarked
package io.transom.manager;

import org.jspecify.annotations.NullMarked;
