/**
 * Tests on a real GPIO chip and a real sound card: a small Linux is booted as a process and drives both from outside.
 *
 * <pre>
 *   PiGuestTest (here) --> pi run door.sh --> [ guest: door.sh --> sysfs --> gpio-sim --> /dev/gpiochipN --> Door (Java) ]
 * </pre>
 */
package io.transom.agent.guest;
