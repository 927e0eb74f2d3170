package io.transom.lab.change;

import java.time.Duration;

/**
 * What one change cost.
 *
 * @param outage for how long nothing could have come whatever anybody did
 * @param sameCall whether it is still the call that it was, with sound both ways
 * @param notAuthentic packets of the whole call that a program refused, as both counted them
 */
public record Figures(Change change, Duration outage, Ear atCaller, Ear atDoor, boolean sameCall, long notAuthentic) {
    /**
     * At one end.
     *
     * @param gapMillis the longest time without a packet of sound
     * @param usualMillis the same in as long a time just before
     * @param sent packets that the other end sent since the change
     * @param lost of those, that never came
     * @param doubled of those, that came again
     * @param concealed frames of the whole call that had to be made up, as the program counted them
     */
    public record Ear(double gapMillis, double usualMillis, long sent, long lost, long doubled, long concealed) {}

    /** By which the longest silence at either end is longer than the outage. */
    public double beyondMillis() {
        return Math.max(0, Math.max(atCaller.gapMillis(), atDoor.gapMillis()) - outage.toMillis());
    }
}
