package io.transom.node.control;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the manager is reached at this moment: as its address is written, or over TLS where that has worked once. From then
 * on nothing but the manager's own word, over a proved login, or the user's leads back to plain connections: whoever blocks
 * TLS on the way gets silence.
 */
public final class ManagerAccess {
    private static final Logger LOG = LoggerFactory.getLogger(ManagerAccess.class);

    /** Where the port is remembered for good. */
    public interface Memory {
        /** Empty where this manager hasn't been reached over TLS yet. */
        OptionalInt tlsPort();

        void keepTlsPort(OptionalInt port) throws IOException;

        /** For an endpoint that remembers nothing. */
        static Memory none() {
            return new Memory() {
                @Override
                public OptionalInt tlsPort() {
                    return OptionalInt.empty();
                }

                @Override
                public void keepTlsPort(OptionalInt port) {}
            };
        }
    }

    /**
     * What the user says of it.
     *
     * @param allowPlain go to the address as it is written, whatever is remembered
     */
    public record Rules(TlsTrust trust, boolean allowPlain) {
        public static Rules usual() {
            return new Rules(TlsTrust.ofThisPlatform(), false);
        }
    }

    private final ManagerUrl written;
    private final Rules rules;
    private final Memory memory;
    private OptionalInt remembered;

    public ManagerAccess(ManagerUrl written, Rules rules, Memory memory) {
        this.written = written;
        this.rules = rules;
        this.memory = memory;
        this.remembered = memory.tlsPort();
    }

    /** As it is written, and nothing is remembered. */
    public static ManagerAccess to(ManagerUrl written) {
        return new ManagerAccess(written, Rules.usual(), Memory.none());
    }

    public synchronized ManagerUrl url() {
        return movedToTls() ? written.overTls(remembered.orElseThrow()) : written;
    }

    public TlsTrust trust() {
        return rules.trust();
    }

    /** What is said behind a failure: where the plain port isn't tried although the address names it. */
    synchronized String aside() {
        return movedToTls()
                ? "; it was reached over TLS before, so the plain port is not tried (if whoever runs it has given TLS up, start"
                        + " once with --allow-plain)"
                : "";
    }

    private boolean movedToTls() {
        return !written.secure() && !rules.allowPlain() && remembered.isPresent();
    }

    /** Where TLS is to be tried, now that the manager says it is there; empty where there is nothing to find out. */
    synchronized Optional<ManagerUrl> toTry(int tlsPort) {
        boolean known = remembered.equals(OptionalInt.of(tlsPort));
        return known || rules.allowPlain() ? Optional.empty() : Optional.of(written.overTls(tlsPort));
    }

    /** It works: never again otherwise. */
    synchronized void moveToTls(int tlsPort) {
        remember(OptionalInt.of(tlsPort));
        LOG.info("the manager is asked over TLS (port {}) from the next connection on", tlsPort);
    }

    /** The manager itself says, to us alone, that it has none. */
    synchronized void noTlsAnyMore() {
        if (remembered.isPresent()) {
            remember(OptionalInt.empty());
            LOG.info("the manager has no TLS any more; it is asked as its address is written");
        }
    }

    private void remember(OptionalInt port) {
        remembered = port;
        try {
            memory.keepTlsPort(port);
        } catch (IOException e) {
            LOG.warn("the manager's TLS port is not remembered: {}", e.getMessage());
        }
    }
}
