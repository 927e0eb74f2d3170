package io.transom.simulator.control;

import io.transom.core.manager.Switchboard.Invite;
import io.transom.core.manager.Switchboard.Member;
import io.transom.core.manager.Switchboard.Roster;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The manager's store, without a disk: it outlives the simulated manager's restarts. */
final class MemoryRoster implements Roster {
    private final Map<EndpointId, Member> members = new LinkedHashMap<>();
    private final Map<String, Map<String, Member>> households = new LinkedHashMap<>();
    private final Map<Bytes, Invite> invites = new LinkedHashMap<>();

    void add(Invite invite) {
        invites.put(invite.secretHash(), invite);
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
        return List.copyOf(households.getOrDefault(household, Map.of()).values());
    }

    @Override
    public Optional<Invite> redeem(Bytes secretHash, Instant wallClock) {
        return Optional.ofNullable(invites.remove(secretHash)).filter(invite -> wallClock.isBefore(invite.expires()));
    }

    @Override
    public void admit(Member member) {
        Map<String, Member> home = households.computeIfAbsent(member.household(), name -> new LinkedHashMap<>());
        Member had = home.remove(member.name());
        if (had != null) {
            members.remove(had.identity().id());
        }
        home.put(member.name(), member);
        members.put(member.identity().id(), member);
    }
}
