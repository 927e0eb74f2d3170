/**
 * Multicast DNS on this machine's links: octets in, octets out. What they say is decided in core ({@code core.lan}).
 *
 * <pre>
 *   link eth0   socket 0.0.0.0:5353, in 224.0.0.251 on eth0 ---+
 *   link wlan0  socket 0.0.0.0:5353, in 224.0.0.251 on wlan0 --+-- one thread --&gt; ear
 *   message --&gt; out of every socket, each on its own link
 * </pre>
 *
 * The port is shared with whoever else speaks mDNS here (avahi, a browser). Absent on purpose: IPv6's group, for every home
 * that has a router has IPv4 as well; and reading names from other services.
 */
@NullMarked
package io.transom.node.lan;

import org.jspecify.annotations.NullMarked;
