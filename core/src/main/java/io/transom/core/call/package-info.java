/** One call, seen from each of its two ends. */
@NullMarked
package io.transom.core.call;

import org.jspecify.annotations.NullMarked;
