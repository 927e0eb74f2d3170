/**
 * What an endpoint has let happen, so that nobody who gets at it later can deny it: a chain of entries.
 *
 * <pre>
 *  entry 0        entry 1            entry 2           hash(n) = SHA-256("transom audit 1" | encoding(n))
 *  BEGAN: us      STARTED            MICROPHONE_OPEN   every entry holds the hash of the one before
 *  previous 00 &lt;- previous hash(0) &lt;- previous hash(1)
 *                                    ...  SIGNED: Ed25519 over "transom audit head 1", sequence and hash of the one before
 *
 *  encoding: version 1 | previous 32 | sequence 8 | boot 4 | monotonic ns 8 | wall seconds 8 | believed 1
 *            | kind 1 | call 0 or 16 | who 0 or 26 | name | under | words      (the last five each behind its length)
 *            | proof, behind two octets of length
 * </pre>
 *
 * <p>The entry stands before the deed: an effect that opens a microphone or a door comes after the {@code KeepAudit} that
 * tells of it. What can't be told from the chain itself, that its end was cut off, is told from the heads that the other
 * members were told. Absent on purpose: files (the program's), and sound.
 */
@NullMarked
package io.transom.core.audit;

import org.jspecify.annotations.NullMarked;
