package io.transom.node.program;

import io.transom.core.household.PairingCode;
import io.transom.core.trust.InviteCode;
import io.transom.node.config.WrongValue;
import io.transom.node.control.ManagerUrl;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that an endpoint needs to come into a household, in one line that a camera can read:
 *
 * <pre>
 * transom:join?code=abcde-fghij-klmno-pqrst [&amp;manager=URL] [&amp;invite=CODE]
 * </pre>
 *
 * @param manager where the household's manager is, where whoever joins may not know
 * @param invite what lets it in there, where it never was
 */
public record JoinLink(PairingCode code, Optional<ManagerUrl> manager, Optional<InviteCode> invite) {
    private static final String BEGINNING = "transom:join?";
    /** A code, a host's longest name and an invite are 380. */
    private static final int LONGEST = 600;

    /** This holds secrets: show it to whoever is to join, log it never. */
    public String text() {
        StringBuilder text = new StringBuilder(BEGINNING + "code=" + code.text());
        manager.ifPresent(url -> text.append("&manager=").append(escaped(url.toString())));
        invite.ifPresent(secret -> text.append("&invite=").append(secret.text()));
        return text.toString();
    }

    /** Reads a link, or a pairing code alone; empty for anything else. What it doesn't know in a link is left aside. */
    public static Optional<JoinLink> parse(String text) {
        String stripped = text.strip();
        if (stripped.length() > LONGEST) {
            return Optional.empty();
        }
        if (!stripped.startsWith(BEGINNING)) {
            return PairingCode.parse(stripped).map(code -> new JoinLink(code, Optional.empty(), Optional.empty()));
        }
        try {
            Map<String, String> fields = fields(stripped.substring(BEGINNING.length()));
            Optional<InviteCode> invite =
                    Optional.ofNullable(fields.get("invite")).flatMap(InviteCode::parse);
            if (fields.containsKey("invite") && invite.isEmpty()) {
                return Optional.empty();
            }
            Optional<ManagerUrl> manager =
                    Optional.ofNullable(fields.get("manager")).map(ManagerUrl::parse);
            return PairingCode.parse(fields.getOrDefault("code", "")).map(code -> new JoinLink(code, manager, invite));
        } catch (WrongValue | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> fields(String query) {
        Map<String, String> fields = new TreeMap<>();
        for (String field : query.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(
                        field.substring(0, equals),
                        URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    /** The characters that RFC 3986 section 3.4 lets stand in a query as they are keep the picture small. */
    private static String escaped(String url) {
        return URLEncoder.encode(url, StandardCharsets.UTF_8)
                .replace("%3A", ":")
                .replace("%2F", "/");
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "JoinLink";
    }
}
