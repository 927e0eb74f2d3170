package io.transom.node.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which known word someone may have meant. */
final class Spelling {
    /** Two slips of the finger, one in three letters; more make it another word. */
    private static final int MOST_SLIPS = 2;

    private Spelling() {}

    static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> candidate.length() > MOST_SLIPS)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .filter(candidate -> distance(word, candidate) <= Math.min(MOST_SLIPS, candidate.length() / 3));
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
