package io.transom.core.manager;

import io.transom.core.manager.Switchboard.Invite;
import io.transom.core.manager.Switchboard.Member;
import io.transom.core.manager.Switchboard.Roster;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The roster in memory. */
final class MemoryRoster implements Roster {
    private final Map<EndpointId, Member> members = new LinkedHashMap<>();
    private final Map<Bytes, Invite> invites = new LinkedHashMap<>();
    private final Set<Bytes> spent = new LinkedHashSet<>();

    void invite(Invite invite) {
        invites.put(invite.secretHash(), invite);
    }

    void remove(EndpointId id) {
        members.remove(id);
    }

    @Override
    public Optional<Member> member(EndpointId id) {
        return Optional.ofNullable(members.get(id));
    }

    @Override
    public Optional<Member> memberNamed(String household, String name) {
        return household(household).stream()
                .filter(member -> member.name().equals(name))
                .findFirst();
    }

    @Override
    public List<Member> household(String household) {
        return members.values().stream()
                .filter(member -> member.household().equals(household))
                .toList();
    }

    @Override
    public Optional<Invite> redeem(Bytes secretHash, Instant wallClock) {
        Invite invite = invites.get(secretHash);
        if (invite == null || !wallClock.isBefore(invite.expires())) {
            return Optional.empty();
        }
        invites.remove(secretHash);
        spent.add(secretHash);
        return Optional.of(invite);
    }

    @Override
    public NotRedeemed whyNotRedeemed(Bytes secretHash, Instant wallClock) {
        if (spent.contains(secretHash)) {
            return NotRedeemed.SPENT;
        }
        return invites.containsKey(secretHash) ? NotRedeemed.EXPIRED : NotRedeemed.UNKNOWN;
    }

    @Override
    public void admit(Member member) {
        members.values()
                .removeIf(old ->
                        old.household().equals(member.household()) && old.name().equals(member.name()));
        members.put(member.identity().id(), member);
    }
}
