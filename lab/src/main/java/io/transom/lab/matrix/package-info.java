/**
 * Every kind of home calls every kind of home, with the real programs' parts, on real sockets, behind the routers of
 * {@link io.transom.lab.tun}; and what comes of it is held against the simulator's oracle.
 *
 * <pre>
 *   one JVM:   manager in its namespace
 *              for each cell: a fresh home for the door, a fresh home for the caller, an agent and a caller in them, one call
 *   outcome:   direct | relay, then direct | relay | tunnel | failed    (by the ways that the caller has proved)
 * </pre>
 *
 * <p>Cells run side by side, since a call mostly waits. {@link io.transom.lab.matrix.HeatMap} draws them.
 */
@NullMarked
package io.transom.lab.matrix;

import org.jspecify.annotations.NullMarked;
