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
 * <p>Absent on purpose: routers without translation (run the endpoint without a router instead), TCP.
 */
@NullMarked
package io.transom.lab.router;

import org.jspecify.annotations.NullMarked;
