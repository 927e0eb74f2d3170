/**
 * What an endpoint and its home's router say to each other about port mappings, on UDP port 5351 of the router.
 *
 * <pre>
 *   PCP (RFC 6887)      version 2 | R + opcode (1) | reserved (1) | result (1) | lifetime (4)
 *     request           our address (16)                                             | opcode's fields
 *     response          epoch (4) | reserved (12)                                    | opcode's fields
 *     opcode 1, MAP     nonce (12) | protocol (1) | reserved (3) | internal port (2) | external port (2) | address (16)
 *     opcode 0, ANNOUNCE   no fields
 *
 *   NAT-PMP (RFC 6886)  version 0 | R + opcode (1) | response: result (2) | epoch (4) | opcode's fields
 *     opcode 0          response: external address (4)
 *     opcode 1, UDP     request: reserved (2) | internal port (2) | external port (2) | lifetime (4)
 *                       response: internal port (2) | external port (2) | lifetime (4)
 * </pre>
 *
 * Both alphabets are told apart by the first octet. Absent on purpose: TCP, PCP's options, PEER, third parties, and
 * UPnP, which is text over HTTP and lives with the other input and output.
 */
@NullMarked
package io.transom.wire.portmap;

import org.jspecify.annotations.NullMarked;
