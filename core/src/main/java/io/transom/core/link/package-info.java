/** The life cycle of the control connection: connect, register, watch, come back. */
@NullMarked
package io.transom.core.link;

import org.jspecify.annotations.NullMarked;
