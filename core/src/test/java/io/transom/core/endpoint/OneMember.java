package io.transom.core.endpoint;

import io.transom.core.manager.Switchboard;
import io.transom.core.trust.Identity;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A household of one. */
record OneMember(Identity self) implements Switchboard.Roster {
    @Override
    public Optional<Switchboard.Member> member(EndpointId id) {
        return household("home").stream().findFirst();
    }

    @Override
    public Optional<Switchboard.Member> memberNamed(String household, String name) {
        return household(household).stream().findFirst();
    }

    @Override
    public List<Switchboard.Member> household(String household) {
        return List.of(new Switchboard.Member(self.publicIdentity(), "door", Role.DEVICE, "home"));
    }

    @Override
    public Optional<Switchboard.Invite> redeem(Bytes secretHash, Instant wallClock) {
        return Optional.empty();
    }

    @Override
    public void admit(Switchboard.Member member) {}
}
