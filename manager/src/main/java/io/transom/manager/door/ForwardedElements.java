package io.transom.manager.door;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The {@code for} of each element of a Forwarded header, in order (RFC 7239 section 4). */
final class ForwardedElements {
    private final String text;
    private final List<String> nodes = new ArrayList<>();
    private int at;

    private ForwardedElements(String text) {
        this.text = text;
    }

    /** Empty where it isn't well formed, or an element says nothing of {@code for}. */
    static Optional<List<String>> read(String text) {
        ForwardedElements elements = new ForwardedElements(text);
        return elements.readAll() ? Optional.of(elements.nodes) : Optional.empty();
    }

    private boolean readAll() {
        do {
            if (!readElement()) {
                return false;
            }
        } while (takes(','));
        return at == text.length();
    }

    private boolean readElement() {
        int before = nodes.size();
        do {
            String name = token();
            if (name.isEmpty() || !takes('=')) {
                return false;
            }
            Optional<String> value = value();
            if (value.isEmpty()) {
                return false;
            }
            if (name.toLowerCase(Locale.ROOT).equals("for")) {
                nodes.add(value.get());
            }
        } while (takes(';'));
        return nodes.size() == before + 1;
    }

    private Optional<String> value() {
        return text.startsWith("\"", at) ? quoted() : Optional.of(token()).filter(token -> !token.isEmpty());
    }

    /** No escapes: none is needed for an address. */
    private Optional<String> quoted() {
        int end = text.indexOf('"', at + 1);
        if (end < 0 || text.substring(at, end).indexOf('\\') >= 0) {
            return Optional.empty();
        }
        String inner = text.substring(at + 1, end);
        at = end + 1;
        return Optional.of(inner);
    }

    private String token() {
        space();
        int start = at;
        while (at < text.length() && " \t\"=;,".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean takes(char wanted) {
        space();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void space() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }
}
