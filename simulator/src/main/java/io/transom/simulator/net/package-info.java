/**
 * A virtual internet in virtual time, under one seed.
 *
 * <pre>
 *  Host --- Site (Router) --- [Carrier (Router)] --- Weather (delay, loss, doubles) --- [Carrier] --- Site --- Host
 * </pre>
 *
 * {@link io.transom.simulator.net.EventQueue} is the only clock: events in order of time, then of being scheduled.
 * {@link io.transom.simulator.net.Dice} is the only source of chance. {@link io.transom.simulator.net.Internet} carries
 * datagrams through the routers of both sites; whoever wants to see them all is an {@link
 * io.transom.simulator.net.Internet.Observer}. A datagram to a router's own outside address comes back in where that router
 * hairpins (RFC 4787 section 6); two homes of one carrier are also neighbours in its shared space. A machine with both
 * families is a host at two sites: one behind the NAT, one behind the IPv6 firewall. Absent on purpose: fragments, TTL, and ICMP errors as packets (a rejection's harm is done in the router).
 */
@NullMarked
package io.transom.simulator.net;

import org.jspecify.annotations.NullMarked;
