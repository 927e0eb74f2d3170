/**
 * The intercom's decisions: whom to ring when the button is pressed, whose request to take, when the microphone is open.
 *
 * <pre>
 *  button ---&gt; Doorbell: one ring at a time, to every caller that is online, until answered or 30 s are over
 *  LISTEN --&gt; Preview: where the household wants it, the ring's sound to whom it rings, until it is answered
 *  request --&gt; Reception: authentic? pinned? this boot? seen before? busy? ---&gt; DeviceCall, or a sealed refusal
 *  talk -----&gt; the microphone of the call that is, and of none other
 * </pre>
 *
 * Pins, cards and sound are absent on purpose: they are the program's.
 */
@NullMarked
package io.transom.core.device;

import org.jspecify.annotations.NullMarked;
