package io.transom.manager.tls;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** RFC 7468. */
public final class Pem {
    private static final int LINE = 64;

    private Pem() {}

    public static String certificate(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    /** PKCS#8, not encrypted. */
    public static String privateKey(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /** SubjectPublicKeyInfo. */
    public static String publicKey(PublicKey key) {
        return block("PUBLIC KEY", key.getEncoded());
    }

    /** The first block of that kind. */
    public static Optional<byte[]> read(String what, String text) {
        return blocks(what, text)
                .findFirst()
                .map(found -> Base64.getMimeDecoder().decode(found.group(1)));
    }

    /** Every block of that kind as it stands, and nothing of what stands between them. */
    static String only(String what, String text) {
        return blocks(what, text).map(MatchResult::group).collect(Collectors.joining("\n"));
    }

    private static Stream<MatchResult> blocks(String what, String text) {
        return Pattern.compile("-----BEGIN " + what + "-----([A-Za-z0-9+/=\\s]+)-----END " + what + "-----")
                .matcher(text)
                .results();
    }

    private static String block(String what, byte[] octets) {
        String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(octets);
        return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    }
}
