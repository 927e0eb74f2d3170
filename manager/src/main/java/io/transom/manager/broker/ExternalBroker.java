package io.transom.manager.broker;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A broker that someone else runs, such as Eclipse Mosquitto. */
public final class ExternalBroker implements Broker {
    private static final int DEFAULT_PORT = 1883;

    private final String host;
    private final int port;
    private final Optional<Credentials> credentials;

    private ExternalBroker(String host, int port, Optional<Credentials> credentials) {
        this.host = host;
        this.port = port;
        this.credentials = credentials;
    }

    /**
     * Reads {@code tcp://[user[:password]@]host[:port]} ({@code mqtt://} means the same).
     *
     * @param environmentPassword used where the URL names a user without a password: a command line can be read by every
     *     user of the machine
     * @throws IllegalArgumentException with a sentence for people
     */
    public static ExternalBroker parse(String url, Optional<String> environmentPassword) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("It isn't a URL; give tcp://[user:password@]host:port.", e);
        }
        String scheme = uri.getScheme();
        if (!"tcp".equals(scheme) && !"mqtt".equals(scheme)) {
            throw new IllegalArgumentException("The manager talks plain MQTT to its broker; give tcp://host:port.");
        }
        String host = uri.getHost();
        if (host == null || !uri.getRawPath().isEmpty() || uri.getRawQuery() != null) {
            throw new IllegalArgumentException("Give tcp://[user:password@]host:port and nothing behind the port.");
        }
        return new ExternalBroker(
                host,
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                credentials(Optional.ofNullable(uri.getRawUserInfo()), environmentPassword));
    }

    private static Optional<Credentials> credentials(Optional<String> userInfo, Optional<String> environmentPassword) {
        if (userInfo.isEmpty()) {
            return Optional.empty();
        }
        int colon = userInfo.get().indexOf(':');
        String user = colon < 0 ? userInfo.get() : userInfo.get().substring(0, colon);
        if (colon < 0 && environmentPassword.isEmpty()) {
            throw new IllegalArgumentException(
                    "The user has no password; set TRANSOM_BROKER_PASSWORD or write user:password@.");
        }
        String password =
                colon < 0 ? environmentPassword.get() : decoded(userInfo.get().substring(colon + 1));
        return Optional.of(new Credentials(decoded(user), password));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Resolved anew each time: a broker may move while the manager runs. */
    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public Optional<Credentials> credentials() {
        return credentials;
    }

    @Override
    public String name() {
        return "tcp://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }

    /** It isn't ours to stop. */
    @Override
    public void close() {}
}
