package io.transom.core.endpoint;

import io.transom.core.household.Household;
import io.transom.core.lan.Member;
import io.transom.core.lan.Members;
import java.util.List;

/** Whom we believe without the manager: our household's members, or before we were paired those whom we have met. */
record KnownMembers(Household household, PinBook met) implements Members {
    @Override
    public List<Member> all() {
        return household.isPaired()
                ? household.members().stream()
                        .map(record -> new Member(record.identity(), record.name(), record.role(), ""))
                        .toList()
                : met.all();
    }
}
