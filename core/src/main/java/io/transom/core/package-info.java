/**
 * Every decision, as deterministic state machines. Time, entropy and packets come in; effects go out. There is no
 * clock, socket, thread or random source here, and iteration never follows hash order: the simulator runs this very
 * code under one seed.
 */
@NullMarked
package io.transom.core;

import org.jspecify.annotations.NullMarked;
