package io.transom.node.control;

import io.transom.node.config.WrongValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import picocli.CommandLine;

/** Where the manager is: {@code ws://HOST:P/mqtt}, or {@code wss:} where only TLS will do. */
public record ManagerUrl(boolean secure, String host, int port, String path) {
    private static final String REMEDY =
            "Write it as ws://HOST:PORT/mqtt, for example ws://intercom.example.org:80/mqtt, or https://HOST for TLS.";

    /** {@code http} and {@code https} stand for {@code ws} and {@code wss}, a name alone for {@code ws}. */
    public static ManagerUrl parse(String text) {
        try {
            String stripped = text.strip();
            URI uri = new URI(stripped.contains("://") ? stripped : "ws://" + stripped);
            boolean secure = switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
                case "wss", "https" -> true;
                case "ws", "http" -> false;
                default -> throw WrongValue.remedy(REMEDY);
            };
            if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawUserInfo() != null) {
                throw WrongValue.remedy(REMEDY);
            }
            String path = uri.getRawPath() == null || uri.getRawPath().length() < 2 ? "/mqtt" : uri.getRawPath();
            int port = uri.getPort() < 0 ? secure ? 443 : 80 : uri.getPort();
            if (port == 0 || port > 65535) {
                throw WrongValue.remedy(REMEDY);
            }
            return new ManagerUrl(secure, uri.getHost(), port, path);
        } catch (URISyntaxException e) {
            throw WrongValue.remedy(REMEDY);
        }
    }

    /** The same manager over TLS, at another port. */
    public ManagerUrl overTls(int tlsPort) {
        return new ManagerUrl(true, host, tlsPort, path);
    }

    public URI challenge() {
        return URI.create((secure ? "https://" : "http://") + host + ":" + port + "/challenge");
    }

    public String mqtt() {
        return (secure ? "wss://" : "ws://") + host + ":" + port + path;
    }

    /** As {@link #mqtt()} is within TLS, where there is TLS: for Paho, which speaks it over sockets that do the rest. */
    String mqttWithin() {
        return "ws://" + host + ":" + port + path;
    }

    /** The relay's tunnel: always at the root of the manager's port. */
    public URI relay() {
        return URI.create((secure ? "wss://" : "ws://") + host + ":" + port + "/relay");
    }

    /** Without the brackets of an IPv6 address. */
    public String plainHost() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return mqtt();
    }

    /** For picocli. */
    public static final class Converter implements CommandLine.ITypeConverter<ManagerUrl> {
        @Override
        public ManagerUrl convert(String value) {
            return parse(value);
        }
    }
}
