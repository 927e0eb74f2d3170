/** Counts of what the outside did wrong or the limits kept out: shown by {@code transom status} and {@code /healthz}. */
@NullMarked
package io.transom.manager.count;

import org.jspecify.annotations.NullMarked;
