/**
 * What {@code transom status} shows. The way to it is the socket for commands in the manager's data directory
 * ({@link io.transom.node.running}); the directory's mode is the authority.
 */
@NullMarked
package io.transom.manager.status;

import org.jspecify.annotations.NullMarked;
