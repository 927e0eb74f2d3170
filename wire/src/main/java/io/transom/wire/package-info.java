/**
 * Bytes and records that every part of Transom agrees on: STUN, RTP, signals, topics. No input or output, no clock, no
 * thread, no random source. Every decoder is bounded, and answers bad bytes with a value, never with an exception that
 * a peer could cause.
 */
@NullMarked
package io.transom.wire;

import org.jspecify.annotations.NullMarked;
