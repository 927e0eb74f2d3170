package io.transom.core.manager;

import io.transom.core.manager.Switchboard.Member;
import io.transom.core.manager.Switchboard.Output;
import io.transom.core.trust.ControlChannel;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Firewall;
import io.transom.wire.Moment;
import io.transom.wire.Topics;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.SignalCodec;
import io.transom.wire.signal.SignalKind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** One login that holds: its member, its channel, and where it is registered. */
final class Session {
    /**
     * One press of a button sends a ring to every member of the largest household, and its end soon after (2 × 64), each
     * perhaps twice: that may come at once.
     */
    static final int BURST = 4 * ControlSignal.MOST_PEERS;
    /** A busy endpoint in a call sends two messages a second. */
    static final int PER_SECOND = 32;

    /** A ring and its end to each of the largest household's callers share two entries: this is several calls. */
    private static final int MOST_REMEMBERED = 16;

    /** Where an endpoint is, as long as its lease holds. */
    record Registration(List<UdpAddress> attested, Firewall firewall, Bytes boot, Moment since, Moment expires) {
        boolean sameAs(Registration other) {
            return attested.equals(other.attested) && firewall.equals(other.firewall) && boot.equals(other.boot);
        }
    }

    private record Carried(SignalKind kind, CallId call) {}

    private final Member member;
    private final EndpointId id;
    private final ControlChannel channel;
    private long newestRegistration = -1;
    private final TokenBucket allowance;
    private final LinkedHashSet<Carried> carried = new LinkedHashSet<>();
    private Optional<Registration> registration;
    /** The lease's end, or until when it has to register. */
    private Moment deadline;
    /** What it was last told of its household. */
    private List<Peer> told = List.of();
    /** There is one call at a time: a newer claim takes the older one's place. */
    private Optional<ControlSignal.ClaimRelay> claim = Optional.empty();

    Session(Member member, ControlChannel channel, Optional<Registration> registration, Moment deadline, Moment now) {
        this.member = member;
        this.id = member.identity().id();
        this.channel = channel;
        this.registration = registration;
        this.deadline = deadline;
        this.allowance = new TokenBucket(BURST, PER_SECOND, now);
    }

    Member member() {
        return member;
    }

    EndpointId id() {
        return id;
    }

    Optional<Registration> registration() {
        return registration;
    }

    Moment deadline() {
        return deadline;
    }

    void register(Registration newRegistration) {
        registration = Optional.of(newRegistration);
        newestRegistration = channel.lastOpened();
        deadline = newRegistration.expires();
    }

    boolean mayAsk(Moment now) {
        return allowance.take(now);
    }

    /** False for what was sent again: one line in the timeline is enough. */
    boolean isFirstOf(SignalKind kind, CallId call) {
        boolean first = carried.add(new Carried(kind, call));
        if (carried.size() > MOST_REMEMBERED) {
            carried.removeFirst();
        }
        return first;
    }

    void claim(ControlSignal.ClaimRelay newClaim) {
        claim = Optional.of(newClaim);
    }

    boolean claims(CallId call, EndpointId other) {
        return claim.equals(Optional.of(new ControlSignal.ClaimRelay(call, other)));
    }

    /** The call is over: whoever still claims it is alone. */
    void over(CallId call) {
        claim = claim.filter(one -> !one.call().equals(call));
    }

    ControlChannel.ReflectorCredentials reflector() {
        return channel.reflector();
    }

    /** Whether the registration that was opened last was overtaken by a later one on its way. */
    boolean isOvertaken() {
        return channel.lastOpened() < newestRegistration;
    }

    Optional<Bytes> open(String topic, Bytes payload) {
        return channel.open(topic, payload);
    }

    Output say(ControlSignal.Down signal) {
        if (channel.isSpent()) {
            return new Output.Drop(id, "this login has said all it may: log in anew");
        }
        String topic = Topics.down(id);
        return new Output.Publish(topic, channel.seal(topic, SignalCodec.encode(signal)));
    }

    Output tell(List<Peer> household) {
        told = List.copyOf(household);
        return say(new ControlSignal.Peers("", household));
    }

    boolean knows(List<Peer> household) {
        return told.equals(household);
    }
}
