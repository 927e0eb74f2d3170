package io.transom.node.control;

import io.transom.node.config.WrongValue;
import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine;

/** Where the manager is: {@code ws://HOST:P/mqtt}, or {@code wss:}. */
public record ManagerUrl(boolean secure, String host, int port, String path) {
    private static final String REMEDY =
            "Write it as ws://HOST:PORT/mqtt, for example ws://intercom.example.org:80/mqtt.";

    public static ManagerUrl parse(String text) {
        try {
            URI uri = new URI(text.strip());
            String scheme = String.valueOf(uri.getScheme());
            boolean secure = scheme.equals("wss");
            if (!secure && !scheme.equals("ws") || uri.getHost() == null || uri.getRawQuery() != null) {
                throw WrongValue.remedy(REMEDY);
            }
            String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/mqtt" : uri.getRawPath();
            int port = uri.getPort() < 0 ? secure ? 443 : 80 : uri.getPort();
            if (port == 0 || port > 65535) {
                throw WrongValue.remedy(REMEDY);
            }
            return new ManagerUrl(secure, uri.getHost(), port, path);
        } catch (URISyntaxException e) {
            throw WrongValue.remedy(REMEDY);
        }
    }

    public URI challenge() {
        return URI.create((secure ? "https://" : "http://") + host + ":" + port + "/challenge");
    }

    /** For Paho, which takes the path along. */
    public String mqtt() {
        return (secure ? "wss://" : "ws://") + host + ":" + port + path;
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
