/** What a sound card is to us: blocking frames in, blocking frames out, paced by the card (or by the clock for WAV files). */
@NullMarked
package io.transom.node.sound;

import org.jspecify.annotations.NullMarked;
