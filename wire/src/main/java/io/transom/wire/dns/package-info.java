/**
 * As much of DNS (RFC 1035 section 4) as DNS-SD over mDNS needs (RFC 6762, RFC 6763): what a service is called, and where.
 *
 * <pre>
 * 0 (2) | flags (2): 0 a query, 0x8400 a response | questions (2) | answers (2) | 0 (2) | additional records (2)
 * question   name | type (2) | class (2)
 * record     name | type (2) | class (2), top bit: instead of what you know | life in seconds (4) | length (2) | data
 * data       PTR name | SRV 0 (2) 0 (2) port (2) name | TXT strings, each behind its length (1) | A, AAAA address
 * name       labels, each behind its length (1), then 0; or two octets 11xxxxxx xxxxxxxx: go on at x
 * </pre>
 *
 * Absent on purpose: compression of what we write (our messages are short), every other type (skipped), and messages of
 * more than 1,500 octets (none that we have to understand is so long).
 */
@NullMarked
package io.transom.wire.dns;

import org.jspecify.annotations.NullMarked;
