/** What device and caller share: inputs, effects, link, sockets and calls of one endpoint. */
@NullMarked
package io.transom.core.endpoint;

import org.jspecify.annotations.NullMarked;
