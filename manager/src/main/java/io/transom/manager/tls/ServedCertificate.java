package io.transom.manager.tls;

import io.netty.handler.ssl.SslContext;
import io.transom.core.trust.Digests;
import io.transom.wire.Bytes;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    private volatile Optional<HostCertificate> current;
    /** SHA-256 of both files, as they were when {@link #current} was read. */
    private Optional<Bytes> taken;

    private Optional<String> complaint = Optional.empty();
    private Instant warnAgain = Instant.MIN;

    private ServedCertificate(TlsFiles files, Clock clock, Optional<HostCertificate> first, Optional<Bytes> taken) {
        this.files = files;
        this.clock = clock;
        this.current = first;
        this.taken = taken;
    }

    /** Throws {@link io.transom.node.config.WrongValue} where anything isn't in order. */
    public static ServedCertificate open(TlsFiles files, Clock clock) {
        try {
            Optional<Bytes> taken = Optional.of(digest(files));
            Optional<HostCertificate> first = Optional.of(HostCertificate.read(files, clock.instant()));
            ServedCertificate served = new ServedCertificate(files, clock, first, taken);
            served.watch.scheduleWithFixedDelay(
                    served::look, LOOK_EVERY.toSeconds(), LOOK_EVERY.toSeconds(), TimeUnit.SECONDS);
            return served;
        } catch (Unfit e) {
            throw e.asWrongValue();
        }
    }

    /** Of files that we write ourselves and that may not be there yet; it looks when it is told to. */
    public static ServedCertificate ofOurs(TlsFiles files, Clock clock) {
        ServedCertificate served = new ServedCertificate(files, clock, Optional.empty(), Optional.empty());
        if (Files.exists(files.certificate())) {
            served.look();
        }
        return served;
    }

    /** For the next connection; empty where there is no certificate yet. */
    public Optional<SslContext> context() {
        return current.map(HostCertificate::context);
    }

    public Optional<Instant> expires() {
        return current.map(HostCertificate::expires);
    }

    /** Whether another certificate for these names should be asked for. */
    public boolean isDue(List<String> names) {
        return current.filter(served -> served.isFor(names) && clock.instant().isBefore(served.renewAt()))
                .isEmpty();
    }

    /** Takes what the files hold now, where it is new and in order. Every 30 s by itself. */
    public synchronized void look() {
        try {
            Optional<Bytes> now = Optional.of(digest(files));
            if (!now.equals(taken)) {
                HostCertificate read = HostCertificate.read(files, clock.instant());
                current = Optional.of(read);
                taken = now;
                complaint = Optional.empty();
                LOG.info("the TLS certificate in {} is in use; it expires on {}", files.certificate(), read.expires());
            }
        } catch (Unfit e) {
            // Certificate and key are two files: between the two they don't fit, and the next look finds that they do.
            complain(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("looking for a new TLS certificate", e);
        }
        current.ifPresent(served -> warn(served.expires()));
    }

    private void complain(String what) {
        if (!complaint.equals(Optional.of(what))) {
            complaint = Optional.of(what);
            LOG.warn("the TLS certificate in {} is not taken: {}", files.certificate(), what);
        }
    }

    private void warn(Instant expires) {
        Instant now = clock.instant();
        if (now.isAfter(expires.minus(WARN_BEFORE)) && now.isAfter(warnAgain)) {
            warnAgain = now.plus(WARN_EVERY);
            LOG.warn("the TLS certificate in {} expires on {}: renew it", files.certificate(), expires);
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
