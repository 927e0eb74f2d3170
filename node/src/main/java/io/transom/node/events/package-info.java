/**
 * The events file and the timeline: what happened, for machines and for people.
 *
 * <pre>
 * {"at":"2026-11-23T01:09:12.123456789Z","event":"path-proved","path":"direct","remote":"203.0.113.9:4000","rttMs":12.5}
 * </pre>
 *
 * One JSON object a line, appended and flushed as it happens, so that a killed program leaves whole lines. Absent on
 * purpose: rotation (an intercom writes a few lines a call) and keys.
 */
@NullMarked
package io.transom.node.events;

import org.jspecify.annotations.NullMarked;
