package io.transom.manager.tls;

import io.netty.handler.ssl.SslContext;
import io.transom.core.trust.Digests;
import io.transom.wire.Bytes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate that new connections see: the one in the files, as long as that is in order. */
public final class ServedCertificate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServedCertificate.class);
    /** Nobody waits for it: certificates are renewed weeks before they expire. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(30);
    /** Who renews by hand has a week to do so; certbot renews 30 days before the end. */
    private static final Duration WARN_BEFORE = Duration.ofDays(7);
    /** Once a day is often enough to be read. */
    private static final Duration WARN_EVERY = Duration.ofDays(1);

    private final TlsFiles files;
    private final Clock clock;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tls-certificate").factory());
    private volatile HostCertificate current;
    /** SHA-256 of both files, as they were when {@link #current} was read. */
    private Bytes taken;

    private Optional<String> complaint = Optional.empty();
    private Instant warnAgain = Instant.MIN;

    private ServedCertificate(TlsFiles files, Clock clock, HostCertificate first, Bytes taken) {
        this.files = files;
        this.clock = clock;
        this.current = first;
        this.taken = taken;
    }

    /** Throws {@link io.transom.node.config.WrongValue} where anything isn't in order. */
    public static ServedCertificate open(TlsFiles files, Clock clock) {
        try {
            Bytes taken = digest(files);
            ServedCertificate served =
                    new ServedCertificate(files, clock, HostCertificate.read(files, clock.instant()), taken);
            served.watch.scheduleWithFixedDelay(
                    served::look, LOOK_EVERY.toSeconds(), LOOK_EVERY.toSeconds(), TimeUnit.SECONDS);
            return served;
        } catch (Unfit e) {
            throw e.asWrongValue();
        }
    }

    /** For the next connection. */
    public SslContext context() {
        return current.context();
    }

    public Instant expires() {
        return current.expires();
    }

    /** Takes what the files hold now, where it is new and in order. Every 30 s by itself. */
    public synchronized void look() {
        try {
            Bytes now = digest(files);
            if (!now.equals(taken)) {
                current = HostCertificate.read(files, clock.instant());
                taken = now;
                complaint = Optional.empty();
                LOG.info("the new TLS certificate is in use; it expires on {}", current.expires());
            }
        } catch (Unfit e) {
            // Certificate and key are two files: between the two they don't fit, and the next look finds that they do.
            complain(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("looking for a new TLS certificate", e);
        }
        warn();
    }

    private void complain(String what) {
        if (!complaint.equals(Optional.of(what))) {
            complaint = Optional.of(what);
            LOG.warn("the TLS certificate stays as it was: {}", what);
        }
    }

    private void warn() {
        Instant now = clock.instant();
        if (now.isAfter(current.expires().minus(WARN_BEFORE)) && now.isAfter(warnAgain)) {
            warnAgain = now.plus(WARN_EVERY);
            LOG.warn("the TLS certificate in {} expires on {}: renew it", files.certificate(), current.expires());
        }
    }

    private static Bytes digest(TlsFiles files) throws Unfit {
        return Digests.sha256(
                Bytes.owning(HostCertificate.octets(HostCertificate.CERTIFICATE_OPTION, files.certificate())),
                Bytes.owning(HostCertificate.octets(HostCertificate.KEY_OPTION, files.key())));
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
