/**
 * What an attack by strangers does to a call, and to memory.
 *
 * <pre>
 *   attacker (a process of its own)           this process
 *     10,000 datagrams a second  ───────────► manager's UDP ports ◄──┐ sound, both ways,
 *      1,000 connects a second   ───────────► manager's TCP port     │ through the relay
 *     10,000 datagrams a second  ───────────► both ends' UDP ports ──┘
 * </pre>
 *
 * The two ends never send to each other directly, so that each packet of sound passes everything that is attacked. Loopback
 * has no limit by source at the manager, so it stands for an attack from everywhere, the worst. The same call is made before,
 * amid and after; an endpoint that nobody knew before joins amid it. Absent on purpose: attacks by members (tests do these),
 * and by more than the machine's own line could bring.
 */
@NullMarked
package io.transom.bench.attack;

import org.jspecify.annotations.NullMarked;
