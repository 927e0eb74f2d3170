/**
 * The bytes between an endpoint and the relay.
 *
 * <pre>
 * octet   0 1            2 3               4 ...
 *         channel        length            the datagram that the other end sent, or is to get
 *         0x4000-0x4FFF  of what follows   (RFC 8656 section 12.4; over UDP without padding)
 * </pre>
 *
 * <p>Absent on purpose: any authentication. Who may use a channel is settled by a bind with MESSAGE-INTEGRITY, and what
 * stands in a frame is sealed from end to end.
 */
@NullMarked
package io.transom.wire.relay;

import org.jspecify.annotations.NullMarked;
