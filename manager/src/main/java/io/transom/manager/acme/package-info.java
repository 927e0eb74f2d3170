/**
 * The front door's certificate from an authority that proves our names by asking us (ACME, RFC 8555, with acme4j).
 *
 * <pre>
 * DATA/acme              0700
 *   account.key          0600   who we are at the authority; made once
 *   host.pem             0600   the certificate with its chain, and its key; new ones with every certificate
 * GET /.well-known/acme-challenge/TOKEN    what the authority asks on port 80 (RFC 8555 section 8.3)
 * </pre>
 *
 * A certificate is asked for when there is none, when it isn't for the configured names, and after two thirds of its life.
 * What fails is tried again later and later; everything else of the manager goes on meanwhile, on the plain port or with the
 * certificate that is still good.
 *
 * <p>Absent on purpose: proofs by DNS, accounts with a contact, revocation, and several certificates.
 */
@NullMarked
package io.transom.manager.acme;

import org.jspecify.annotations.NullMarked;
