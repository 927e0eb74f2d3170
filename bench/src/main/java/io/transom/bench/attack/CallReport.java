package io.transom.bench.attack;

import io.transom.core.event.Event;
import io.transom.media.measure.Listening;
import java.util.Locale;

/** One call: milliseconds from asking until both can talk, and what each end heard. */
record CallReport(double setUpMillis, Side phone, Side door) {
    /**
     * What one end heard of the other.
     *
     * @param lossPercent frames of sound that had to be made up, of all
     * @param similarity STOI, 0 to 1
     * @param gapMillis longest time in which something was said and nothing heard
     * @param rejected packets that were none of this call
     */
    record Side(double lossPercent, double similarity, double gapMillis, double delayMillis, long rejected) {
        static Side of(Event ended, Listening listening) {
            double concealed = number(ended, "framesConcealed");
            double received = number(ended, "packetsReceived");
            return new Side(
                    concealed + received == 0 ? 100 : 100 * concealed / (concealed + received),
                    listening.similarity(),
                    listening.longestGapMillis(),
                    number(ended, "delayMs"),
                    (long) number(ended, "packetsRejected"));
        }

        private static double number(Event event, String key) {
            return event.text(key).map(Double::parseDouble).orElse(0.0);
        }

        private String words() {
            return String.format(
                    Locale.ROOT,
                    "STOI %.3f, %5.2f %% made up, gap %3.0f ms, delay %3.0f ms, %6d rejected",
                    similarity,
                    lossPercent,
                    gapMillis,
                    delayMillis,
                    rejected);
        }
    }

    /** The worse of both ends. */
    double similarity() {
        return Math.min(phone.similarity(), door.similarity());
    }

    String words() {
        return String.format(
                Locale.ROOT,
                "set up %5.0f ms; at the phone %s; at the door %s",
                setUpMillis,
                phone.words(),
                door.words());
    }
}
