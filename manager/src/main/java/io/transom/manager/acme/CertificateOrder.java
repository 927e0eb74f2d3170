package io.transom.manager.acme;

import io.transom.manager.tls.AcmeHost;
import io.transom.manager.tls.Pem;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Optional;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** One certificate from the authority, from the first question to the file. */
final class CertificateOrder {
    /** The authority asks from several places; Let's Encrypt is done within seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final AcmeHost host;
    private final AcmeFiles files;
    private final Proofs proofs;

    /** The authority says no; the message says what and why, in its words. */
    static final class Refused extends IOException {
        Refused(String what, Optional<Problem> problem) {
            super(what
                    + problem.flatMap(Problem::getDetail).map(why -> ": " + why).orElse(""));
        }
    }

    CertificateOrder(AcmeHost host, AcmeFiles files, Proofs proofs) {
        this.host = host;
        this.files = files;
        this.proofs = proofs;
    }

    void carryOut() throws AcmeException, IOException, InterruptedException {
        Session session = new Session(host.directory(), new OwnTrust());
        Account account = new AccountBuilder()
                .agreeToTermsOfService()
                .useKeyPair(accountKey())
                .create(session);
        Order order = account.newOrder().domains(host.names()).create();
        try {
            for (Authorization name : order.getAuthorizations()) {
                prove(name);
            }
        } finally {
            proofs.clear();
        }
        if (order.waitUntilReady(PATIENCE) != Status.READY) {
            throw new Refused("the order isn't ready", order.getError());
        }
        KeyPair key = newKey();
        order.execute(key);
        if (order.waitForCompletion(PATIENCE) != Status.VALID) {
            throw new Refused("the certificate isn't made", order.getError());
        }
        keep(order, key);
    }

    private void prove(Authorization name) throws AcmeException, IOException, InterruptedException {
        if (name.getStatus() == Status.VALID) {
            return;
        }
        String domain = name.getIdentifier().getDomain();
        Http01Challenge challenge = name.findChallenge(Http01Challenge.class)
                .orElseThrow(
                        () -> new Refused("the authority takes no proof over HTTP for " + domain, Optional.empty()));
        proofs.show(challenge.getToken(), challenge.getAuthorization());
        challenge.trigger();
        if (name.waitForCompletion(PATIENCE) != Status.VALID) {
            challenge.fetch();
            throw new Refused("the authority doesn't find us at http://" + domain + " (port 80)", challenge.getError());
        }
    }

    private KeyPair accountKey() throws IOException {
        if (!Files.exists(files.account())) {
            KeyPair made = newKey();
            files.keepAccount(Pem.privateKey(made.getPrivate()) + Pem.publicKey(made.getPublic()));
        }
        String text = Files.readString(files.account());
        Optional<byte[]> secret = Pem.read("PRIVATE KEY", text);
        Optional<byte[]> open = Pem.read("PUBLIC KEY", text);
        try {
            if (secret.isPresent() && open.isPresent()) {
                KeyFactory factory = KeyFactory.getInstance("EC");
                return new KeyPair(
                        factory.generatePublic(new X509EncodedKeySpec(open.get())),
                        factory.generatePrivate(new PKCS8EncodedKeySpec(secret.get())));
            }
        } catch (GeneralSecurityException e) {
            // Told below, without any of it.
        }
        throw new IOException(files.account() + " is damaged; put a copy back, or delete it for another account");
    }

    /** P-256: every client of TLS knows it, and so does every authority (RFC 8555 section 6.2: ES256). */
    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    private void keep(Order order, KeyPair key) throws IOException {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate link : order.getCertificate().getCertificateChain()) {
            pem.append(Pem.certificate(link));
        }
        files.keepHost(pem.append(Pem.privateKey(key.getPrivate())).toString());
    }

    /** The authority's server is believed by what the user says of it. */
    private final class OwnTrust extends GenericAcmeProvider {
        @Override
        protected HttpConnector createHttpConnector(NetworkSettings settings) {
            return new HttpConnector(settings) {
                @Override
                public HttpClient.Builder createClientBuilder() {
                    return super.createClientBuilder().sslContext(host.trust().context());
                }
            };
        }
    }
}
