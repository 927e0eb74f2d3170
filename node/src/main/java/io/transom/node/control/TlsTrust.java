package io.transom.node.control;

import io.transom.node.config.WrongValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates of a manager are believed; the name in them is checked in any case (RFC 9525). */
public final class TlsTrust {
    /** Older ones are deprecated (RFC 8996). The newest that both have is taken. */
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    /** Causes of a failure that are looked through; they may form a ring. */
    private static final int MOST_CAUSES = 8;

    private final SSLContext context;

    private TlsTrust(SSLContext context) {
        this.context = context;
    }

    /** The authorities that come with Java. */
    public static TlsTrust ofThisPlatform() {
        try {
            return new TlsTrust(SSLContext.getDefault());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the default TLS context can't be made", e);
        }
    }

    /** The authorities in {@code file} (PEM) and no others. Throws {@link WrongValue} where there are none in it. */
    public static TlsTrust of(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<X509Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (authorities.isEmpty()) {
                throw wrong(file, "There is no certificate in it");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return new TlsTrust(context);
        } catch (CertificateException e) {
            throw wrong(file, "It holds no readable certificate");
        } catch (IOException | GeneralSecurityException e) {
            throw wrong(file, "It can't be read (" + e + ")");
        }
    }

    private static WrongValue wrong(Path file, String what) {
        return WrongValue.of(
                "tls-authority",
                file.toString(),
                what + "; name a file with the certificates of your authority in PEM (-----BEGIN CERTIFICATE-----).");
    }

    /** For a client that checks names by itself, as java.net.http does. */
    public SSLContext context() {
        return context;
    }

    /** What every connection asks for. */
    static SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(VERSIONS);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }

    /** For one connection to {@code host}, whose name is asked for (SNI) and checked. */
    public SSLEngine engine(String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        engine.setSSLParameters(parameters());
        return engine;
    }

    /** What is wrong with the other end's TLS, for people, where that is what has failed. */
    public static Optional<String> words(Throwable failure) {
        boolean tls = false;
        Throwable cause = failure;
        for (int i = 0; i < MOST_CAUSES && cause != null; i++, cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof CertificateExpiredException) {
                return Optional.of("its certificate has expired");
            } else if (cause instanceof CertificateNotYetValidException) {
                return Optional.of("its certificate isn't valid yet; is this machine's clock right?");
            } else if (cause instanceof CertPathBuilderException) {
                return Optional.of("its certificate is from no authority that this machine trusts; if that authority is"
                        + " your own, name its certificate with --tls-authority");
            } else if (message.startsWith("No subject alternative") || message.startsWith("No name matching")) {
                return Optional.of("its certificate is for another host (" + message + ")");
            }
            tls |= cause instanceof SSLException;
        }
        return tls ? Optional.of("no TLS can be agreed on (" + failure.getMessage() + ")") : Optional.empty();
    }
}
