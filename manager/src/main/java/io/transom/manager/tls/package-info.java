/**
 * The certificate of the front door's TLS port: where it comes from, what is refused, and how it is renewed.
 *
 * <pre>
 * --tls-certificate FILE   PEM, the host's certificate first, then who has signed it, and so on
 * --tls-key FILE           PEM, PKCS#8, not encrypted, and closed to everybody but its user and group
 * </pre>
 *
 * Both are read again when they change, and taken if they are in order: new connections see the new certificate, open ones
 * stay. What isn't in order ends the start; later it is only complained of, and the old certificate stays in use.
 *
 * <p>Absent on purpose: certificates of clients, and any trust of the product's own. Who the manager is, an endpoint knows by
 * its keys; TLS hides who talks to whom and passes proxies.
 */
@NullMarked
package io.transom.manager.tls;

import org.jspecify.annotations.NullMarked;
