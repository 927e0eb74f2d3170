package io.transom.node.events;

import io.transom.core.event.Event;
import java.time.Instant;

/**
 * An event and when it happened.
 *
 * @param at by the wall clock, which a Pi without a battery may set long after its start
 * @param monotonicNanos by the clock that never jumps: differences are taken from this
 */
public record Stamped(Instant at, long monotonicNanos, Event event) {}
