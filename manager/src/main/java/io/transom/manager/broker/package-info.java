/**
 * The MQTT broker behind the front door, and the manager's own connection to it.
 *
 * <p>An embedded Apache Artemis on an ephemeral loopback port with a password minted at each start, or an external
 * MQTT 5 broker named by {@code --broker tcp://[user:password@]host:port}. Both only ever see the manager's own
 * credentials: who an endpoint is and which topics it may use is settled at the front door, so both behave the same.
 *
 * <p>Absent on purpose: retained messages, offline sessions and QoS 2; nothing here outlives a connection.
 */
@NullMarked
package io.transom.manager.broker;

import org.jspecify.annotations.NullMarked;
