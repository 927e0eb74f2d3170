/** Opus (RFC 6716) at 48 kHz mono, 20 ms: libopus through the foreign-function API, or Concentus where it is missing. */
@NullMarked
package io.transom.media.opus;

import org.jspecify.annotations.NullMarked;
