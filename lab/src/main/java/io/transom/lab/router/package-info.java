/**
 * A home router in user space: real UDP sockets, the simulator's routing. An endpoint that is run with {@code
 * --udp-via INSIDE} can be reached through its router and in no other way. No root, no kernel module.
 *
 * <pre>
 *  endpoint  --- framed ---&gt;  inside socket | Router | outside sockets, one a mapping  --- plain ---&gt;  the world
 *
 *  frame:  family (1 octet, 4 or 6) | address (4 or 16) | port (2) | the datagram
 *          to the router: where to send it; from the router: where it came from
 * </pre>
 *
 * <p>For measuring, a router may have a line to the world that takes its time ({@link DelayLine}), and {@link DelayedTcp} is
 * such a line for the control connection.
 *
 * <p>Absent on purpose: routers without translation (run the endpoint without a router instead), translating TCP.
 */
@NullMarked
package io.transom.lab.router;

import org.jspecify.annotations.NullMarked;
