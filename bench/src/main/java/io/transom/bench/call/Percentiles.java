package io.transom.bench.call;

import java.util.Arrays;
import java.util.Collection;

/** Percentiles by nearest rank: always a value that was measured, never one between two. */
public final class Percentiles {
    private final double[] sorted;

    private Percentiles(double[] sorted) {
        this.sorted = sorted;
    }

    /** Throws {@link IllegalArgumentException} where there are none. */
    public static Percentiles of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Percentiles(sorted);
    }

    public double median() {
        return at(50);
    }

    /** The smallest value that at least {@code percent} of all are not above; of fewer than 100 the 99th is the largest. */
    public double at(double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException("there is no percentile " + percent);
        }
        int rank = (int) Math.ceil(percent * sorted.length / 100);
        return sorted[Math.max(1, rank) - 1];
    }
}
