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

    private static final RootKey ROOT = RootKey.of(Bytes.hex("000102030405060708090a0b0c0d0e0f"));
    /** Once for all tests: 600,000 rounds take a second or more. */
    private static final List<String> LINES = Backup.write(ROOT, PASSPHRASE, new SeededEntropy(3));

    private static String wrong(String text, String passphrase) {
        return switch (Backup.read(text, passphrase)) {
            case Restored.Root restored -> "";
            case Restored.Wrong wrong -> wrong.reason();
        };
    }

    @Test
    void twenty_words_and_a_passphrase_bring_the_household_back() {
        assertThat(LINES).hasSize(4).allMatch(line -> line.split("-", -1).length == 5);
        String spoken = String.join(" \n ", LINES).replace('-', ' ').toUpperCase(Locale.ROOT);
        assertThat(Backup.read(spoken, PASSPHRASE))
                .isInstanceOfSatisfying(
                        Restored.Root.class,
                        restored -> assertThat(restored.key().publicKey()).isEqualTo(ROOT.publicKey()));
    }

    @Test
    void the_words_alone_are_worth_nothing() {
        assertThat(wrong(String.join("\n", LINES), "the old bicycle is red"))
                .isEqualTo("the words are right, but the passphrase is another one");
        assertThatThrownBy(() -> Backup.write(ROOT, "short", new SeededEntropy(3)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_slip_of_the_pen_is_named() {
        String all = String.join("\n", LINES);
        String third = LINES.get(2);
        char last = third.charAt(4);
        String slip = third.substring(0, 4) + (last == 'b' ? 'd' : 'b') + third.substring(5);
        assertThat(wrong(all.replace(third, slip), PASSPHRASE)).startsWith("a word of line 3 is wrong");
        assertThat(wrong(all.replace(third, "x" + third.substring(1)), PASSPHRASE))
                .contains("in line 3 is misspelt");
        assertThat(wrong(LINES.get(1) + " " + LINES.get(0) + " " + LINES.get(2) + " " + LINES.get(3), PASSPHRASE))
                .startsWith("a word of line 1 is wrong, or lines have changed places");
        assertThat(wrong(LINES.get(0), PASSPHRASE)).isEqualTo("a recovery phrase has 20 words; these are 5");
        assertThat(wrong("x".repeat(5_000), PASSPHRASE)).contains("too long");
    }

    /** So that a phrase on paper is good for ever: what was written by this version is read by each later one. */
    @Test
    void a_phrase_of_the_first_version_is_read() {
        assertThat(LINES)
                .isEqualTo(List.of(
                        "vukaz-balir-vibih-bosit-tozoz",
                        "fahav-supoj-fokom-zaziz-gapif",
                        "vadig-zabab-solaz-roroh-vomav",
                        "zolik-mojuh-zumum-pusis-nuzof"));
    }

    /** Worked out with Python's PBKDF2 and OpenSSL's AES, on whose block RFC 3394 was written out by hand. */
    @Test
    void a_phrase_that_other_programs_have_made_is_read() {
        String words = """
                babad-bamag-bibaj-bimal-kivab
                vuhij-fumin-milot-mapuf-satoh
                ladat-zorul-tolut-vogol-kovul
                nupuf-jipag-danon-mimug-pakos
                """;
        assertThat(Backup.read(words, "correct horse battery"))
                .isInstanceOfSatisfying(
                        Restored.Root.class,
                        restored -> assertThat(restored.key().entropy())
                                .isEqualTo(Bytes.hex("00112233445566778899aabbccddeeff")));
    }
}
