/**
 * What device and caller share: the {@link io.transom.core.endpoint.Station}.
 *
 * <pre>
 *   Input --&gt; Device or Caller --&gt; List of Effect, carried out in order by the program or the simulator
 *                  |
 *               Station: Link (control connection), Whereabouts, Registration, Standing (what we are to the
 *                  |     manager), PeerBook (who is there), PinBook (whom a name stands for), Outbox (signals to
 *                  |     repeat), Counters
 *               Whereabouts: ReflectorClient (where we are seen), PortMappings (what the router grants)
 * </pre>
 *
 * ReflectorClient: Windows (kept open, Keepalive says how often) and Probes: Filtering, Lifetime, Allocation, Hairpin.
 *
 * <p>A host hands in {@code Wake} whenever {@code wakeAt()} is reached, the first time at once: that begins the connection.
 * {@code SocketsBound} may come before or after. Nothing is decided about calls here, and nothing is read from a clock.
 */
@NullMarked
package io.transom.core.endpoint;

import org.jspecify.annotations.NullMarked;
