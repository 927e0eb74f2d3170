package io.transom.wire.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.transom.wire.Bytes;
import io.transom.wire.Hostile;
import org.junit.jupiter.api.Test;

class RtpPacketTest {
    private static final RtpPacket PACKET =
            new RtpPacket(true, 111, 0xFFFE, 0xFEDCBA98L, 0x80000001L, Bytes.hex("0badcafe"));

    @Test
    void the_header_is_that_of_rfc_3550() {
        assertThat(PACKET.encode()).isEqualTo(Bytes.hex("80effffefedcba98800000010badcafe"));
        assertThat(RtpPacket.decode(PACKET.encode())).contains(PACKET);
    }

    @Test
    void contributing_sources_extension_and_padding_are_skipped() {
        Bytes dressed = Bytes.hex("b2ef" + "fffe" + "fedcba98" + "80000001" // header: padding, extension, 2 sources
                + "11111111" + "22222222" // sources
                + "bede0001" + "33333333" // extension of one word
                + "0badcafe" + "000003"); // payload, padding of 3
        assertThat(RtpPacket.decode(dressed)).contains(PACKET);
        assertThat(RtpPacket.headerLength(dressed)).isEqualTo(28);
    }

    @Test
    void malformed_packets_are_refused() {
        Bytes good = PACKET.encode();
        assertThat(RtpPacket.decode(Bytes.join(Bytes.hex("40"), good.slice(1, 16))))
                .as("version 1")
                .isEmpty();
        assertThat(RtpPacket.decode(Bytes.join(Bytes.hex("8f"), good.slice(1, 16))))
                .as("15 sources")
                .isEmpty();
        assertThat(RtpPacket.decode(Bytes.join(Bytes.hex("90"), good.slice(1, 16))))
                .as("long extension")
                .isEmpty();
        assertThat(RtpPacket.decode(Bytes.join(Bytes.hex("90"), good.slice(1, 12))))
                .as("no extension")
                .isEmpty();
        assertThat(RtpPacket.decode(Bytes.join(Bytes.hex("a0"), good.slice(1, 15), Bytes.hex("05"))))
                .isEmpty();
        assertThat(RtpPacket.decode(Bytes.join(Bytes.hex("a0"), good.slice(1, 15), Bytes.hex("00"))))
                .isEmpty();
        assertThat(RtpPacket.decode(Bytes.owning(new byte[1501]))).isEmpty();
        Hostile.everyTruncation(
                good.slice(0, 12), cut -> assertThat(RtpPacket.decode(cut)).isEmpty());
    }

    @Test
    void noise_is_never_an_exception() {
        Hostile.everyChangedOctet(PACKET.encode(), RtpPacket::decode);
        Hostile.noise(200_000, 100, Bytes.EMPTY, RtpPacket::decode);
        Hostile.noise(100_000, 100, Bytes.hex("bf"), RtpPacket::decode);
    }

    @Test
    void fields_that_do_not_fit_are_our_own_mistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RtpPacket(false, 128, 0, 0, 0, Bytes.EMPTY));
        assertThatIllegalArgumentException().isThrownBy(() -> new RtpPacket(false, 0, 65_536, 0, 0, Bytes.EMPTY));
        assertThatIllegalArgumentException().isThrownBy(() -> new RtpPacket(false, 0, 0, -1, 0, Bytes.EMPTY));
        assertThatIllegalArgumentException().isThrownBy(() -> new RtpPacket(false, 0, 0, 0, 1L << 32, Bytes.EMPTY));
    }

    @Test
    void sequence_numbers_go_on_across_the_wrap_both_ways() {
        assertThat(SequenceNumbers.extend(65_535, 65_534)).isEqualTo(65_535);
        assertThat(SequenceNumbers.extend(0, 65_535)).isEqualTo(65_536);
        assertThat(SequenceNumbers.extend(65_535, 65_536)).isEqualTo(65_535);
        assertThat(SequenceNumbers.extend(3, 5 * 65_536L - 3)).isEqualTo(5 * 65_536L + 3);
        assertThat(SequenceNumbers.extend(32_768, 0))
                .as("half a cycle is ahead")
                .isEqualTo(32_768);
        assertThat(SequenceNumbers.extend(32_769, 0)).as("before the first one").isEqualTo(-32_767);
        assertThat(SequenceNumbers.truncate(65_536 + 7)).isEqualTo(7);
        assertThat(SequenceNumbers.truncate(-1)).isEqualTo(65_535);
        assertThat(SequenceNumbers.distance(65_535, 1)).isEqualTo(2);
        assertThat(SequenceNumbers.distance(1, 65_535)).isEqualTo(-2);
        for (long at = 0; at < 200_000; at += 97) {
            for (int step = -32_767; step <= 32_768; step += 1009) {
                assertThat(SequenceNumbers.extend(SequenceNumbers.truncate(at + step), at))
                        .isEqualTo(at + step);
            }
        }
    }
}
