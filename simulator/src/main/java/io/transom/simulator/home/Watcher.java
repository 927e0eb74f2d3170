package io.transom.simulator.home;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.media.voice.Voice;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Way;

/** Sees what goes in and out of every machine's core, and every packet of sound. */
public interface Watcher {
    default void input(Machine machine, Input input) {}

    default void effect(Machine machine, Effect effect) {}

    /** {@code early}: on a route with a budget. */
    default void soundSent(Machine machine, CallId call, Way way, Bytes packet, boolean early) {}

    default void soundArrived(Machine machine, CallId call, Bytes packet, Voice.Arrival arrival) {}
}
