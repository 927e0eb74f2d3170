/**
 * The demo: one real call with speech between two simulated homes, through an embedded manager, judged by what was
 * heard.
 *
 * <pre>
 *  door (agent) -- router 127.101.0.1 --+
 *                                       +-- manager 127.0.0.1
 *  caller ------- router 127.102.0.1 ---+
 * </pre>
 *
 * <p>Everything is a real part: broker, sockets, NAT, Opus, SRTP. What stands in: the pins of the Pi, and WAV files for
 * microphone and speaker. The demo fails if the path was not direct or if either side did not hear the other.
 */
@NullMarked
package io.transom.lab.demo;

import org.jspecify.annotations.NullMarked;
