/**
 * How fast it is: {@code transom bench}.
 *
 * <pre>
 *  BenchProgram -- hot:  JMH on the functions that every packet and every call pass through
 *              |-- call: whole calls between two homes, leg by leg
 *              |-- setup: whole calls beside peers, in one laboratory of network namespaces
 *              \-- relay, reflector: what one core of the manager carries
 * </pre>
 *
 * <p>What was measured, where and with which command is in docs/benchmarks.md.
 */
@NullMarked
package io.transom.bench;

import org.jspecify.annotations.NullMarked;
