/**
 * What an endpoint keeps on disk, in a directory that only its user can enter (0700):
 *
 * <pre>
 * identity.key   0600   "transom-identity-1 BASE64URL(64 octets) CHECK", made at the first start, never rewritten
 * manager.id     0600   the manager that was joined
 * manager.tls    0600   "ID PORT": that manager was reached over TLS there, and is never again asked otherwise
 * pins           0600   "ID NAME" a line: which keys a name stands for, since it was first used
 * endpoint.lock  0600   empty; locked while a program uses the directory
 * </pre>
 *
 * Files are written beside their place, forced to the disk and moved into it, so that a power cut leaves the old or the
 * new one. Absent on purpose: encryption at rest (who can read the file is its user, or root).
 */
@NullMarked
package io.transom.node.keys;

import org.jspecify.annotations.NullMarked;
