package io.transom.node.keys;

import io.transom.core.lan.Member;
import io.transom.wire.Bytes;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * A member in the file of pins. An older file has {@code ID NAME}: those are pinned, and their keys are learnt when the
 * manager next tells of them.
 *
 * <pre>
 * keys, 86 characters of base64url (RFC 4648 section 5) | tab | device or caller | tab | household | tab | name
 * </pre>
 */
final class PinLine {
    private static final String SEPARATOR = "\t";
    private static final int FIELDS = 4;

    private PinLine() {}

    /** No name of a household or an endpoint has a tab or a line's end in it; one that had would forge the next line. */
    static boolean canHold(Member member) {
        return (member.name() + member.household()).chars().noneMatch(Character::isISOControl);
    }

    static String write(Member member) {
        String keys = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(member.identity().encode().toArray());
        String role = member.role().name().toLowerCase(Locale.ROOT);
        return String.join(SEPARATOR, keys, role, member.household(), member.name());
    }

    static Optional<Member> read(String line) {
        String[] fields = line.split(SEPARATOR, -1);
        if (fields.length != FIELDS) {
            return Optional.empty();
        }
        try {
            PublicIdentity keys =
                    PublicIdentity.decode(Bytes.of(Base64.getUrlDecoder().decode(fields[0])));
            Role role = Role.valueOf(fields[1].toUpperCase(Locale.ROOT));
            return Optional.of(new Member(keys, fields[3], role, fields[2]));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }
}
