/**
 * A home's router as RFC 4787 describes one: mapping x filtering x expiry; how it chooses ports, whether it hairpins,
 * whether it rejects or drops what it doesn't let in, and whether it lets UDP through at all.
 *
 * <pre>
 *   inside 10.0.0.2:4000  --outbound--&gt;  mapping (found or made)      --&gt;  outside 203.0.113.7:61001
 *   inside 10.0.0.2:4000  &lt;--arrive----  filter (in, dropped or rejected)  &lt;--  outside 203.0.113.7:61001
 * </pre>
 *
 * <p>Time and chance are parameters, so that one seed gives one world. The simulator routes virtual datagrams through
 * it; the routers in user space of the laboratory route real ones through the same code. A packet from inside to the
 * router's own outside address is its owner's to turn round: where the kind hairpins, {@code outbound} and then {@code
 * arrive}. Absent on purpose: fragments, TCP, port forwarding, and the ICMP messages themselves.
 */
@NullMarked
package io.transom.simulator.router;

import org.jspecify.annotations.NullMarked;
