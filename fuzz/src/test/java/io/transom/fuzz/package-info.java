/**
 * Foreign octets against every decoder. In the ordinary test each {@code @FuzzTest} runs over its corpus: the seeds in
 * {@code src/test/resources} and whatever an earlier search kept there. {@code ./transom fuzz TARGET} searches for more.
 *
 * <pre>
 *  octets -&gt; decoder -&gt; value -&gt; encoder -&gt; octets -&gt; decoder -&gt; the same value     nothing but a value or empty
 *  octets -&gt; device, caller, reflector, relay                                      never an exception of ours
 * </pre>
 */
@NullMarked
package io.transom.fuzz;

import org.jspecify.annotations.NullMarked;
