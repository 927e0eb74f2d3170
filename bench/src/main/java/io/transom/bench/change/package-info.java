/**
 * What a change under a call costs of its sound: {@link io.transom.lab.change} measures, this makes the table.
 *
 * <p>Absent on purpose: a peer. The libraries that set-up is compared with keep no registration, relay or call of their own.
 */
@NullMarked
package io.transom.bench.change;

import org.jspecify.annotations.NullMarked;
