package io.transom.manager.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** An authority of a test's own, with the JDK's keytool: half a second for each certificate. */
public final class TestAuthority {
    /** A host's certificate and key, in files as the manager takes them. */
    public record Issued(Path certificate, Path key, PrivateKey secret, Certificate[] chain) {
        /** On any port. */
        TlsFiles files() {
            return new TlsFiles(certificate, key, 0);
        }

        /** For a server that shows it although it isn't in order. */
        KeyManager[] keys() throws Exception {
            KeyStore alone = KeyStore.getInstance("PKCS12");
            alone.load(null, null);
            alone.setKeyEntry("host", secret, PASSWORD.toCharArray(), chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(alone, PASSWORD.toCharArray());
            return keys.getKeyManagers();
        }

        /** Puts it where {@code other} was. */
        void replace(Issued other) throws IOException {
            Files.write(other.certificate(), Files.readAllBytes(certificate));
            Files.write(other.key(), Files.readAllBytes(key));
        }
    }

    private static final String PASSWORD = "only for tests";

    private final Path folder;

    private TestAuthority(Path folder) {
        this.folder = folder;
    }

    public static TestAuthority in(Path folder) throws Exception {
        TestAuthority authority = new TestAuthority(folder);
        authority.make("authority", "-dname", "CN=An authority for tests", "-ext", "bc:c", "-validity", "2");
        return authority;
    }

    /** The authority's own certificate. */
    public Path certificate() throws Exception {
        Path file = folder.resolve("authority.pem");
        if (!Files.exists(file)) {
            Files.writeString(file, Pem.certificate((X509Certificate) store().getCertificate("authority")));
        }
        return file;
    }

    /** {@code names} as keytool takes them: {@code dns:localhost,ip:127.0.0.1}. */
    public Issued issue(String name, String names) throws Exception {
        return issue(name, "-signer", "authority", "-ext", "san=" + names, "-validity", "1");
    }

    Issued issueExpired(String name, String names) throws Exception {
        return issue(name, "-signer", "authority", "-ext", "san=" + names, "-startdate", "-10d", "-validity", "1");
    }

    Issued selfSigned(String name, String names) throws Exception {
        return issue(name, "-ext", "san=" + names, "-validity", "1");
    }

    private Issued issue(String name, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of("-dname", "CN=" + name));
        all.addAll(Arrays.asList(options));
        make(name, all.toArray(String[]::new));
        Certificate[] chain = store().getCertificateChain(name);
        PrivateKey key = (PrivateKey) store().getKey(name, PASSWORD.toCharArray());
        Path certificate = folder.resolve(name + ".pem");
        Path keyFile = folder.resolve(name + ".key");
        // The authority's own is what the other end has.
        List<String> sent = new ArrayList<>();
        for (Certificate link : chain.length > 1 ? Arrays.copyOf(chain, chain.length - 1) : chain) {
            sent.add(Pem.certificate((X509Certificate) link));
        }
        Files.writeString(certificate, String.join("", sent));
        Files.writeString(keyFile, Pem.privateKey(key));
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r-----"));
        return new Issued(certificate, keyFile, key, chain);
    }

    /** Everything that was issued. */
    KeyStore store() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("store.p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private void make(String alias, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keystore",
                folder.resolve("store.p12").toString(),
                "-storepass",
                PASSWORD,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-alias",
                alias));
        command.addAll(Arrays.asList(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(said.lines().collect(Collectors.joining("; ")));
        }
    }
}
