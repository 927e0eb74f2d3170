package io.transom.bench.server;

import io.transom.core.manager.Switchboard.Invite;
import io.transom.core.manager.Switchboard.Member;
import io.transom.core.manager.Switchboard.Roster;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A roster without members: the relay is granted by the benchmark itself. */
final class Nobody implements Roster {
    @Override
    public Optional<Member> member(EndpointId id) {
        return Optional.empty();
    }

    @Override
    public Optional<Member> memberNamed(String household, String name) {
        return Optional.empty();
    }

    @Override
    public List<Member> household(String household) {
        return List.of();
    }

    @Override
    public Optional<Invite> redeem(Bytes secretHash, Instant wallClock) {
        return Optional.empty();
    }

    @Override
    public void admit(Member member) {
        throw new IllegalStateException("nobody joins here");
    }
}
