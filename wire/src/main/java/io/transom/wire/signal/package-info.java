/**
 * What endpoints and the manager say to each other on the control connection ({@link ControlSignal}), and what the two
 * ends of a call say to each other inside sealed envelopes that the manager carries but cannot read
 * ({@link PeerSignal}). Every signal is idempotent: a lost one is sent again, a doubled one changes nothing.
 *
 * <pre>
 *  caller                      manager                      device
 *    | Send CALL_REQUEST ------&gt; | Deliver CALL_REQUEST ------&gt; |   "call notice"
 *    | &lt;===== null packets through both firewalls ============&gt; |
 *    | &lt;---- Deliver WINDOW_OPEN | &lt;------ Send WINDOW_OPEN --- |   "ready"
 * </pre>
 */
@NullMarked
package io.transom.wire.signal;

import org.jspecify.annotations.NullMarked;
