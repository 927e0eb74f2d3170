/**
 * The smoke kit's program: tries each part of an intercom with the code that the intercom uses, alone and in front of a
 * person. {@code deploy/raspberry-pi/smoke.sh} runs it. It makes no call and needs no manager.
 */
@NullMarked
package io.transom.agent.smoke;

import org.jspecify.annotations.NullMarked;
