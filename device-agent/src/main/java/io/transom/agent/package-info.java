/**
 * The intercom's program: the device's decisions of {@code core}, run on real or simulated hardware.
 *
 * <pre>
 *   button, talk --> Hardware.Listener --> Agent --> Hardware.lamp --> lamp
 *   microphone   --> SoundCard ----------> Agent --> SoundCard ------> speaker
 * </pre>
 *
 * {@code gpio} and {@code alsa} are the Raspberry Pi, {@code simulated} is an intercom without one. No package here
 * decides anything about a call.
 */
@NullMarked
package io.transom.agent;

import org.jspecify.annotations.NullMarked;
