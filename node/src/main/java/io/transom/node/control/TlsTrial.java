package io.transom.node.control;

import io.transom.wire.PublicIdentity;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the manager can be reached from here over TLS, as it says: a certificate that we believe, and the same manager
 * behind it. An endpoint that only took its word would be lost in a network that lets no TLS through.
 */
final class TlsTrial {
    private static final Logger LOG = LoggerFactory.getLogger(TlsTrial.class);

    private final ManagerAccess access;
    private final Function<ManagerUrl, CompletableFuture<Control.Challenge>> asking;
    private int tried;
    private boolean over;

    TlsTrial(ManagerAccess access, Function<ManagerUrl, CompletableFuture<Control.Challenge>> asking) {
        this.access = access;
        this.asking = asking;
    }

    /** {@code manager} has proved itself on the present connection and says that it has TLS on {@code port}; 0: nowhere. */
    synchronized void onWord(int port, PublicIdentity manager) {
        if (port == 0) {
            access.noTlsAnyMore();
        } else {
            access.toTry(port).ifPresent(url -> begin(url, manager));
        }
    }

    private void begin(ManagerUrl url, PublicIdentity manager) {
        asking.apply(url).whenComplete((challenge, failure) -> {
            if (failure == null && challenge.manager().equals(manager)) {
                access.moveToTls(url.port());
            } else {
                complain(url, failure == null ? "another manager answers there" : MqttControl.words(failure));
            }
        });
    }

    /** Once for each port: it is tried again at every connection. */
    private synchronized void complain(ManagerUrl url, String why) {
        if (!over && tried != url.port()) {
            tried = url.port();
            LOG.warn("the manager has TLS, but {} can't be used from here: {}", url, why);
        }
    }

    /** What is still asked is nobody's business any more. */
    synchronized void end() {
        over = true;
    }
}
