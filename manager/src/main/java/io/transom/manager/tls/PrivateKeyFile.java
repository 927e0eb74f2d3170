package io.transom.manager.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/** A private key in PEM (RFC 7468 section 10: PKCS#8, not encrypted). No message holds any of it. */
final class PrivateKeyFile {
    /** What is signed to see whether key and certificate belong together. */
    private static final byte[] SAMPLE = "transom".getBytes(StandardCharsets.US_ASCII);

    private PrivateKeyFile() {}

    static PrivateKey parse(Path file, byte[] octets, String algorithm) throws Unfit {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        byte[] encoded = new byte[0];
        try {
            encoded = Pem.read("PRIVATE KEY", text)
                    .orElseThrow(() -> new Unfit(HostCertificate.KEY_OPTION, file, whyNot(text, file)));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new Unfit(
                    HostCertificate.KEY_OPTION,
                    file,
                    "It holds no readable key for a certificate of the kind " + algorithm
                            + "; name the key that belongs to the certificate.");
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static String whyNot(String text, Path file) {
        String convert = "openssl pkcs8 -topk8 -nocrypt -in " + file + " -out key.pem";
        if (text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")) {
            return "The key is locked with a password, which nobody could type at a restart. Unlock it: " + convert;
        }
        if (text.contains("PRIVATE KEY-----")) {
            return "The key is in an older form than PKCS#8. Convert it: " + convert;
        }
        return "There is no private key in it; name a PEM file with -----BEGIN PRIVATE KEY-----, such as certbot's"
                + " privkey.pem.";
    }

    /** Whether what the one signs holds before the other. */
    static boolean fits(PrivateKey key, PublicKey certified) {
        try {
            Signature signature = Signature.getInstance(
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> key.getAlgorithm();
                    });
            signature.initSign(key);
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(SAMPLE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
