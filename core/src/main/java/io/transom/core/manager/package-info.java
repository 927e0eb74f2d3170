/** The switchboard's decisions: who may join, who is present, what is carried to whom; and the reflector. */
@NullMarked
package io.transom.core.manager;

import org.jspecify.annotations.NullMarked;
