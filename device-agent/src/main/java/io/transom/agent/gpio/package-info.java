/**
 * The Raspberry Pi's pins: the kernel's GPIO character device (version 2, Linux 5.10 and later) behind Pi4J's API.
 *
 * <pre>
 *   contact --> kernel (bias, edges, debounce) --> GpioWatcher --> Pi4J DigitalInput  --> PiHardware --> Listener
 *   lamp    <-- kernel                         <-- GpioLine    <-- Pi4J DigitalOutput <-- PiHardware
 *
 *   /dev/gpiochipN   open, GPIO_GET_CHIPINFO       which chip is the header? by label, never by N
 *                    GPIO_V2_GET_LINE              one file descriptor for each line, ours until it is closed
 *     line's fd      read: 48-octet edge events    GPIO_V2_LINE_GET_VALUES / SET_VALUES: one bit
 * </pre>
 *
 * The kernel debounces, so that a bouncing contact costs no wake-up and each event carries the time of the edge.
 * Active-low is Pi4J's {@code onState}, not the kernel's flag: a Pi4J state is a voltage.
 *
 * <p>Absent on purpose: a native library (libc is called through the foreign-function API), the old sysfs interface, any
 * knowledge of the board's model, PWM, I2C and SPI.
 */
@NullMarked
package io.transom.agent.gpio;

import org.jspecify.annotations.NullMarked;
