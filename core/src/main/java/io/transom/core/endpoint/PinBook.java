package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.lan.Member;
import io.transom.core.lan.Members;
import io.transom.wire.EndpointId;
import io.transom.wire.signal.Peer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which keys a name stands for: trusted at first use, held from then on, also against the manager. Those whose keys are
 * known in full are the members that are believed without the manager.
 */
public final class PinBook implements Members {
    /** What the book says about a peer's name and keys. */
    public enum Judgement {
        SAME,
        NEW,
        OTHER,
        FULL
    }

    private final Map<String, EndpointId> pins = new TreeMap<>();
    private final Map<EndpointId, Member> members = new TreeMap<>();
    private String household = "";

    /** {@code members}: those of {@code known} that more is known of than an id. */
    public PinBook(Map<String, EndpointId> known, List<Member> members) {
        pins.putAll(known);
        members.forEach(member -> {
            pins.put(member.name(), member.id());
            this.members.put(member.id(), member);
        });
    }

    public Judgement judge(Peer peer) {
        EndpointId known = pins.get(peer.name());
        if (known != null) {
            return known.equals(peer.id()) ? Judgement.SAME : Judgement.OTHER;
        }
        return pins.size() < MOST ? Judgement.NEW : Judgement.FULL;
    }

    /** Pins a new name, or what is new about a known one; what is to be remembered for good, if anything. */
    public Optional<Effect> pin(Peer peer) {
        Judgement judgement = judge(peer);
        if (judgement != Judgement.NEW && judgement != Judgement.SAME) {
            return Optional.empty();
        }
        Optional<Member> known = Optional.ofNullable(members.get(peer.id()));
        // Away from the manager nobody tells us which household we are of: what is known of the peer's stays.
        String of = household.isEmpty() ? known.map(Member::household).orElse("") : household;
        Member member = new Member(peer.identity(), peer.name(), peer.role(), of);
        if (judgement == Judgement.SAME && known.equals(Optional.of(member))) {
            return Optional.empty();
        }
        pins.put(peer.name(), peer.id());
        members.put(peer.id(), member);
        return Optional.of(new Effect.Pin(member));
    }

    /** The household that the manager has us in: who was met in another one is no member. */
    void household(String ours) {
        household = ours;
    }

    @Override
    public List<Member> all() {
        return members.values().stream().filter(this::isOfOurs).toList();
    }

    @Override
    public Optional<Member> byId(EndpointId id) {
        return Optional.ofNullable(members.get(id)).filter(this::isOfOurs);
    }

    private boolean isOfOurs(Member member) {
        return household.isEmpty()
                || member.household().isEmpty()
                || member.household().equals(household);
    }
}
