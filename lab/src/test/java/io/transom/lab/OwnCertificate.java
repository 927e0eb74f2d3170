package io.transom.lab;

import io.transom.manager.tls.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate for loopback that vouches for itself, with the JDK's keytool. */
record OwnCertificate(Path certificate, Path key) {
    private static final String PASSWORD = "only for tests";

    static OwnCertificate in(Path folder) throws Exception {
        Path store = folder.resolve("own.p12");
        make(store);
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            made.load(in, PASSWORD.toCharArray());
        }
        Path certificate = folder.resolve("own.pem");
        Path key = folder.resolve("own.key");
        Files.writeString(certificate, Pem.certificate((X509Certificate) made.getCertificate("own")));
        Files.writeString(key, Pem.privateKey((PrivateKey) made.getKey("own", PASSWORD.toCharArray())));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return new OwnCertificate(certificate, key);
    }

    private static void make(Path store) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-alias",
                        "own",
                        "-dname",
                        "CN=loopback",
                        "-ext",
                        "bc:c",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "1")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(said);
        }
    }
}
