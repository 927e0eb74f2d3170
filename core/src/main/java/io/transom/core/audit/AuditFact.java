package io.transom.core.audit;

import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Names;
import io.transom.wire.signal.Peer;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that happened.
 *
 * @param who the member that it concerns or that had it done
 * @param name what that one is called here; empty where nobody is concerned
 * @param under by which right or deed: "drop in", "a press"; empty where that says nothing
 * @param words anything else for people
 * @param proof octets for the verifier: keys in BEGAN, a signature in SIGNED
 */
public record AuditFact(
        Kind kind,
        Optional<CallId> call,
        Optional<EndpointId> who,
        String name,
        String under,
        String words,
        Bytes proof) {
    /** Longer ones are cut; a refusal is a sentence. */
    static final int LONGEST_TEXT = 255;

    /** In the order of their octets, which never change. */
    public enum Kind {
        /** The log's first entry: whose it is. */
        BEGAN,
        STARTED,
        MICROPHONE_PRE_ROLL,
        MICROPHONE_OPEN,
        MICROPHONE_CLOSED,
        DROP_IN_REFUSED,
        DOOR_RELEASED,
        DOOR_REFUSED,
        LOCKED_OUT,
        PAIRED,
        MEMBER_ADMITTED,
        MEMBER_REVOKED,
        /** A setting that decides about the microphone or the door is another one. */
        SETTING,
        /** An intercom's log isn't any more what it has told before. */
        LOG_OF_OTHER_BROKEN,
        /** Refusals that came too fast to be told one by one. */
        OMITTED,
        SIGNED;

        /** {@code microphone-open}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public AuditFact {
        name = cut(name, Names.LONGEST);
        under = cut(under, LONGEST_TEXT);
        words = cut(words, LONGEST_TEXT);
    }

    public static AuditFact of(Kind kind, String words) {
        return new AuditFact(kind, Optional.empty(), Optional.empty(), "", "", words, Bytes.EMPTY);
    }

    public static AuditFact by(Kind kind, CallId call, Peer who, String under, String words) {
        return new AuditFact(kind, Optional.of(call), Optional.of(who.id()), who.name(), under, words, Bytes.EMPTY);
    }

    /** Whether it can be had as often as whoever manages the household likes, by signing. */
    boolean isOfMembers() {
        return kind == Kind.MEMBER_ADMITTED || kind == Kind.MEMBER_REVOKED;
    }

    /** Whether it can be had as often as somebody likes, by asking for what isn't allowed. */
    boolean isRefusal() {
        return switch (kind) {
            case DROP_IN_REFUSED, DOOR_REFUSED, LOCKED_OUT, LOG_OF_OTHER_BROKEN -> true;
            case BEGAN,
                    STARTED,
                    MICROPHONE_PRE_ROLL,
                    MICROPHONE_OPEN,
                    MICROPHONE_CLOSED,
                    DOOR_RELEASED,
                    PAIRED,
                    MEMBER_ADMITTED,
                    MEMBER_REVOKED,
                    SETTING,
                    OMITTED,
                    SIGNED -> false;
        };
    }

    private static String cut(String text, int longest) {
        String shorter = text;
        while (Bytes.utf8(shorter).length() > longest) {
            shorter = shorter.substring(0, shorter.offsetByCodePoints(shorter.length(), -1));
        }
        return shorter;
    }
}
