package io.transom.core;

import io.transom.wire.Moment;
import java.util.List;

/** A device or a caller: inputs in, effects out, and when it wants to be woken. Not thread-safe. */
public interface Endpoint {
    /** What is to be done about {@code input}, in order. Never throws on anything a peer or the manager sent. */
    List<Effect> on(Input input, Moment now);

    /** When to hand in the next {@link Input.Wake}; {@link Moment#NEVER} if nothing is due. */
    Moment wakeAt();
}
