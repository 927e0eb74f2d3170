/**
 * What must outlive the manager: its keys, who has joined, which invites are open.
 *
 * <pre>
 * DATA/             0700
 *   manager.key     0600  the manager's 64 octets of private keys, base64
 *   manager.db      SQLite, write-ahead log: the invite program writes beside a running manager
 *   manager.lock    held while a manager runs
 *   manager.sock    where transom status asks, and transom invite --remove tells
 *
 * member  household, name -> id, role, identity (64 octets), joined_at       one row a name in its household
 * invite  secret_hash (SHA-256) -> name, role, household, expires_at, spent  marked by the login that spends it
 * </pre>
 *
 * Times are milliseconds since 1970. Absent on purpose: an invite's secret (only its hash is kept, so a copy of the
 * database admits nobody) and anything about presence or calls.
 */
@NullMarked
package io.transom.manager.store;

import org.jspecify.annotations.NullMarked;
