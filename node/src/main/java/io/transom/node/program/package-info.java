/** What the command lines of agent and caller have in common: options, sound cards, the log. */
@NullMarked
package io.transom.node.program;

import org.jspecify.annotations.NullMarked;
