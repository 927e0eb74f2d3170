/** The one impure library: sockets, the MQTT client, the clock, keys on disk, sound cards, the events file. */
@NullMarked
package io.transom.node;

import org.jspecify.annotations.NullMarked;
