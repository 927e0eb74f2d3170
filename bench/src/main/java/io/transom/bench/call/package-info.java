/**
 * Whole calls, timed leg by leg: the real manager, intercom and caller in one process, between two home routers in user
 * space. Each call is a drop-in: the caller asks, the intercom accepts and opens its microphone.
 *
 * <pre>
 *  caller --20 ms-- its router --+-- the world --+-- its router --20 ms-- door       with --leg 20ms
 *      \--20 ms (TCP)-- manager -+               +- manager --20 ms (TCP)--/
 *
 *  three legs = caller to manager 20 + manager to door 20 + door to caller 40 = 80 ms
 * </pre>
 *
 * <p>All events are stamped by one clock, because it is one process. Absent on purpose: loss and jitter (the
 * simulator's subject), and how a speaker's hardware adds to what is heard.
 */
@NullMarked
package io.transom.bench.call;

import org.jspecify.annotations.NullMarked;
