/**
 * One path between a door and each open app of its household is kept warm, so that a press rings in one leg.
 *
 * <pre>
 *  caller  opened -- Warm --&gt; (manager) --&gt; device  sealed: secret, fragments, candidates, boot; nothing else leaves yet
 *          &lt;-- WarmAnswer -- (manager) --           accepted: candidates, the life of an idle mapping there
 *          &lt;=== null packets, proof ===&gt;            2 s as in a call, lan and direct only
 *  idle    -- null packet --&gt;  &lt;-- response --      one pair each half of the shorter life, 5 to 90 s
 *  press   &lt;== null packets with the sealed ring == after 0, 20, 50, 100, 200, 400 ms until one is answered
 *          == sealed LISTEN ==&gt;  &lt;== the ring's sound   where the door offers it (device.Preview)
 * </pre>
 *
 * The caller opens it, keeps it, renews it once an hour (the old one closes when the new one is proved) and gives it up;
 * the device answers, and forgets what it hasn't heard of. What rides in a window is what the manager carries as well, in
 * the same envelope; whichever comes first counts. Absent on purpose: the relay, which would be kept busy by people who
 * aren't talking, and any trust that a sealed signal doesn't bring along itself.
 */
@NullMarked
package io.transom.core.warm;

import org.jspecify.annotations.NullMarked;
