/** The real programs on real sockets, between user-space and kernel routers; and the demo. */
@NullMarked
package io.transom.lab;

import org.jspecify.annotations.NullMarked;
