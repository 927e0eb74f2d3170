package io.transom.lab.demo;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import java.util.List;

/** An endpoint whose media keys are not those that were agreed: what it says can't be understood, nor what it hears. */
record WrongKeys(Endpoint inner) implements Endpoint {
    @Override
    public List<Effect> on(Input input, Moment now) {
        return inner.on(input, now).stream().map(WrongKeys::spoil).toList();
    }

    private static Effect spoil(Effect effect) {
        if (effect instanceof Effect.StartVoice start) {
            MediaKeys keys = start.keys();
            return new Effect.StartVoice(
                    start.call(),
                    new MediaKeys(keys.receiveKey(), keys.sendSalt(), keys.sendKey(), keys.receiveSalt()));
        }
        return effect;
    }

    @Override
    public Moment wakeAt() {
        return inner.wakeAt();
    }
}
