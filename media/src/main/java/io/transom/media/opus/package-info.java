/**
 * Opus (RFC 6716) at 48 kHz mono, 20 ms: libopus through the foreign-function API, or Concentus where it is missing.
 *
 * <pre>
 *   short[960] --encode--> 1..400 octets --network--> decode --> short[960]
 *                                    lost --> recover(next packet's redundancy), else conceal
 * </pre>
 *
 * {@link OpusCodecs#open()} is the door; it never fails, because Concentus is plain Java. Every packet carries a coarse copy of
 * the frame before it (in-band FEC). Absent on purpose: DTX, because the network must hear from us anyway and the other end
 * measures the path by what arrives; stereo and music modes, because this is an intercom.
 */
@NullMarked
package io.transom.media.opus;

import org.jspecify.annotations.NullMarked;
