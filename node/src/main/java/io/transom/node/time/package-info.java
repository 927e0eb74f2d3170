/** The clock and the entropy of the real world, handed to everything that must not reach for them itself. */
@NullMarked
package io.transom.node.time;

import org.jspecify.annotations.NullMarked;
