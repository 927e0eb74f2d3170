package io.transom.manager.acme;

import io.transom.manager.tls.AcmeHost;
import io.transom.manager.tls.ServedCertificate;
import io.transom.node.control.TlsTrust;
import io.transom.wire.Entropy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.shredzone.acme4j.exception.AcmeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that there is a certificate and that it is renewed in time, on a thread of its own. */
public final class AcmeKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AcmeKeeper.class);
    /** Whether it is time: a third of the shortest certificates' life (6 days) is 40 times as long. */
    private static final Duration LOOK_EVERY = Duration.ofHours(1);

    private final AcmeHost host;
    private final Entropy entropy;
    private final Proofs proofs = new Proofs();
    private final CertificateOrder order;
    private final ServedCertificate served;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("acme").factory());
    private Runnable onCertificate = () -> {};
    private int failures;

    private AcmeKeeper(AcmeHost host, AcmeFiles files, Clock clock, Entropy entropy) {
        this.host = host;
        this.entropy = entropy;
        this.order = new CertificateOrder(host, files, proofs);
        this.served = ServedCertificate.ofOurs(files.served(host.port()), clock);
    }

    /** Takes up what is in {@code data} from before; asks nobody yet. */
    public static AcmeKeeper open(AcmeHost host, Path data, Clock clock, Entropy entropy) throws IOException {
        return new AcmeKeeper(host, AcmeFiles.in(data), clock, entropy);
    }

    public ServedCertificate served() {
        return served;
    }

    /** For the front door, which must be open before {@link #start}. */
    public Proofs proofs() {
        return proofs;
    }

    /** @param whenThere told, on some thread, once there is a certificate, and at every later one */
    public void start(Runnable whenThere) {
        onCertificate = whenThere;
        if (served.context().isPresent()) {
            whenThere.run();
        }
        thread.execute(this::look);
    }

    private void look() {
        Duration next = LOOK_EVERY;
        try {
            renewIfDue();
        } catch (IOException | AcmeException e) {
            failures++;
            next = Retry.after(failures, entropy.fraction());
            LOG.warn(
                    "no certificate for {} from {}: {}; asked again in {} minutes",
                    host.names(),
                    host.directory(),
                    words(e),
                    next.toMinutes());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            LOG.error("asking for a certificate", e);
        }
        if (!thread.isShutdown()) {
            thread.schedule(this::look, next.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static String words(Exception failure) {
        String cause = failure.getCause() == null ? "" : " (" + failure.getCause() + ")";
        return TlsTrust.words(failure).orElse(failure.getMessage() + cause);
    }

    /** Whether another certificate was due, and has come. */
    boolean renewIfDue() throws IOException, AcmeException, InterruptedException {
        if (!served.isDue(host.names())) {
            return false;
        }
        order.carryOut();
        served.look();
        if (served.isDue(host.names())) {
            // Else the next look would ask again, within the hour and for ever.
            throw new IOException("the authority's certificate can't be used here; is this machine's clock right?");
        }
        failures = 0;
        onCertificate.run();
        return true;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        served.close();
    }
}
