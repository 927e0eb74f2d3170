/**
 * What a call goes through while it lasts, with the real programs as processes of their own behind routers in user space;
 * and what that costs of its sound.
 *
 * <pre>
 *   namespaces:  manager   |   home of the door: agent   |   home of the caller: call
 *   changes:     the manager killed and started again; the caller's router back with another address; the caller's process
 *                stopped and continued; the direct way shut at first and opened then
 *   ears:        the RTP headers of all that a home's host sends and is given (SRTP leaves them readable, RFC 7714);
 *                beside them what the programs count at the call's end, for only they can tell what is authentic
 * </pre>
 *
 * <p>Absent on purpose: a change of the wall clock. It is the machine's and not a namespace's; that no decision of a call
 * reads it is shown by a rule on the classes.
 */
@NullMarked
package io.transom.lab.change;

import org.jspecify.annotations.NullMarked;
