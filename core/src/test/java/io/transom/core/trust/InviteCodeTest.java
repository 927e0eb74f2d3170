package io.transom.core.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Bytes;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InviteCodeTest {
    private final SeededEntropy entropy = new SeededEntropy(5);
    private final InviteCode code = InviteCode.make(Identity.generate(entropy).id(), entropy);

    @Test
    void a_code_is_eleven_groups_of_five_characters() {
        assertThat(code.text()).matches("[a-z2-7]{5}(-[a-z2-7]{5}){10}");
    }

    @Test
    void a_code_is_read_as_it_was_printed_and_as_people_type_it() {
        String text = code.text();
        assertThat(InviteCode.parse(text)).contains(code);
        assertThat(InviteCode.parse(text.toUpperCase(Locale.ROOT))).contains(code);
        assertThat(InviteCode.parse(" " + text.replace("-", " ") + "\n")).contains(code);
        assertThat(InviteCode.parse(text.replace("-", ""))).contains(code);
    }

    @Test
    void a_mistyped_character_anywhere_is_noticed() {
        String text = code.text();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '-') {
                char wrong = text.charAt(i) == 'a' ? 'b' : 'a';
                assertThat(InviteCode.parse(text.substring(0, i) + wrong + text.substring(i + 1)))
                        .isEmpty();
                assertThat(InviteCode.parse(text.substring(0, i))).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "hello",
                "01890",
                "ü",
                "aaaaa-aaaaa-aaaaa-aaaaa-aaaaa-aaaaa-aaaaa-aaaaa-aaaaa-aaaaa-aaaaa"
            })
    void what_is_no_code_is_no_code(String text) {
        assertThat(InviteCode.parse(text)).isEmpty();
    }

    @Test
    void a_long_text_is_no_code() {
        assertThat(InviteCode.parse(code.text() + " ".repeat(100_000))).isEmpty();
    }

    @Test
    void a_code_shows_whose_it_is_but_not_the_secret() {
        assertThat(code.toString())
                .contains(code.manager().text())
                .doesNotContain(code.text().substring(0, 5));
        assertThat(InviteCode.secretHash(code.secret())).isNotEqualTo(code.secret());
        assertThat(InviteCode.secretHash(Bytes.EMPTY).toHex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
