/**
 * Finding each other, and talking, within one home without the manager.
 *
 * <pre>
 *              DNS-SD over mDNS (RFC 6762, 6763)                              straight to an address of its record
 *   LanService: who is here? I am      ----&gt; Neighbours: whose record is it,     ----&gt; LanSignals: the same sealed
 *   (a name by chance, a sealed record)      is it newer, is that on our links?       envelopes as through the manager
 *              |                                 |                                       |
 *            Guard: how much of it is looked at  Members: who is trusted at all          Guard again
 * </pre>
 *
 * Only who is a member already, and whose keys are therefore known, is heard here: a stranger's record is dropped after a
 * few hashes, and nothing of it is kept. What comes in this way is judged by device and caller exactly as what comes through
 * the manager. Absent on purpose: trust. It is made elsewhere, and asked for through {@link
 * io.transom.core.lan.Members}.
 */
@NullMarked
package io.transom.core.lan;

import org.jspecify.annotations.NullMarked;
