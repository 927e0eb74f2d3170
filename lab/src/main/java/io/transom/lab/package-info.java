/**
 * The real programs on real sockets, between user-space and kernel routers; and the demo.
 *
 * <pre>
 *   demo     one call on loopback that anybody can watch; router: the NAT between loopback addresses that it needs
 *   kernel   programs as processes, behind nftables (root)
 *   tun      any program, behind any router and a line that takes its time (root)
 *   matrix   every kind of home calls every kind of home, held against the simulator's oracle (root)
 * </pre>
 */
@NullMarked
package io.transom.lab;

import org.jspecify.annotations.NullMarked;
