package io.transom.core.door;

import io.transom.wire.signal.PeerSignal.ReleaseDone;
import java.time.Duration;

/** What came of opening a door, in words for people. */
final class ReleaseWords {
    private ReleaseWords() {}

    static String of(String lock, ReleaseDone done) {
        return switch (done.outcome()) {
            case RELEASED -> "\"" + lock + "\" is open";
            case OPEN_ALREADY -> "\"" + lock + "\" is open already";
            case NOT_ALLOWED -> "you may not open \"" + lock + "\": ask its owner for the right to release this door";
            case NO_SUCH_DOOR -> "\"" + lock + "\" has no lock of that name";
            case LOCKED_OUT ->
                "\"" + lock + "\" doesn't listen to you for " + time(done.patience())
                        + ": too much was tried from this app";
            case STALE -> "\"" + lock + "\" got the answer too late and stays shut; try again";
            case REJECTED -> "\"" + lock + "\" doesn't accept this app's signature and stays shut";
            case BUSY -> "too many want \"" + lock + "\" open at once; try again";
            case RELAY_FAILED -> "you may open \"" + lock + "\", but its relay did not say that it moved";
        };
    }

    static String silent(String lock) {
        return "\"" + lock + "\" didn't answer and stays shut";
    }

    static String unknown(String lock) {
        return "\"" + lock + "\" was asked, but whether it opened nobody said; it will not open any more for that";
    }

    private static String time(Duration wait) {
        return wait.toSeconds() < 120 ? wait.toSeconds() + " s" : (wait.toSeconds() + 59) / 60 + " minutes";
    }
}
