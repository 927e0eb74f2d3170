package io.transom.manager;

import io.transom.manager.tls.AcmeHost;
import io.transom.manager.tls.TlsFiles;
import io.transom.manager.tls.TlsSource;
import io.transom.node.config.Ports;
import io.transom.node.config.WrongValue;
import io.transom.node.control.TlsTrust;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the manager is told of TLS; a picocli mixin. */
final class TlsOptions {
    /** RFC 1123 section 2.1, and at least one dot: no authority vouches for a name within a home. */
    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "Serve HTTPS and WebSocket over TLS too, with this certificate and its chain (PEM, such as"
                    + " certbot's fullchain.pem). It is read again when it changes.")
    @Nullable
    Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description =
                    "The certificate's key (PEM, PKCS#8, such as certbot's privkey.pem), not readable by everybody.")
    @Nullable
    Path key;

    @Option(
            names = "--tls-port",
            paramLabel = "P",
            defaultValue = "443",
            description = "TCP port for TLS; 0 = any. Default: ${DEFAULT-VALUE}.")
    int port;

    @Option(
            names = "--acme-domain",
            paramLabel = "NAME[,NAME]",
            split = ",",
            description =
                    "Serve TLS with a certificate for this name of the host, got and renewed by ACME. The authority has"
                            + " to reach this manager by that name at port 80.")
    List<String> domains = List.of();

    @Option(
            names = "--acme-directory",
            paramLabel = "URL",
            defaultValue = "https://acme-v02.api.letsencrypt.org/directory",
            description = "The authority's ACME directory. Default: ${DEFAULT-VALUE} (Let's Encrypt).")
    String directory = "";

    @Option(names = "--acme-accept-terms", description = "You have read and accept that authority's terms of service.")
    boolean acceptTerms;

    @Option(
            names = "--tls-authority",
            paramLabel = "FILE",
            description = "Certificates (PEM) that may vouch for the ACME directory's server, where that is your own.")
    @Nullable
    Path authority;

    Optional<TlsSource> source() {
        Ports.check("tls-port", port, Ports.HIGHEST);
        if (domains.isEmpty()) {
            return files().map(files -> files);
        }
        if (certificate != null || key != null) {
            throw WrongValue.of(
                    "acme-domain",
                    String.join(",", domains),
                    "Take either this or --tls-certificate and --tls-key: the certificate comes from one place.");
        }
        return Optional.of(acme());
    }

    private Optional<TlsFiles> files() {
        if (certificate != null && key != null) {
            return Optional.of(new TlsFiles(certificate, key, port));
        }
        if (certificate != null) {
            throw WrongValue.missing("tls-key", "Name the file with the key of " + certificate + ": --tls-key FILE.");
        }
        if (key != null) {
            throw WrongValue.missing(
                    "tls-certificate", "Name the file with the certificate of " + key + ": --tls-certificate FILE.");
        }
        return Optional.empty();
    }

    private AcmeHost acme() {
        List<String> names = domains.stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        for (String name : names) {
            if (!DOMAIN.matcher(name).matches()) {
                throw WrongValue.of("acme-domain", name, "Give this host's public name, such as intercom.example.org.");
            }
        }
        URI url = directory();
        if (!acceptTerms) {
            throw WrongValue.missing(
                    "acme-accept-terms",
                    "Read the terms of service of the authority (" + url.getHost()
                            + "); if you accept them, say --acme-accept-terms.");
        }
        return new AcmeHost(names, url, authority == null ? TlsTrust.ofThisPlatform() : TlsTrust.of(authority), port);
    }

    private URI directory() {
        try {
            URI url = new URI(directory.strip());
            if ("https".equals(url.getScheme()) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw WrongValue.of("acme-directory", directory, "Give the URL of an ACME directory; it begins with https://.");
    }
}
