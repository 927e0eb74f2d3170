/**
 * Who belongs to a household and may do what: decided from records that its root key has signed, not from what the
 * manager says.
 *
 * <pre>
 *  RootKey ----- signs ----&gt; Statement  (admit anna: call, answer, open, manage)
 *     anna ----- signs ----&gt; Statement  (admit the sitter: answer, until 18:00)      one level, never more
 *
 *  StatementSet  all that were heard, in any order, from anybody: merged, bounded, every signature verified
 *  Membership    judges from them: may this endpoint do that now? If not, why not, in words
 *  WallClock     what time it is, where that can be believed; it never goes back
 *  Backup        the root key as twenty words, under a passphrase
 * </pre>
 *
 * <p>Absent on purpose: a common list with a version, which two owners' apps would have to agree upon; and any belief in
 * the manager's word.
 */
@NullMarked
package io.transom.core.household;

import org.jspecify.annotations.NullMarked;
