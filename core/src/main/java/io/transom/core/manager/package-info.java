/**
 * The switchboard's decisions: who may join, who is present, what is carried to whom; and the reflector.
 *
 * <pre>
 *  CONNECT  --&gt; Reception  (keys, challenge, membership or invite) --&gt; Attendance (one session an id, leases)
 *  Register --&gt; ObservationProofs (only what the reflector has seen is attested) --&gt; Announcer (Peers to the household)
 *  Send     --&gt; Carrier    (same household, caller to device or back, at once or Undelivered) --&gt; core.relay grants
 *  UDP      --&gt; StunReflector (where from, with a proof; never more than was asked with)
 *  all of it -&gt; Counters   (what changed nothing)
 * </pre>
 *
 * <p>On purpose there is no queue, no retained state beyond the {@link io.transom.core.manager.Switchboard.Roster}, and
 * nothing that could open an envelope: a manager that restarts has everybody back within one login each.
 */
@NullMarked
package io.transom.core.manager;

import org.jspecify.annotations.NullMarked;
