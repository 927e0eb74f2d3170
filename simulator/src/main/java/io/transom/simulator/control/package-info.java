/**
 * The virtual manager: the real Switchboard and the real reflector behind virtual connections.
 *
 * <pre>
 *  endpoint --- ControlLine (one TCP connection at a time) --- Manager (front door, Switchboard, reflector, roster)
 * </pre>
 *
 * Topics and payloads are the real bytes, so that logins, sealing, replay windows and leases are exercised; HTTP,
 * WebSocket and MQTT frames are left out. A line can be cut (both ends notice), hang (nobody notices) or lose its
 * endpoint's power (the manager doesn't notice); the manager can go away and come back with nothing but its keys and its
 * roster.
 */
@NullMarked
package io.transom.simulator.control;

import org.jspecify.annotations.NullMarked;
