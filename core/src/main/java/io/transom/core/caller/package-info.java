/**
 * The caller's decisions: asking for a call, answering a ring, whom to believe.
 *
 * <pre>
 *  Ask ---&gt; Wanted: is the name known, online, and who it was? ---&gt; CallerCall
 *  RING --&gt; Rings: authentic, new? ---&gt; offered ---&gt; AnswerRing ---&gt; CallerCall that names the ring
 *           &gt; Listen ----&gt; Listening: its sound before the answer, where the door offers it
 * </pre>
 *
 * The app's buttons, bell and loudspeaker are absent on purpose: they are the program's.
 */
@NullMarked
package io.transom.core.caller;

import org.jspecify.annotations.NullMarked;
