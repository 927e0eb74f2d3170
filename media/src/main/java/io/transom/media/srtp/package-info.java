/**
 * SRTP with AEAD_AES_128_GCM (RFC 7714 over RFC 3711): every packet is encrypted and authenticated, its header authenticated.
 *
 * <pre>
 *   | RTP header (12 octets, CSRCs, extension) | payload, encrypted | tag, 16 octets |
 *   |&lt;------- authenticated -----------------&gt;|&lt;- both -----------&gt;|
 *
 *   nonce (RFC 7714 §8.1) = ( 00 00 | SSRC 4 | ROC 4 | SEQ 2 ) XOR session salt
 * </pre>
 *
 * A packet that isn't authentic changes nothing here: not the roll-over counter, not the replay window, not the latched source.
 * Absent on purpose: SRTCP (nothing needs it yet; such packets are refused), the master key identifier, key derivation rates,
 * and any other cipher: both ends are ours and the keys are new for each call.
 */
@NullMarked
package io.transom.media.srtp;

import org.jspecify.annotations.NullMarked;
