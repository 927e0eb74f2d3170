package io.transom.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlChannelTest {
    private static final Bytes UP = Bytes.of(new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
    private static final Bytes DOWN = Bytes.of(new byte[] {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2});
    private static final ControlChannel.ReflectorCredentials REFLECTOR =
            new ControlChannel.ReflectorCredentials("abcdefghijklmnop", Bytes.of(new byte[20]));

    private final ControlChannel endpoint = ControlChannel.of(UP, DOWN, REFLECTOR);
    private final ControlChannel manager = ControlChannel.of(DOWN, UP, REFLECTOR);

    @Test
    void what_is_sealed_on_a_topic_opens_on_that_topic_and_no_other() {
        Bytes sealed = endpoint.seal("up", Bytes.utf8("hello"));
        assertThat(manager.open("gone", sealed)).isEmpty();
        assertThat(manager.open("up", sealed)).contains(Bytes.utf8("hello"));
    }

    @Test
    void the_same_message_opens_once() {
        Bytes sealed = endpoint.seal("up", Bytes.utf8("hello"));
        assertThat(manager.open("up", sealed)).isPresent();
        assertThat(manager.open("up", sealed)).isEmpty();
    }

    @Test
    void a_message_sent_back_to_its_sender_does_not_open() {
        assertThat(endpoint.open("up", endpoint.seal("up", Bytes.utf8("hello"))))
                .isEmpty();
    }

    @Test
    void messages_in_any_order_open_once_each_within_the_window() {
        List<Bytes> sealed = new ArrayList<>();
        for (int i = 0; i < ReplayWindow.WIDTH; i++) {
            sealed.add(endpoint.seal("up", Bytes.of((byte) i)));
        }
        for (Bytes message : sealed.reversed()) {
            assertThat(manager.open("up", message)).isPresent();
        }
        for (Bytes message : sealed) {
            assertThat(manager.open("up", message)).isEmpty();
        }
    }

    @Test
    void a_message_older_than_the_window_is_dropped_though_it_was_never_seen() {
        Bytes old = endpoint.seal("up", Bytes.EMPTY);
        for (int i = 0; i < ReplayWindow.WIDTH - 1; i++) {
            endpoint.seal("up", Bytes.EMPTY);
        }
        assertThat(manager.open("up", endpoint.seal("up", Bytes.EMPTY))).isPresent();
        assertThat(manager.open("up", old)).isEmpty();
    }

    @Test
    void a_forged_number_far_ahead_does_not_move_the_window() {
        byte[] forged = endpoint.seal("up", Bytes.utf8("first")).toArray();
        Bytes first = Bytes.of(forged);
        forged[6] = 1;
        assertThat(manager.open("up", Bytes.owning(forged))).isEmpty();
        assertThat(manager.open("up", first)).isPresent();
    }

    @Test
    void a_will_that_was_sealed_first_opens_after_everything_else() {
        Bytes will = endpoint.seal("gone", Bytes.utf8("bye"));
        for (int i = 0; i < 500; i++) {
            assertThat(manager.open("up", endpoint.seal("up", Bytes.of((byte) i))))
                    .isPresent();
        }
        assertThat(manager.open("gone", will)).contains(Bytes.utf8("bye"));
        assertThat(manager.open("gone", will)).isEmpty();
    }

    @Test
    void every_cut_and_every_flipped_octet_is_dropped() {
        Bytes sealed = endpoint.seal("up", Bytes.utf8("hello"));
        for (int i = 0; i < sealed.length(); i++) {
            assertThat(manager.open("up", sealed.slice(0, i))).isEmpty();
            byte[] flipped = sealed.toArray();
            flipped[i] ^= (byte) 0x80;
            assertThat(manager.open("up", Bytes.owning(flipped))).isEmpty();
        }
        assertThat(manager.open("up", sealed)).isPresent();
    }

    @Test
    void a_channel_ends_before_its_nonces_run_out() {
        ControlChannel old = ControlChannel.startingAt(ControlChannel.LAST_SEQUENCE, UP, DOWN, REFLECTOR);
        assertThat(old.isSpent()).isFalse();
        assertThat(manager.open("up", old.seal("up", Bytes.EMPTY))).isPresent();
        assertThat(old.isSpent()).isTrue();
        assertThatThrownBy(() -> old.seal("up", Bytes.EMPTY)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_number_beyond_the_last_one_is_dropped() {
        ControlChannel rogue = ControlChannel.startingAt(ControlChannel.LAST_SEQUENCE, UP, DOWN, REFLECTOR);
        Bytes last = rogue.seal("up", Bytes.EMPTY);
        byte[] beyond = last.toArray();
        beyond[0] = (byte) 0xFF;
        assertThat(manager.open("up", Bytes.owning(beyond))).isEmpty();
        assertThat(manager.open("up", last)).isPresent();
    }
}
