/**
 * The simulated Pi and the simulated phone: machines that run the real core and the real voice exactly as the real
 * programs do. {@link io.transom.simulator.home.Machine} is what stays when the power goes (keys, pins); {@link
 * io.transom.simulator.home.Running} is one boot of it: it hands inputs to core, carries out the effects in order and
 * wakes it when it wants to be woken. {@link io.transom.simulator.home.CallSound} is a call's microphone and speaker;
 * {@link io.transom.simulator.home.PlainCodec} stands in for Opus, which the simulation has no use for.
 */
@NullMarked
package io.transom.simulator.home;

import org.jspecify.annotations.NullMarked;
