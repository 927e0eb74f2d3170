/** Keys, ids, and the three seals: login to the manager, control channel, envelope between endpoints. */
@NullMarked
package io.transom.core.trust;

import org.jspecify.annotations.NullMarked;
