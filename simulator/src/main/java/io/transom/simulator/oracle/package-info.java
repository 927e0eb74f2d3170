/**
 * Says, without running anything, by which path two homes will talk. Written from the text of RFC 4787 alone: it shares no
 * code with the simulated routers, so that where the two disagree one of them is wrong.
 */
@NullMarked
package io.transom.simulator.oracle;

import org.jspecify.annotations.NullMarked;
