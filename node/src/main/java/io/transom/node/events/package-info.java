/**
 * The events file and the timeline: what happened, for machines and for people.
 *
 * <pre>
 * {"at":"2026-11-23T01:09:12.123456789Z","monotonicNanos":81000000000,"event":"path-proved","path":"direct",
 *  "remote":"203.0.113.9:4000","rttMs":12.5}
 * </pre>
 *
 * {@code at} is the wall clock, which may jump; {@code monotonicNanos} doesn't, and means something only beside others of
 * the same start. One JSON object a line, appended and flushed as it happens, so that a killed program leaves whole lines. Absent on
 * purpose: rotation (an intercom writes a few lines a call) and keys.
 */
@NullMarked
package io.transom.node.events;

import org.jspecify.annotations.NullMarked;
