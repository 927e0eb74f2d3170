/**
 * The simulator: the real core, media and wire in a world without clocks, threads or sockets. {@code ./transom simulate}
 * begins in {@link io.transom.simulator.SimulateProgram}; a world begins in {@link io.transom.simulator.world.World}.
 */
@NullMarked
package io.transom.simulator;

import org.jspecify.annotations.NullMarked;
