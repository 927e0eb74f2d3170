/**
 * A virtual internet in virtual time, under one seed.
 *
 * <pre>
 *  Host --- Site (Router) --- Weather (delay, loss, doubles) --- Site (Router) --- Host
 * </pre>
 *
 * {@link io.transom.simulator.net.EventQueue} is the only clock: events in order of time, then of being scheduled.
 * {@link io.transom.simulator.net.Dice} is the only source of chance. {@link io.transom.simulator.net.Internet} carries
 * datagrams through the routers of both sites; whoever wants to see them all is an {@link
 * io.transom.simulator.net.Internet.Observer}. Absent on purpose: IPv6, ICMP, fragments, hairpinning (RFC 4787 section 6:
 * two hosts of one site reach each other on their own link instead), TTL.
 */
@NullMarked
package io.transom.simulator.net;

import org.jspecify.annotations.NullMarked;
