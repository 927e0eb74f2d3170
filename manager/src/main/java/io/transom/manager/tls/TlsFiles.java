package io.transom.manager.tls;

import java.nio.file.Path;

/** From files that somebody else keeps: the certificate with its chain, and its key. */
public record TlsFiles(Path certificate, Path key, int port) implements TlsSource {}
