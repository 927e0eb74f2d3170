/**
 * Ports that the home's router maps to us because we ask it to: PCP (RFC 6887), NAT-PMP (RFC 6886), UPnP-IGD.
 *
 * <pre>
 *   GatewayChanged, SocketsBound --&gt; {@link io.transom.core.grant.PortMappings}
 *      at once       PCP       UDP to port 5351 of the gateway, from the primary socket
 *      after 1 s     NAT-PMP   the same; at once where the gateway says that it doesn't know PCP
 *      after 3 s     UPnP      Effect.AskUpnp, answered by Input.UpnpAnswered; at once where both said no
 *                       |  the first that grants stays; the others are asked no more
 *                       v
 *   Grant: socket, external address --&gt; Candidate GRANTED, if its IP address is one that we are seen at
 * </pre>
 *
 * <p>Nothing is ever sent to any other address than the gateway's, and nothing believed that isn't its answer to a
 * question that is open. A grant whose address isn't where the world sees us (a second router in front of the first) is
 * not offered to anybody, and the event says so. Absent on purpose: TCP, IPv6 pinholes, and the router's multicast
 * announcements; its epoch is asked for once a minute instead.
 */
@NullMarked
package io.transom.core.grant;

import org.jspecify.annotations.NullMarked;
