/**
 * The signed records of a household: who is a member with which rights, and who isn't any more. Each stands alone, is
 * signed alone and fits one envelope between endpoints, so that they spread in any order and through anybody.
 *
 * <pre>
 *  ADMIT   01 | household (16) | issuer | serial (4) | public identity (64) | name | role (1) | rights (1)
 *             | doors: count (1), ids (16 each) | not before (4) | expiry (4) | schedule | signature (64)
 *  REVOKE  02 | household (16) | issuer | up to serial (4) | member id (16) | signature (64)
 *
 *  issuer    0: the household's root key;  1, id (16): a member who manages
 *  rights    1 call, 2 drop in, 4 talk, 8 release doors, 16 manage
 *  schedule  count (1), each: days (1, Monday is 1, Sunday 64) | from (2) | to (2), minutes of the day
 *            | time zone: length (1), characters; nothing where the count is 0
 *  signature Ed25519 over "transom statement 1" and all octets before it
 * </pre>
 *
 * <p>Absent on purpose: a list of all members that would have to be agreed upon, and chains: who manages is admitted by
 * the root key itself.
 */
@NullMarked
package io.transom.wire.household;

import org.jspecify.annotations.NullMarked;
