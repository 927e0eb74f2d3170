/**
 * The caller: {@link io.transom.caller.CallerApp} is the library, {@link io.transom.caller.CallProgram} the command line
 * {@code transom call}.
 */
@NullMarked
package io.transom.caller;

import org.jspecify.annotations.NullMarked;
