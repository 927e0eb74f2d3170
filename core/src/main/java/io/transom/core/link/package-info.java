/**
 * The life cycle of the control connection: fetch a challenge, connect, register, watch, come back.
 *
 * <pre>
 *  Idle -&gt; Challenging -&gt; Connecting -&gt; Registering -&gt; Online
 *              ^ |            | |           | |          |     anything lost, late or silent
 *              | +----------+-+ +---------+-+ +----------+
 *              |            v                                  a refusal that no retry can help, or our own wish
 *              +------ Resting                 Over &lt;---------
 * </pre>
 *
 * Every state but the first and the last has a deadline, so an effect that is never answered can't hang it. The
 * WebSocket's and MQTT's own keepalives are absent on purpose: a client that hangs silently hangs them too, so the
 * link asks the manager itself and counts only authenticated answers.
 */
@NullMarked
package io.transom.core.link;

import org.jspecify.annotations.NullMarked;
