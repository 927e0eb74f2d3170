/** The caller's decisions: asking for a call, answering a ring. */
@NullMarked
package io.transom.core.caller;

import org.jspecify.annotations.NullMarked;
