/** Which way the packets of one call go: null packets, proof, liveness, consent. */
@NullMarked
package io.transom.core.path;

import org.jspecify.annotations.NullMarked;
