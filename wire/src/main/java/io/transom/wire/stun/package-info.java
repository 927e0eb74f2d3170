/**
 * STUN (RFC 8489): the Binding method for the null packet, which opens a window, proves a path and keeps it open, and for
 * the reflector's questions and answers (RFC 5780); ChannelBind (RFC 8656 section 12) for the manager's relay.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---+---------------------------+-------------------------------+
 * |0 0|  class and method (14)    |  octets behind the header     |
 * +---+---------------------------+-------------------------------+
 * |                   magic cookie 0x2112A442                     |
 * +---------------------------------------------------------------+
 * |                   transaction id (12 octets)                  |
 * +-------------------------------+-------------------------------+
 * |  attribute type (2)           |  value length (2)             |  then the value, padded to 4; repeated
 * +-------------------------------+-------------------------------+
 *    ...  MESSAGE-INTEGRITY: HMAC-SHA1 (20)  |  FINGERPRINT: CRC-32 xor 0x5354554E (4)
 * </pre>
 *
 * <p>Absent on purpose: the rest of TURN (the manager grants on the control connection), long-term credentials, STUN over TCP, and RFC 3489 without the magic cookie.
 */
@NullMarked
package io.transom.wire.stun;

import org.jspecify.annotations.NullMarked;
