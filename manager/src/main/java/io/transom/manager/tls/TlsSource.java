package io.transom.manager.tls;

/** Where the certificate of the TLS port comes from. */
public sealed interface TlsSource permits TlsFiles, AcmeHost {
    /** TCP port for TLS; 0 = any. */
    int port();
}
