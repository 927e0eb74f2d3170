package io.transom.simulator.home;

import io.transom.core.Effect;
import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditHead;
import io.transom.core.audit.AuditLog;
import io.transom.core.endpoint.Auditing;
import io.transom.wire.EndpointId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a machine's disk holds of logs: the end of its own, and how far it has read others'. */
public final class Logs {
    private final Deque<AuditEntry> own = new ArrayDeque<>();
    private final Map<EndpointId, AuditHead> others = new HashMap<>();

    void keep(Effect.KeepAudit keep) {
        own.addLast(keep.entry());
        if (own.size() > AuditLog.MOST_RECENT) {
            own.removeFirst();
        }
    }

    void keep(Effect.KeepLogOf keep) {
        others.put(keep.whose(), keep.entries().getLast().head());
    }

    void setAside(Effect.SetLogAside aside) {
        others.remove(aside.whose());
    }

    Auditing.Known known() {
        return new Auditing.Known(List.copyOf(own), others);
    }
}
