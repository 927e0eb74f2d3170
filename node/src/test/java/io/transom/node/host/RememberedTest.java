package io.transom.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.event.Event;
import io.transom.wire.Moment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RememberedTest {
    private final List<Event> events = new ArrayList<>();
    private final List<String> disk = new ArrayList<>();
    private final Remembered remembered = new Remembered(events::add);
    private boolean full;
    private Moment now = new Moment(1);

    private Remembered.Keeping write(String text) {
        return () -> {
            if (full) {
                throw new IOException("No space left on device");
            }
            disk.add(text);
        };
    }

    @Test
    void what_the_disk_doesnt_take_is_told_once_and_tried_again_until_it_does() {
        full = true;
        remembered.keep("who is a member", write("ben is revoked"), now);
        for (int i = 0; i < 5; i++) {
            now = remembered.wakeAt();
            remembered.wake(now);
        }
        assertThat(now.since(new Moment(1))).isEqualTo(Remembered.TRY_AGAIN.multipliedBy(5));
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().text("reason"))
                .hasValueSatisfying(why -> assertThat(why).contains("who is a member", "No space left"));
        full = false;
        remembered.wake(remembered.wakeAt());
        assertThat(disk).containsExactly("ben is revoked");
        assertThat(remembered.wakeAt()).isEqualTo(Moment.NEVER);
    }

    @Test
    void the_newest_of_its_kind_counts_and_every_kind_is_written() {
        full = true;
        remembered.keep("who is a member", write("old"), now);
        remembered.keep("which manager", write("manager"), now);
        now = now.plus(Duration.ofSeconds(1));
        full = false;
        remembered.keep("who is a member", write("new"), now);
        remembered.wake(now);
        assertThat(disk).containsExactly("new");
        remembered.wake(remembered.wakeAt());
        assertThat(disk).containsExactly("new", "manager");
        assertThat(remembered.wakeAt()).isEqualTo(Moment.NEVER);
    }

    @Test
    void it_is_tried_a_last_time_when_the_program_ends() {
        full = true;
        remembered.keep("who is a member", write("ben is revoked"), now);
        full = false;
        remembered.tryAll(now);
        assertThat(disk).containsExactly("ben is revoked");
    }
}
