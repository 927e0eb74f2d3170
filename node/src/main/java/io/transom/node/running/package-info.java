/**
 * How a command reaches the program that is running: a UNIX domain socket in the program's data directory, which only the
 * directory's user may use. Whoever could connect could read the keys beside it as well, so nothing more is asked.
 *
 * <pre>
 *  transom revoke ben                                    transom agent, or any app that is running
 *    {"command":"revoke","name":"ben"} LF  ----&gt;         DATA/endpoint.sock   (the manager's: DATA/manager.sock)
 *                                          &lt;----         {"out":"revoked: ben; ..."} LF      what to print
 *                                          &lt;----         {"err":"..."} LF                    the same, as trouble or advice
 *                                          &lt;----         {"exit":0} LF                       how the command ends
 * </pre>
 *
 * <p>One request a connection, at most 4,096 octets, all of it within five seconds; eight connections at once. An asker
 * that goes away (Ctrl-C) takes back what it waits for. What a program has begun ends with it ({@link
 * io.transom.node.running.Started}). Absent on purpose: any port, and any password.
 */
@NullMarked
package io.transom.node.running;

import org.jspecify.annotations.NullMarked;
