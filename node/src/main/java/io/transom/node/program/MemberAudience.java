package io.transom.node.program;

import io.transom.core.audit.AuditEntry;
import io.transom.core.household.StatementSet;
import io.transom.core.lan.Member;
import io.transom.node.host.Audience;
import io.transom.node.keys.KeyStore;
import io.transom.wire.EndpointId;
import java.io.IOException;
import java.util.List;

/** Remembers on disk what is to be remembered for good. */
public abstract class MemberAudience implements Audience {
    private final KeyStore keys;

    protected MemberAudience(KeyStore keys) {
        this.keys = keys;
    }

    @Override
    public void pin(Member member) throws IOException {
        keys.pin(member);
    }

    @Override
    public void joined(EndpointId manager) throws IOException {
        keys.join(manager);
    }

    @Override
    public void keepHousehold(StatementSet statements) throws IOException {
        keys.keepHousehold(statements);
    }

    @Override
    public void keepTime(long seconds) throws IOException {
        keys.keepTime(seconds);
    }

    @Override
    public void keepAudit(AuditEntry entry) throws IOException {
        keys.audit().append(entry);
    }

    @Override
    public void setLogAside(EndpointId whose) throws IOException {
        keys.copies().setAside(whose);
    }

    @Override
    public void keepLogOf(EndpointId whose, List<AuditEntry> entries) throws IOException {
        keys.copies().append(whose, entries);
    }
}
