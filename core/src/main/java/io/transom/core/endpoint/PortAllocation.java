package io.transom.core.endpoint;

import io.transom.wire.Firewall.Ports;
import java.util.ArrayList;
import java.util.List;

/**
 * Which external port a NAT gives to a new mapping (RFC 4787 section 4.2), as far as it can be told from those that it
 * gave.
 *
 * @param step from one external port to the next, of SEQUENTIAL; otherwise 0
 */
record PortAllocation(Ports ports, int step) {
    static final PortAllocation UNKNOWN = new PortAllocation(Ports.UNKNOWN, 0);

    /** Fewer tell nothing: two ports that are close may be so by chance. */
    static final int FEWEST = 3;
    /**
     * Others in the home take ports too while ours are given out. Random ports are that close, to the same side, twice in
     * a row, once in 200,000 times.
     */
    static final int LONGEST_STEP = 32;

    /** One mapping, in the order in which they were made. */
    record Sample(int local, int external) {
        /** Of a socket whose own port nobody has told us. */
        static Sample ofSpare(int external) {
            return new Sample(-1, external);
        }

        boolean preserved() {
            return local == external;
        }
    }

    /** What the mappings of one NAT say together. */
    static PortAllocation of(List<Sample> samples) {
        List<Integer> chosen = samples.stream()
                .filter(sample -> !sample.preserved())
                .map(Sample::external)
                .toList();
        if (chosen.isEmpty()) {
            return samples.isEmpty() ? UNKNOWN : new PortAllocation(Ports.PRESERVED, 0);
        }
        return chosen.size() < FEWEST ? UNKNOWN : ofChosen(chosen);
    }

    private static PortAllocation ofChosen(List<Integer> ports) {
        List<Integer> up = new ArrayList<>();
        List<Integer> down = new ArrayList<>();
        int far = 0;
        for (int at = 1; at < ports.size(); at++) {
            int step = ports.get(at) - ports.get(at - 1);
            if (Math.abs(step) > LONGEST_STEP || step == 0) {
                far++;
            } else {
                (step > 0 ? up : down).add(step);
            }
        }
        // One long step among three or more is where the range of ports begins anew.
        boolean steady = far == 0 || far == 1 && ports.size() > FEWEST;
        if (steady && down.isEmpty() && !up.isEmpty()) {
            return new PortAllocation(Ports.SEQUENTIAL, smallest(up));
        }
        if (steady && up.isEmpty() && !down.isEmpty()) {
            return new PortAllocation(
                    Ports.SEQUENTIAL, -smallest(down.stream().map(step -> -step).toList()));
        }
        return far == ports.size() - 1 ? new PortAllocation(Ports.RANDOM, 0) : UNKNOWN;
    }

    private static int smallest(List<Integer> steps) {
        return steps.stream().mapToInt(Integer::intValue).min().orElseThrow();
    }
}
