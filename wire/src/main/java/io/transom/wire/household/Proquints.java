package io.transom.wire.household;

import io.transom.wire.Bytes;
import java.util.Locale;
import java.util.Optional;

/**
 * Two octets as a word that can be said: consonant, vowel, consonant, vowel, consonant ("Proquints: identifiers that are
 * readable, spellable, and pronounceable", arXiv 0901.4016). It needs no list of words, in no language.
 */
public final class Proquints {
    private static final String CONSONANTS = "bdfghjklmnprstvz";
    private static final String VOWELS = "aiou";
    private static final int WORD = 5;

    private Proquints() {}

    /** The word of a number of 16 bits. */
    public static String word(int number) {
        return new String(new char[] {
            CONSONANTS.charAt(number >>> 12 & 15),
            VOWELS.charAt(number >>> 10 & 3),
            CONSONANTS.charAt(number >>> 6 & 15),
            VOWELS.charAt(number >>> 4 & 3),
            CONSONANTS.charAt(number & 15)
        });
    }

    /** The words of an even number of octets, with a hyphen between two. */
    public static String encode(Bytes octets) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < octets.length(); i += 2) {
            text.append(i == 0 ? "" : "-").append(word(octets.at(i) << 8 | octets.at(i + 1)));
        }
        return text.toString();
    }

    /** The two octets of a word; empty where it isn't one. Case doesn't matter. */
    public static Optional<Bytes> decode(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.length() != WORD) {
            return Optional.empty();
        }
        int number = 0;
        for (int i = 0; i < WORD; i++) {
            boolean consonant = i % 2 == 0;
            int value = (consonant ? CONSONANTS : VOWELS).indexOf(lower.charAt(i));
            if (value < 0) {
                return Optional.empty();
            }
            number = number << (consonant ? 4 : 2) | value;
        }
        return Optional.of(Bytes.of((byte) (number >>> 8), (byte) number));
    }
}
