/** UDP as the endpoints see it: a few numbered sockets. */
@NullMarked
package io.transom.node.udp;

import org.jspecify.annotations.NullMarked;
