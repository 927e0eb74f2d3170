/**
 * The log of what an endpoint lets happen, on its disk and for people's eyes.
 *
 * <pre>
 *  DIR/audit.log      the newest entries: one a line, each the base64url of its octets ({@link io.transom.core.audit})
 *  DIR/audit.1.log    before those, and so on to audit.4.log: 5 MB, some 15,000 entries, years of an ordinary household
 *  DIR/audit.torn     what a power cut left of a line; the deed that it would have told of was never done
 * </pre>
 *
 * <p>An entry is on the disk (fsync) before its deed is done. Nothing here ever changes or removes a written entry, but the
 * oldest file as a whole once there are five. A line that isn't an entry stays where it is: the chain goes on behind it, and
 * {@code transom audit} names it.
 */
@NullMarked
package io.transom.node.audit;

import org.jspecify.annotations.NullMarked;
