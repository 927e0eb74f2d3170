package io.transom.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ByteReaderTest {
    @Test
    void what_was_written_is_read_back() {
        Bytes written = new ByteWriter(100)
                .u8(255)
                .u16(65_535)
                .u32(0xFFFFFFFFL)
                .fixed(Bytes.hex("0102"), 2)
                .prefixed8(Bytes.hex("03"), 1)
                .prefixed16(Bytes.hex("0405"), 2)
                .written();
        ByteReader in = new ByteReader(written);
        assertThat(in.u8()).isEqualTo(255);
        assertThat(in.u16()).isEqualTo(65_535);
        assertThat(in.u32()).isEqualTo(0xFFFFFFFFL);
        assertThat(in.bytes(2)).isEqualTo(Bytes.hex("0102"));
        assertThat(in.prefixed8(1)).isEqualTo(Bytes.hex("03"));
        assertThat(in.prefixed16(2)).isEqualTo(Bytes.hex("0405"));
        assertThat(in.whole("all")).contains("all");
    }

    @Test
    void reading_past_the_end_gives_zeros_and_a_failed_reader_that_stays_failed() {
        ByteReader in = new ByteReader(Bytes.hex("0102"));
        assertThat(in.u32()).isZero();
        assertThat(in.failed()).isTrue();
        assertThat(in.u8()).as("though an octet is there").isZero();
        assertThat(in.bytes(3)).isEqualTo(Bytes.hex("000000"));
        assertThat(in.whole("all")).isEmpty();
    }

    @Test
    void lengths_and_counts_above_their_limit_fail() {
        assertThat(new ByteReader(Bytes.hex("0300000000")).count(2)).isZero();
        ByteReader in = new ByteReader(Bytes.hex("03aabbcc"));
        assertThat(in.prefixed8(2)).isEqualTo(Bytes.EMPTY);
        assertThat(in.failed()).isTrue();
    }

    @Test
    void octets_left_over_fail() {
        ByteReader in = new ByteReader(Bytes.hex("0102"));
        in.u8();
        assertThat(in.whole("part")).isEmpty();
    }

    @Test
    void a_writer_refuses_what_does_not_fit() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteWriter(1).u16(1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteWriter(9).u8(256));
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteWriter(9).u8(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteWriter(9).u32(1L << 32));
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteWriter(9).fixed(Bytes.hex("01"), 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteWriter(9).prefixed8(Bytes.hex("0102"), 1));
    }
}
