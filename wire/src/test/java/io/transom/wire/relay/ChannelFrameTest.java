package io.transom.wire.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.wire.Bytes;
import org.junit.jupiter.api.Test;

class ChannelFrameTest {
    private static final ChannelFrame FRAME = new ChannelFrame(0x4007, Bytes.hex("00010203"));

    @Test
    void a_frame_is_a_channel_data_message() {
        assertThat(FRAME.encode()).isEqualTo(Bytes.hex("4007000400010203"));
        assertThat(ChannelFrame.decode(FRAME.encode())).contains(FRAME);
    }

    @Test
    void padding_to_a_multiple_of_four_is_let_pass_and_no_more() {
        assertThat(ChannelFrame.decode(Bytes.hex("40070001ff000000")))
                .contains(new ChannelFrame(0x4007, Bytes.hex("ff")));
        assertThat(ChannelFrame.decode(Bytes.hex("40070001ff00000000"))).isEmpty();
    }

    @Test
    void every_cut_and_every_other_number_is_no_frame() {
        Bytes whole = FRAME.encode();
        for (int length = 0; length < whole.length(); length++) {
            assertThat(ChannelFrame.decode(whole.slice(0, length))).isEmpty();
        }
        assertThat(ChannelFrame.decode(Bytes.hex("3fff000100"))).isEmpty();
        assertThat(ChannelFrame.decode(Bytes.hex("5000000100"))).isEmpty();
        assertThat(ChannelFrame.decode(Bytes.hex("40000000"))).isEmpty();
    }

    @Test
    void nothing_and_too_much_are_refused_where_they_are_made() {
        assertThatThrownBy(() -> new ChannelFrame(0x4000, Bytes.EMPTY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ChannelFrame(0x4000, Bytes.owning(new byte[ChannelFrame.MOST_DATAGRAM + 1])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ChannelFrame(0x3FFF, Bytes.hex("00")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
