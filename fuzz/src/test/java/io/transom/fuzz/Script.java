package io.transom.fuzz;

import io.transom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Octets of a fuzzer as steps: each a verb (one octet), a length (two octets) and that many octets, or what is left. */
record Script(List<Step> steps) {
    /** Longer ones find nothing that shorter ones don't, but later. */
    private static final int MOST_STEPS = 64;

    record Step(int verb, Bytes octets) {}

    static Script of(byte[] octets) {
        List<Step> steps = new ArrayList<>();
        int at = 0;
        while (at + 3 <= octets.length && steps.size() < MOST_STEPS) {
            int wanted = (octets[at + 1] & 0xFF) << 8 | octets[at + 2] & 0xFF;
            int length = Math.min(wanted, octets.length - at - 3);
            steps.add(new Step(octets[at] & 0xFF, Bytes.of(octets, at + 3, length)));
            at += 3 + length;
        }
        return new Script(steps);
    }
}
