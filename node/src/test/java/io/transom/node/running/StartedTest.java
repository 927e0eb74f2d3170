package io.transom.node.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedTest {
    private final List<String> closed = new ArrayList<>();
    private final Started started = new Started();

    @Test
    void the_last_is_closed_first_and_nothing_twice() {
        started.keep(() -> closed.add("first"));
        started.keep(() -> closed.add("second"));
        started.close();
        started.close();
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void what_cannot_be_closed_keeps_nothing_else_open() {
        started.keep(() -> closed.add("first"));
        started.keep(() -> {
            throw new IOException("stuck");
        });
        started.keep(() -> closed.add("third"));
        assertThatThrownBy(started::close).hasRootCauseMessage("stuck");
        assertThat(closed).containsExactly("third", "first");
    }

    @Test
    void a_part_that_was_interrupted_interrupts_no_other() {
        started.keep(() -> closed.add(Thread.currentThread().isInterrupted() ? "interrupted" : "at rest"));
        started.keep(() -> {
            throw new InterruptedException();
        });
        started.close(trouble -> closed.add("told"));
        assertThat(closed).containsExactly("told", "at rest");
        assertThat(Thread.interrupted()).isTrue();
    }
}
