/** The sound of a call: codec, encryption, order in time, the microphone's gate. Pure but for the codec's library. */
@NullMarked
package io.transom.media;

import org.jspecify.annotations.NullMarked;
