package io.transom.manager.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;

/** A certificate with its chain and its key, in order at the time when it was read. */
final class HostCertificate {
    static final String CERTIFICATE_OPTION = "tls-certificate";
    static final String KEY_OPTION = "tls-key";

    /** A host's chain has two or three, of 2 KB each. */
    private static final long LARGEST_FILE = 256 * 1024;
    /** RFC 8996 forbids older versions. */
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");
    /** Of TLS 1.2 those with forward secrecy and an AEAD, as RFC 9325 section 4.2 recommends; TLS 1.3 has no others. */
    private static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final Set<PosixFilePermission> EVERYBODY = Set.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private final List<X509Certificate> chain;
    private final SslContext context;

    private HostCertificate(List<X509Certificate> chain, SslContext context) {
        this.chain = chain;
        this.context = context;
    }

    static HostCertificate read(TlsFiles files, Instant now) throws Unfit {
        refuseOpenKey(files.key());
        List<X509Certificate> chain = chain(files.certificate(), octets(CERTIFICATE_OPTION, files.certificate()));
        inOrder(files.certificate(), chain, now);
        PrivateKey key = PrivateKeyFile.parse(
                files.key(),
                octets(KEY_OPTION, files.key()),
                chain.getFirst().getPublicKey().getAlgorithm());
        if (!PrivateKeyFile.fits(key, chain.getFirst().getPublicKey())) {
            throw new Unfit(
                    KEY_OPTION,
                    files.key(),
                    "The key doesn't fit the first certificate of " + files.certificate()
                            + "; name the two that were made together.");
        }
        return new HostCertificate(chain, context(files, chain, key));
    }

    /** Not readable by everybody; a group may, as Debian's ssl-cert. */
    private static void refuseOpenKey(Path key) throws Unfit {
        try {
            if (!Collections.disjoint(Files.getPosixFilePermissions(key), EVERYBODY)) {
                throw new Unfit(
                        KEY_OPTION,
                        key,
                        "Every user of this machine can get at this key. If nobody has: chmod o= " + key);
            }
        } catch (IOException e) {
            throw unreadable(KEY_OPTION, key, e);
        }
    }

    /** What the file holds. */
    static byte[] octets(String option, Path file) throws Unfit {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new Unfit(option, file, "The file is far too big for that; name the right one.");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(option, file, e);
        }
    }

    private static Unfit unreadable(String option, Path file, IOException e) {
        return new Unfit(option, file, "The file can't be read (" + e + "); name one that this user may read.");
    }

    private static List<X509Certificate> chain(Path file, byte[] octets) throws Unfit {
        List<X509Certificate> chain;
        try {
            chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(certificatesIn(octets)))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
        } catch (CertificateException e) {
            chain = List.of();
        }
        if (chain.isEmpty()) {
            throw new Unfit(
                    CERTIFICATE_OPTION,
                    file,
                    "There is no certificate in it; name a PEM file (-----BEGIN CERTIFICATE-----), such as certbot's"
                            + " fullchain.pem.");
        }
        return chain;
    }

    /** A key may stand in the same file, which Java's reader would trip over. */
    private static byte[] certificatesIn(byte[] octets) {
        return Pem.only("CERTIFICATE", new String(octets, StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void inOrder(Path file, List<X509Certificate> chain, Instant now) throws Unfit {
        X509Certificate host = chain.getFirst();
        if (now.isAfter(host.getNotAfter().toInstant())) {
            throw new Unfit(
                    CERTIFICATE_OPTION,
                    file,
                    "The certificate has expired on " + host.getNotAfter().toInstant() + "; renew it.");
        }
        if (now.isBefore(host.getNotBefore().toInstant())) {
            throw new Unfit(
                    CERTIFICATE_OPTION,
                    file,
                    "The certificate isn't valid before " + host.getNotBefore().toInstant()
                            + "; is this machine's clock right?");
        }
        for (int i = 1; i < chain.size(); i++) {
            if (!chain.get(i - 1).getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
                throw new Unfit(
                        CERTIFICATE_OPTION,
                        file,
                        "Its certificates aren't in order: the host's first, then who has signed it, and so on; number "
                                + (i + 1) + " hasn't signed number " + i + ".");
            }
        }
    }

    private static SslContext context(TlsFiles files, List<X509Certificate> chain, PrivateKey key) throws Unfit {
        try {
            return SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
                    .sslProvider(SslProvider.JDK)
                    .protocols(VERSIONS)
                    .ciphers(SUITES)
                    .build();
        } catch (SSLException e) {
            throw new Unfit(
                    CERTIFICATE_OPTION, files.certificate(), "No TLS can be made with it (" + e.getMessage() + ").");
        }
    }

    SslContext context() {
        return context;
    }

    Instant expires() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /** After two thirds of its life: Let's Encrypt's own advice, 30 days of 90 before the end. */
    Instant renewAt() {
        Instant from = chain.getFirst().getNotBefore().toInstant();
        return from.plus(Duration.between(from, expires()).multipliedBy(2).dividedBy(3));
    }

    boolean isFor(List<String> names) {
        try {
            Collection<List<?>> alternatives = chain.getFirst().getSubjectAlternativeNames();
            return alternatives != null
                    && alternatives.stream().map(List::getLast).toList().containsAll(names);
        } catch (CertificateException e) {
            return false;
        }
    }
}
