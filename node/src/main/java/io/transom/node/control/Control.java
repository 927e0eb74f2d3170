package io.transom.node.control;

import io.transom.core.Effect;
import io.transom.wire.Bytes;
import io.transom.wire.PublicIdentity;
import io.transom.wire.UdpAddress;
import java.util.List;
import java.util.Optional;

/** One control connection at a time. Every method returns at once; answers come on other threads. */
public interface Control extends AutoCloseable {
    /** What {@code GET /challenge} told. {@code reflectors}: primary port, alternate port, then the alternate address's. */
    record Challenge(Bytes challenge, PublicIdentity manager, List<UdpAddress> reflectors) {
        public Challenge {
            reflectors = List.copyOf(reflectors);
        }
    }

    /** Hears what becomes of it. Nothing is told of a connection after {@link #disconnect()}. */
    interface Listener {
        void challenged(Challenge challenge);

        void connected();

        void refused(String reason);

        void lost(String reason);

        void message(String topic, Bytes payload);
    }

    void fetchChallenge(Listener listener);

    void connect(Effect.Connect connect, Listener listener);

    /**
     * {@code manager}, proved on the present connection, takes connections over TLS on {@code port} (0 = no more). Where
     * that works from here, every later connection is made so.
     */
    void preferTls(int port, PublicIdentity manager);

    void publish(String topic, Bytes payload);

    void disconnect();

    /**
     * This machine has other addresses now, or has slept. Where the connection, or the question for a challenge, can't
     * outlive that it is ended, and the reason is returned; nothing more is told of it then.
     */
    Optional<String> networkChanged(boolean slept);

    /** Disconnects and waits a moment for the last messages to leave: at most a second. */
    @Override
    void close();
}
