/**
 * An intercom without hardware: pins moved by a script or by a program, a lamp that can be read, and whatever sound card
 * it is given (WAV files, in the demo).
 *
 * <pre>
 *   script = [ step *( ";" step ) ]
 *   step   = "at" TIME ( "press" | "release" ) ( "button" | "talk" )
 *   TIME   = a number with "ms" or "s", counted from {@link io.transom.agent.simulated.SimulatedPi#start}
 * </pre>
 *
 * Absent on purpose: contact bounce and wiring. These pins are already clean; the real ones are in {@code gpio}.
 */
@NullMarked
package io.transom.agent.simulated;

import org.jspecify.annotations.NullMarked;
