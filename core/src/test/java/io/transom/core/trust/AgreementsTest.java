package io.transom.core.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Bytes;
import org.junit.jupiter.api.Test;

class AgreementsTest {
    private static final Bytes PRIVATE = numbered(7);

    @Test
    void what_is_known_is_what_the_curve_says() {
        Agreements agreements = new Agreements(PRIVATE);
        Bytes theirs = Curves.agreementPublic(numbered(8));
        assertThat(agreements.with(theirs))
                .isEqualTo(Curves.agree(PRIVATE, theirs))
                .isPresent();
        assertThat(agreements.with(theirs)).isEqualTo(Curves.agree(PRIVATE, theirs));
        assertThat(agreements.size()).isEqualTo(1);
    }

    @Test
    void a_liars_keys_are_known_to_be_of_no_use_and_do_not_pile_up() {
        Agreements agreements = new Agreements(PRIVATE);
        assertThat(agreements.with(Bytes.of(new byte[32]))).isEmpty();
        assertThat(agreements.with(Bytes.of(new byte[32]))).isEmpty();
        for (int i = 0; i < Agreements.MOST + 10; i++) {
            assertThat(agreements.with(numbered(2 + i))).isPresent();
        }
        assertThat(agreements.size()).isEqualTo(Agreements.MOST);
    }

    private static Bytes numbered(int number) {
        byte[] octets = new byte[32];
        octets[0] = (byte) number;
        octets[1] = (byte) (number >> 8);
        return Bytes.owning(octets);
    }
}
