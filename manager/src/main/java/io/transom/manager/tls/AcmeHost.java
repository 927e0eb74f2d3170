package io.transom.manager.tls;

import io.transom.node.control.TlsTrust;
import java.net.URI;
import java.util.List;

/**
 * From an authority that asks us to prove our names (ACME, RFC 8555), and whose terms the user has accepted.
 *
 * @param names of this host, as endpoints write it; the first one is the certificate's own
 * @param directory the authority's
 * @param trust in the authority's own server
 */
public record AcmeHost(List<String> names, URI directory, TlsTrust trust, int port) implements TlsSource {
    public AcmeHost {
        names = List.copyOf(names);
    }
}
