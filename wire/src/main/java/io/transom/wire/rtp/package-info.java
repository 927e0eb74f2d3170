/**
 * RTP (RFC 3550): the header around each 20 ms of sound. Ciphering it (SRTP) and reports (RTCP) are not decided here.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---+-+-+-------+-+-------------+-------------------------------+
 * |V=2|P|X|  CC   |M| payload type|        sequence number        |
 * +---+-+-+-------+-+-------------+-------------------------------+
 * |                           timestamp                           |
 * +---------------------------------------------------------------+
 * |                             SSRC                              |
 * +---------------------------------------------------------------+
 *    CC contributing sources (4 each) | extension, if X | payload | padding, if P
 * </pre>
 */
@NullMarked
package io.transom.wire.rtp;

import org.jspecify.annotations.NullMarked;
