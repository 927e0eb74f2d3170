/**
 * The MQTT 5 gateway: speaks MQTT with an endpoint, asks the switchboard whether it may come in, and from then on passes
 * its packets to a connection of its own at the broker, one for each endpoint.
 *
 * <pre>
 * endpoint            gateway                      switchboard       broker
 *   CONNECT id, proof --&gt; |  login(id, proof) ------&gt; |                 |
 *                         | &lt;--------------- admitted |                 |
 *                         |  CONNECT id, the manager's credentials ---&gt; |
 *   &lt;------ CONNACK       | &lt;------------------------------- CONNACK    |
 *   PUBLISH own up -----&gt; |  ----------------------------------------&gt;  |
 *   PUBLISH another's     |  refused: 0x87, counted                     |
 * </pre>
 *
 * An endpoint publishes on its own up topic, subscribes to its own down topic, and leaves a will on its own gone topic:
 * nothing else, no wildcard, nothing retained, QoS 0 or 1. Every packet is taken apart and written anew, so that nothing
 * the rules don't know gets through (properties, aliases, subscription options). All of one endpoint happens on one
 * event loop; each queue on the way has a limit.
 */
@NullMarked
package io.transom.manager.mqtt;

import org.jspecify.annotations.NullMarked;
