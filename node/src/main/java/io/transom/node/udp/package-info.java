/**
 * UDP as the endpoints see it: a few numbered sockets, and spare ones that come and go. What they send is marked as sound. {@link io.transom.node.udp.NettyUdp} is the machine's own;
 * others stand around it ({@link io.transom.node.udp.UdpSocketsAround}). {@link io.transom.node.udp.ViaRouter} sends everything through a router in user space:
 *
 * <pre>
 * family (1: 4 or 6) | address (4 or 16) | port (2) | the datagram     to the router: where to; from it: where from
 * </pre>
 *
 * Absent on purpose: whom to send to. That is decided in the core, and its limits hold there.
 */
@NullMarked
package io.transom.node.udp;

import org.jspecify.annotations.NullMarked;
