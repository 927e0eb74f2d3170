/**
 * One hostile world per seed.
 *
 * <pre>
 *  seed --&gt; Options --&gt; Town (homes, manager, machines) --&gt; hostile phase (Faults, People) --&gt; liveness phase --&gt; Outcome
 *                          |
 *                          +-- Safety, Ledger, Trace: see every packet, message, input and effect
 * </pre>
 *
 * In the hostile phase everything may happen, but nothing unsafe ({@link io.transom.simulator.world.Safety}), and no call
 * may hang or end with an untrue reason ({@link io.transom.simulator.world.Ledger}). Then the faults stop: every endpoint
 * has to be registered where it is, and a call has to talk exactly if {@link io.transom.simulator.oracle.Reachability}
 * says that it can. What goes wrong is a {@link io.transom.simulator.world.Violation}, and the seed replays it.
 */
@NullMarked
package io.transom.simulator.world;

import org.jspecify.annotations.NullMarked;
