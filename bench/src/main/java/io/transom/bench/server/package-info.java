/**
 * What one core of the manager's server carries: the relay and the reflector on their real sockets, on loopback.
 *
 * <pre>
 *  clients' sockets  -- a window of datagrams --&gt;  ReflectorSockets (one thread)  --&gt; clients' sockets
 * </pre>
 *
 * <p>Only the server's thread is counted, by its CPU time; the clients run beside it on other threads. A window is sent
 * when the one before has arrived, so nothing is lost and nothing waits long.
 */
@NullMarked
package io.transom.bench.server;

import org.jspecify.annotations.NullMarked;
