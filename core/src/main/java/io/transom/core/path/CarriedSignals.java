package io.transom.core.path;

import io.transom.core.path.PathEngine.Output;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.Optional;

/** The sealed signals that ride in the peer's null packets. */
final class CarriedSignals {
    /** A signal rides in every null packet, ten a second; opening an envelope costs its receiver a key agreement. */
    private static final Duration TOLD_AGAIN = Duration.ofSeconds(1);

    private Bytes last = Bytes.EMPTY;
    private Moment lastAt = Moment.ZERO;

    /** What to tell, if this is another one than the last, or that is long ago. */
    Optional<Output> hear(Bytes signal, Moment now) {
        if (signal.equals(last) && !lastAt.plus(TOLD_AGAIN).reached(now)) {
            return Optional.empty();
        }
        last = signal;
        lastAt = now;
        return Optional.of(new Output.CarriedSignal(signal));
    }
}
