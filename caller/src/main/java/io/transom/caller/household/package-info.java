/**
 * The household's commands: {@code transom household create|invite|change|backup|restore}, {@code join}, {@code members},
 * {@code revoke}. They work on the data directory of an app, and where others have to hear of it they are that app,
 * online, until they have.
 */
@NullMarked
package io.transom.caller.household;

import org.jspecify.annotations.NullMarked;
