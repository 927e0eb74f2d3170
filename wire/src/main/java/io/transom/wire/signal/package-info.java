/**
 * What endpoints and the manager say to each other on the control connection ({@link ControlSignal}), and what the two
 * ends of a call say to each other inside signed and sealed envelopes that the manager carries but cannot read
 * ({@link PeerSignal}). Every signal is idempotent: a lost one is sent again, a doubled one changes nothing.
 *
 * <pre>
 *  caller                      manager                      device
 *    | Send CALL_REQUEST ------&gt; | Deliver CALL_REQUEST ------&gt; |   "call notice"
 *    | &lt;===== null packets through both firewalls ============&gt; |
 *    | &lt;---- Deliver WINDOW_OPEN | &lt;------ Send WINDOW_OPEN --- |   "ready"
 *
 *  control  type (1) | fields      01 Register 02 AreYouAlive 03 Lookup 04 Send 05 Leave
 *                                  81 Registered 82 Alive 83 Peers 84 Deliver 85 Undelivered 86 RelayGranted
 *  peer     kind (1) | call (16) | fields      01 Request 02 Answer 03 Ring 04 RingOver 05 HangUp
 *  address  family 4 or 6 (1) | address (4 or 16) | port (2)      list  count (1) | elements
 * </pre>
 */
@NullMarked
package io.transom.wire.signal;

import org.jspecify.annotations.NullMarked;
