/**
 * Homes behind routers of every kind, for real kernel sockets of any program: each host is a network namespace with one TUN
 * device, and what its kernel sends comes to one thread of this process, which is the internet and every router in it.
 *
 * <pre>
 *   any program in a namespace          | one thread of this process                        | the manager's namespace
 *   socket -- kernel -- TUN eth0        | Nat (UDP: the simulator's Router)                 |
 *             192.168.1.2 ------------&gt; | --- line, its delay ---&gt; internet ---&gt; ---------&gt; | TUN eth0 198.51.100.2, .3
 *                                       |     203.0.113.n                                   |
 *   home behind a carrier ------------&gt; | Nat -- 100.64.0.n -- Nat -- 203.0.113.n -- ...    |
 *   home -- veth -- nftables -- TUN wan | line only                                         |
 * </pre>
 *
 * <p>The routers are those of the simulator, so that laboratory and simulator can disagree only about what is around them:
 * kernels, clocks, programs. Beside UDP they carry TCP, echo and ICMP errors, so that control connections and {@code ping}
 * work and a rejected datagram is noticed. A home may as well stand behind a router of the kernel's own.
 *
 * <p>A thread that enters a namespace makes its sockets there, and so do the threads that it makes: a manager and both
 * endpoints of a call can run in one JVM and yet in three places ({@link io.transom.lab.tun.Namespace#call}).
 *
 * <p>IPv6 is the kernel's alone ({@link io.transom.lab.tun.Ipv6Backbone}): there is nothing to translate. Absent on purpose: fragments, bandwidth and loss (those are the simulator's), TCP that is hard to get through.
 */
@NullMarked
package io.transom.lab.tun;

import org.jspecify.annotations.NullMarked;
