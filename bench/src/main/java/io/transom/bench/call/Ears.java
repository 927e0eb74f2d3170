package io.transom.bench.call;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.wire.Moment;
import java.util.List;

/**
 * A caller whose first authenticated packet of sound in each call is stamped: it could be decoded then, and is played
 * later.
 */
record Ears(Endpoint inner, CallTimes times) implements Endpoint {
    @Override
    public List<Effect> on(Input input, Moment now) {
        if (input instanceof Input.VoiceHeard heard) {
            times.add(heard.call().toString(), Step.ARRIVED, System.nanoTime());
        }
        return inner.on(input, now);
    }

    @Override
    public Moment wakeAt() {
        return inner.wakeAt();
    }
}
