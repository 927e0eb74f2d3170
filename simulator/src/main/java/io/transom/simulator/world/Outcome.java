package io.transom.simulator.world;

import java.util.Optional;

/**
 * What became of a world.
 *
 * @param hash SHA-256 of its trace
 * @param finalCall what the call after the faults did
 * @param violation what went wrong, if anything did
 */
public record Outcome(Options options, String hash, String finalCall, Optional<String> violation, Report report) {
    public boolean good() {
        return violation.isEmpty();
    }

    /** The one command that replays this world. */
    public String replay() {
        return "./transom simulate " + (options.evil() ? "--evil " : "") + "--seed " + options.seed();
    }
}
