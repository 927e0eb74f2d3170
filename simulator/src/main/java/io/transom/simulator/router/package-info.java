/**
 * A home's router as RFC 4787 describes one: mapping x filtering x expiry, and nothing else.
 *
 * <pre>
 *   inside 10.0.0.2:4000  --outbound--&gt;  mapping (found or made)  --&gt;  outside 203.0.113.7:61001
 *   inside 10.0.0.2:4000  &lt;--inbound---  filter (passed or not)   &lt;--  outside 203.0.113.7:61001
 * </pre>
 *
 * <p>Time is a parameter, ports are taken in order, so that one seed gives one world. The simulator routes virtual
 * datagrams through it; the user-space router of the laboratory routes real ones through the same code. Absent on
 * purpose: fragments, TCP, ICMP, port forwarding.
 */
@NullMarked
package io.transom.simulator.router;

import org.jspecify.annotations.NullMarked;
