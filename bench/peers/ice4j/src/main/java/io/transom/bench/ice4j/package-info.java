/**
 * One end of a call with ice4j (ICE, RFC 8445), for comparison; a project of its own that no program of Transom and not
 * its build knows: {@code transom bench setup} builds it when it is asked for.
 *
 * <p>The path only: no keys, no codec. The protocol of its standard input, its output and its signalling is that of
 * {@code ../libnice/peer.c}.
 */
@NullMarked
package io.transom.bench.ice4j;

import org.jspecify.annotations.NullMarked;
