/**
 * Configuration of every program, from three places under the same names:
 *
 * <pre>
 * weakest   the file named by --config     http-port = 8080
 *           flags                          --http-port 8080
 * strongest the environment                TRANSOM_HTTP_PORT=8080
 * </pre>
 *
 * Whatever is wrong ends the program with exit code 2 and one sentence each for the key (and where it stands), the value
 * and the remedy.
 */
@NullMarked
package io.transom.node.config;

import org.jspecify.annotations.NullMarked;
