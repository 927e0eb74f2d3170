/**
 * What every packet and every call pass through, measured with JMH: one fork, one thread. Beside the wall clock the CPU
 * time of the whole process is told ({@link io.transom.bench.hot.CpuTime}), which other work on the machine inflates far
 * less.
 *
 * <p>Each class is one subject; its methods are what {@link io.transom.bench.hot.HotPaths} lists. JMH subclasses the
 * classes, so they are open, and it sets the fields that setup methods fill.
 */
@NullMarked
package io.transom.bench.hot;

import org.jspecify.annotations.NullMarked;
