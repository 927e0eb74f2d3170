/**
 * The reflector's sockets: UDP ports U and U+1, and the same two on the alternate address where one is given.
 *
 * <pre>
 * socket  0 address:U   1 address:U+1   2 alternate:U   3 alternate:U+1      (RFC 5780: change IP = +2, change port = +1)
 * </pre>
 *
 * The relay ({@link io.transom.manager.relay}) listens and sends on socket 0 too, so that a router's mapping for the reflector
 * is the one that the relay needs.
 *
 * What is answered, and how much, {@link io.transom.core.manager.Switchboard.Reflector} decides. All four sockets share
 * one thread, so it needs no locks and an answer leaves in the same turn in which the question came.
 */
@NullMarked
package io.transom.manager.reflector;

import org.jspecify.annotations.NullMarked;
