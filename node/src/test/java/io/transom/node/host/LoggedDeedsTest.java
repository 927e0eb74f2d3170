package io.transom.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditFact;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.audit.AuditLog;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.trust.Identity;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoggedDeedsTest {
    private static final CallId CALL = new CallId(Bytes.hex("00".repeat(16)));
    private final List<AuditEntry> disk = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private boolean full;
    private final LoggedDeeds deeds = new LoggedDeeds(
            entry -> {
                if (full) {
                    throw new IOException("No space left on device");
                }
                disk.add(entry);
            },
            events::add);
    private final AuditLog log = new AuditLog(Identity.generate(new SystemEntropy()), 1, List.of(), "");

    @Test
    void while_the_log_cant_be_written_no_microphone_opens_and_no_door_and_one_is_told_why() {
        full = true;
        tell("an opening");
        assertThat(deeds.allowed(new SetMicrophone(CALL, Microphone.OPEN)).mode())
                .isEqualTo(Microphone.CLOSED);
        assertThat(deeds.allowed(new SetMicrophone(CALL, Microphone.PRE_ROLL)).mode())
                .isEqualTo(Microphone.CLOSED);
        assertThat(deeds.fault()).hasValueSatisfying(why -> assertThat(why).contains("No space left"));
        assertThat(events).hasSize(1).first().extracting(Event::name).isEqualTo(EventName.REFUSED);
    }

    @Test
    void as_soon_as_there_is_room_all_that_waited_is_written_in_order_and_things_open_again() {
        full = true;
        tell("one");
        tell("two");
        full = false;
        assertThat(deeds.allowed(new SetMicrophone(CALL, Microphone.OPEN)).mode())
                .isEqualTo(Microphone.OPEN);
        assertThat(disk).extracting(AuditEntry::sequence).containsExactly(0L, 1L, 2L, 3L);
        assertThat(deeds.fault()).isEmpty();
    }

    private void tell(String words) {
        for (Effect effect : log.tell(AuditFact.of(Kind.SETTING, words), Moment.ZERO)) {
            deeds.keep(((Effect.KeepAudit) effect).entry());
        }
    }
}
