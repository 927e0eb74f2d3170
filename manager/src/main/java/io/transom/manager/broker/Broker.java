package io.transom.manager.broker;

import java.net.InetSocketAddress;
import java.util.Optional;

/** An MQTT 5 broker that the manager may use all of {@code transom/1/#} on. */
public interface Broker extends AutoCloseable {
    /** What the manager shows the broker. */
    record Credentials(String user, String password) {
        /** Without the password: this may reach a log. */
        @Override
        public String toString() {
            return "Credentials[" + user + "]";
        }
    }

    /** Where it listens for MQTT over plain TCP. */
    InetSocketAddress address();

    Optional<Credentials> credentials();

    /** For people: {@code embedded} or {@code tcp://host:port}. */
    String name();

    @Override
    void close();
}
