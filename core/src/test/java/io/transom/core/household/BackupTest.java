package io.transom.core.household;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.core.household.Backup.Restored;
import io.transom.core.trust.SeededEntropy;
import io.transom.wire.Bytes;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class BackupTest {
    private static final String PASSPHRASE = "the old bicycle is blue";

    private final RootKey root = RootKey.of(Bytes.hex("000102030405060708090a0b0c0d0e0f"));
    private final List<String> lines = Backup.write(root, PASSPHRASE, new SeededEntropy(3));

    private static String wrong(String text, String passphrase) {
        return switch (Backup.read(text, passphrase)) {
            case Restored.Root restored -> "";
            case Restored.Wrong wrong -> wrong.reason();
        };
    }

    @Test
    void twenty_words_and_a_passphrase_bring_the_household_back() {
        assertThat(lines).hasSize(4).allMatch(line -> line.split("-", -1).length == 5);
        String spoken = String.join(" \n ", lines).replace('-', ' ').toUpperCase(Locale.ROOT);
        assertThat(Backup.read(spoken, PASSPHRASE))
                .isInstanceOfSatisfying(
                        Restored.Root.class,
                        restored -> assertThat(restored.key().publicKey()).isEqualTo(root.publicKey()));
    }

    @Test
    void the_words_alone_are_worth_nothing() {
        assertThat(wrong(String.join("\n", lines), "the old bicycle is red"))
                .isEqualTo("the words are right, but the passphrase is another one");
        assertThatThrownBy(() -> Backup.write(root, "short", new SeededEntropy(3)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_slip_of_the_pen_is_named() {
        String all = String.join("\n", lines);
        String third = lines.get(2);
        char last = third.charAt(4);
        String slip = third.substring(0, 4) + (last == 'b' ? 'd' : 'b') + third.substring(5);
        assertThat(wrong(all.replace(third, slip), PASSPHRASE)).startsWith("a word of line 3 is wrong");
        assertThat(wrong(all.replace(third, "x" + third.substring(1)), PASSPHRASE))
                .contains("in line 3 is misspelt");
        assertThat(wrong(lines.get(1) + " " + lines.get(0) + " " + lines.get(2) + " " + lines.get(3), PASSPHRASE))
                .startsWith("a word of line 1 is wrong, or lines have changed places");
        assertThat(wrong(lines.get(0), PASSPHRASE)).isEqualTo("a recovery phrase has 20 words; these are 5");
        assertThat(wrong("x".repeat(5_000), PASSPHRASE)).contains("too long");
    }

    /** So that a phrase on paper is good for ever: what was written by this version is read by each later one. */
    @Test
    void a_phrase_of_the_first_version_is_read() {
        assertThat(lines)
                .isEqualTo(List.of(
                        "vukaz-balir-vibih-bosit-tozoz",
                        "fahav-supoj-fokom-zaziz-gapif",
                        "vadig-zabab-solaz-roroh-vomav",
                        "zolik-mojuh-zumum-pusis-nuzof"));
    }
}
