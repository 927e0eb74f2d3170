/**
 * Two homes behind real kernel routers, on one machine: every host is a network namespace.
 *
 * <pre>
 *   device 192.168.1.2 -- router A 198.51.100.11 --+
 *                                                  +-- internet (a bridge) -- manager 198.51.100.2
 *   caller 192.168.1.2 -- router B 198.51.100.12 --+
 * </pre>
 *
 * <p>Both homes use the same private range, as homes do. Routers translate with nftables masquerade and drop what they
 * did not ask for. Names carry the process id, so that two laboratories can stand side by side; closing one ends the
 * processes that were started in it and takes its namespaces down.
 */
@NullMarked
package io.transom.lab.kernel;

import org.jspecify.annotations.NullMarked;
