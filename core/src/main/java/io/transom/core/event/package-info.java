/** What happened, in words that are the same in the timeline, the events file, the log and the documents. */
@NullMarked
package io.transom.core.event;

import org.jspecify.annotations.NullMarked;
