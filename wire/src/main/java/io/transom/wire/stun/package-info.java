/**
 * STUN (RFC 8489), Binding method only: the null packet that opens a window, proves a path and keeps it open, and the
 * reflector's questions and answers (RFC 5780).
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
 * <p>Absent on purpose: TURN, long-term credentials, STUN over TCP, and RFC 3489 without the magic cookie.
 */
@NullMarked
package io.transom.wire.stun;

import org.jspecify.annotations.NullMarked;
