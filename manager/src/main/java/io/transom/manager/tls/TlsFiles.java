package io.transom.manager.tls;

import java.nio.file.Path;

/**
 * Where the certificate and its key are.
 *
 * @param port TCP port for TLS; 0 = any
 */
public record TlsFiles(Path certificate, Path key, int port) {}
