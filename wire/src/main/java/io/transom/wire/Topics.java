package io.transom.wire;

import java.util.Optional;

/**
 * The MQTT topics. Each endpoint has three and may use no other:
 *
 * <pre>
 * transom/1/&lt;id&gt;/up      endpoint publishes, manager subscribes   sealed control signals
 * transom/1/&lt;id&gt;/gone    the endpoint's will, manager subscribes  the session that ended
 * transom/1/&lt;id&gt;/down    manager publishes, endpoint subscribes   sealed control signals
 * </pre>
 */
public final class Topics {
    public static final String UP_FILTER = "transom/1/+/up";
    public static final String GONE_FILTER = "transom/1/+/gone";

    private static final String PREFIX = "transom/1/";

    private Topics() {}

    public static String up(EndpointId id) {
        return PREFIX + id + "/up";
    }

    public static String gone(EndpointId id) {
        return PREFIX + id + "/gone";
    }

    public static String down(EndpointId id) {
        return PREFIX + id + "/down";
    }

    /** Whose topic {@code topic} is, where it is one of the three. */
    public static Optional<EndpointId> owner(String topic) {
        if (!topic.startsWith(PREFIX)) {
            return Optional.empty();
        }
        int slash = topic.indexOf('/', PREFIX.length());
        if (slash < 0) {
            return Optional.empty();
        }
        String last = topic.substring(slash + 1);
        boolean known = last.equals("up") || last.equals("gone") || last.equals("down");
        return known ? EndpointId.parse(topic.substring(PREFIX.length(), slash)) : Optional.empty();
    }
}
