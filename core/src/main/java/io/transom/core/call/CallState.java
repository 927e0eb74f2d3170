package io.transom.core.call;

import io.transom.wire.Moment;
import java.util.Optional;

/** Where a call stands. */
public sealed interface CallState {
    /** The caller has asked; the device hasn't answered. */
    record Requesting(Moment deadline) implements CallState {}

    /** Both want to talk; no path is proved yet. */
    record Opening(Moment deadline) implements CallState {}

    /** A path was proved and the voice runs; {@code lostAt} is there while the path is silent. */
    record Talking(Optional<Moment> lostAt) implements CallState {}

    /** Over; known until {@code forgetAt}, so that late repeats are no surprise; {@code telling} the other end so. */
    record Ended(boolean telling, Moment forgetAt) implements CallState {}
}
