package io.transom.core.relay;

import io.transom.wire.Base32;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.relay.ChannelFrame;
import io.transom.wire.signal.ControlSignal.RelayGranted;
import io.transom.wire.stun.Datagrams;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Passes datagrams on between the two ends of each call that it was granted for. The switchboard grants on its thread,
 * datagrams come on those of the sockets: everything is under one lock, and nothing that holds it waits.
 */
public final class Relay {
    /** What goes out, and where. */
    public record Out(Origin to, Bytes datagram) {}

    /** What each end of a call is to be told. */
    public record Grants(RelayGranted caller, RelayGranted device) {}

    /** Calls that are held now; packets and octets (as they stand in the frames) that were passed on since the start. */
    public record Use(int calls, long packets, long octets) {}

    /** Whether the reflector has seen, lately, that datagrams to {@code address} arrive at whoever shows {@code proof}. */
    @FunctionalInterface
    public interface Proofs {
        boolean hold(UdpAddress address, Bytes proof, Moment now);
    }

    /** Why something was not done. */
    public enum Refusal {
        /** No ChannelBind request and no frame, or a bind that lacks something. */
        RELAY_MALFORMED,
        /** A bind of nobody, for another channel than was granted, or not made with the key. */
        RELAY_UNAUTHENTICATED,
        /** An authentic bind that was sent before, or is older than the last one. */
        RELAY_REPLAYED,
        /** An authentic bind without a proof of just the address that it came from. */
        RELAY_UNPROVED,
        /** A frame from where nobody has bound its channel. */
        RELAY_NOT_BOUND,
        /** A frame for an end that hasn't bound yet. */
        RELAY_OTHER_END_ABSENT,
        /** More a second than a conversation needs. */
        RELAY_TOO_MANY,
        /** The call has had all its octets. */
        RELAY_SPENT,
        /** No room for another call: here, for that household or for one of the endpoints. */
        RELAY_FULL,
        /** Another pair's call id. */
        RELAY_FOREIGN_CALL;

        /** {@code relay-malformed}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Several calls at once and their redials; no more, for each allocation of an endpoint needs a channel of its own. */
    static final int MOST_PER_ENDPOINT = 8;

    /** One that talks and a redial: a phone that calls without end leaves an intercom's other callers their room. */
    static final int MOST_PER_PAIR = 2;

    private static final int USERNAME_OCTETS = 10;

    /** Where an end sends from and in which channel: found in one step, however many there are. */
    private record Seat(Origin origin, int channel) {}

    private final Proofs proofs;
    private final Entropy entropy;
    private final RelayLimits limits;
    private final Map<CallId, Allocation> allocations = new LinkedHashMap<>();
    private final Map<String, End> byUsername = new LinkedHashMap<>();
    private final Map<Seat, End> bound = new LinkedHashMap<>();
    /** No later than the first deadline of all: found anew at each wake. */
    private Moment wakeAt = Moment.NEVER;

    private long packets;
    private long octets;
    private final long[] refused = new long[Refusal.values().length];

    /** @param entropy user names, keys and channels; asked by {@link #grant} only */
    public Relay(Proofs proofs, Entropy entropy, RelayLimits limits) {
        this.proofs = proofs;
        this.entropy = entropy;
        this.limits = limits;
    }

    // ---- the switchboard's side ----

    /** The same as before where the call has its grant already; empty where a limit is reached or the call is another pair's. */
    public synchronized Optional<Grants> grant(
            CallId call, String household, EndpointId caller, EndpointId device, Moment now) {
        Allocation known = allocations.get(call);
        if (known != null && known.isOver(now)) {
            forget(known);
            known = null;
        }
        if (known != null) {
            return known.isBetween(caller, device)
                    ? Optional.of(
                            new Grants(known.caller().grant(), known.device().grant()))
                    : refuse(Refusal.RELAY_FOREIGN_CALL, Optional.empty());
        }
        if (!hasRoom(household, caller, device) || between(caller, device) >= MOST_PER_PAIR) {
            giveUpOldest(caller, device);
        }
        if (!hasRoom(household, caller, device)) {
            return refuse(Refusal.RELAY_FULL, Optional.empty());
        }
        Grants grants = new Grants(mint(call, caller), mint(call, device));
        Allocation allocation =
                new Allocation(household, caller, grants.caller(), device, grants.device(), limits, now);
        allocations.put(call, allocation);
        for (End end : allocation.ends()) {
            byUsername.put(end.grant().username(), end);
        }
        wakeAt = wakeAt.earlier(allocation.deadline());
        return Optional.of(grants);
    }

    /** What this end of the call was granted, while that holds. */
    public synchronized Optional<RelayGranted> grantOf(CallId call, EndpointId end, Moment now) {
        return Optional.ofNullable(allocations.get(call)).filter(held -> !held.isOver(now)).stream()
                .flatMap(held -> held.ends().stream())
                .filter(one -> one.id().equals(end))
                .map(End::grant)
                .findFirst();
    }

    /** {@code by}, an end of that call, has hung up; what others say of it changes nothing. */
    public synchronized void hungUp(CallId call, EndpointId by, Moment now) {
        Allocation allocation = allocations.get(call);
        if (allocation != null && allocation.has(by)) {
            allocation.hungUp(now);
            wakeAt = wakeAt.earlier(allocation.deadline());
        }
    }

    /** Whoever has been granted something that still holds. */
    public synchronized Set<EndpointId> ends() {
        Set<EndpointId> ends = new TreeSet<>();
        allocations.values().forEach(held -> held.ends().forEach(end -> ends.add(end.id())));
        return ends;
    }

    /** Takes back all that this endpoint was granted: the calls that it is in go through here no more. */
    public synchronized void expel(EndpointId gone) {
        allocations.values().stream().filter(held -> held.has(gone)).toList().forEach(this::forget);
    }

    /**
     * Who calls the same door again and again, and is refused or killed each time, hangs nothing up that the manager could
     * see. It has one call at a time, so its oldest one with that door makes room: it could have hung that up itself.
     */
    private void giveUpOldest(EndpointId caller, EndpointId device) {
        allocations.values().stream()
                .filter(one -> one.isBetween(caller, device))
                .findFirst()
                .ifPresent(this::forget);
    }

    private boolean hasRoom(String household, EndpointId caller, EndpointId device) {
        long neighbours = allocations.values().stream()
                .filter(one -> one.household().equals(household))
                .count();
        return allocations.size() < limits.calls()
                && neighbours < limits.callsPerHousehold()
                && held(caller) < MOST_PER_ENDPOINT
                && held(device) < MOST_PER_ENDPOINT;
    }

    private long between(EndpointId caller, EndpointId device) {
        return allocations.values().stream()
                .filter(one -> one.isBetween(caller, device))
                .count();
    }

    private long held(EndpointId id) {
        return allocations.values().stream().filter(one -> one.has(id)).count();
    }

    private RelayGranted mint(CallId call, EndpointId id) {
        String username = Base32.encode(entropy.bytes(USERNAME_OCTETS));
        Bytes key = entropy.bytes(RelayGranted.KEY_LENGTH);
        return new RelayGranted(call, freeChannel(id), username, key, limits.life());
    }

    /** Any that this endpoint doesn't have: two neighbours behind one address seldom want the same. */
    private int freeChannel(EndpointId id) {
        Bytes drawn = entropy.bytes(2);
        int count = ChannelFrame.LAST_CHANNEL - ChannelFrame.FIRST_CHANNEL + 1;
        int channel = (drawn.at(0) << 8 | drawn.at(1)) % count;
        while (isHeld(id, ChannelFrame.FIRST_CHANNEL + channel)) {
            channel = (channel + 1) % count;
        }
        return ChannelFrame.FIRST_CHANNEL + channel;
    }

    private boolean isHeld(EndpointId id, int channel) {
        return allocations.values().stream()
                .flatMap(one -> one.ends().stream())
                .anyMatch(end -> end.id().equals(id) && end.channel() == channel);
    }

    // ---- the sockets' side ----

    /** What follows from one datagram: nothing, the answer to a bind, or a frame to the other end. Never throws on any octets. */
    public synchronized List<Out> onDatagram(Origin from, Bytes datagram, Moment now) {
        return switch (Datagrams.kind(datagram)) {
            case CHANNEL -> onFrame(from, datagram, now);
            case STUN -> onBind(from, datagram, now);
            case DTLS, RTP, UNKNOWN -> drop(Refusal.RELAY_MALFORMED);
        };
    }

    /** True where an end of a call that isn't over yet has its place. */
    public synchronized boolean isBoundAt(Origin origin) {
        return allocations.values().stream()
                .flatMap(one -> one.ends().stream())
                .anyMatch(end -> end.origin().filter(origin::equals).isPresent());
    }

    /** Whoever was bound there isn't any more; it may bind elsewhere. */
    public synchronized void onTunnelClosed(long number) {
        Origin closed = new Origin.Tunnel(number);
        for (Allocation allocation : allocations.values()) {
            for (End end : allocation.ends()) {
                if (end.origin().filter(closed::equals).isPresent()) {
                    unbind(end);
                }
            }
        }
    }

    private List<Out> onFrame(Origin from, Bytes datagram, Moment now) {
        Optional<ChannelFrame> frame = ChannelFrame.decode(datagram);
        if (frame.isEmpty()) {
            return drop(Refusal.RELAY_MALFORMED);
        }
        End end = bound.get(new Seat(from, frame.get().channel()));
        if (end == null || end.allocation().isOver(now)) {
            return drop(Refusal.RELAY_NOT_BOUND);
        }
        int length = frame.get().datagram().length();
        if (!end.maySend(length, now)) {
            return drop(Refusal.RELAY_TOO_MANY);
        }
        end.allocation().used(now);
        End other = end.allocation().otherThan(end);
        if (other.origin().isEmpty()) {
            return drop(Refusal.RELAY_OTHER_END_ABSENT);
        }
        if (!end.allocation().spend(length)) {
            return drop(Refusal.RELAY_SPENT);
        }
        packets++;
        octets += length;
        Bytes passed = new ChannelFrame(other.channel(), frame.get().datagram()).encode();
        return List.of(new Out(other.origin().get(), passed));
    }

    /** Whoever doesn't hold the key hears nothing, whatever it sends: an answer would be a way to aim at somebody. */
    private List<Out> onBind(Origin from, Bytes datagram, Moment now) {
        Optional<StunMessage> request =
                StunCodec.decode(datagram).filter(message -> message.type() == StunMessage.Type.CHANNEL_BIND_REQUEST);
        Optional<StunAttribute.Username> username = request.flatMap(bind -> bind.first(StunAttribute.Username.class));
        Optional<StunAttribute.ChannelNumber> channel =
                request.flatMap(bind -> bind.first(StunAttribute.ChannelNumber.class));
        Optional<StunAttribute.BindSequence> sequence =
                request.flatMap(bind -> bind.first(StunAttribute.BindSequence.class));
        if (username.isEmpty()
                || channel.isEmpty()
                || sequence.isEmpty()
                || !request.get().unknownRequired().isEmpty()) {
            return drop(Refusal.RELAY_MALFORMED);
        }
        End end = byUsername.get(username.get().text());
        if (end == null
                || end.allocation().isOver(now)
                || end.channel() != channel.get().channel()
                || !StunCodec.integrityHolds(datagram, end.key())) {
            return drop(Refusal.RELAY_UNAUTHENTICATED);
        }
        if (!end.isNewer(sequence.get().value())) {
            return drop(Refusal.RELAY_REPLAYED);
        }
        if (!isProved(from, request.get(), now)) {
            return refuseUnproved(from, request.get(), end, now);
        }
        if (!end.mayBind(now)) {
            return drop(Refusal.RELAY_TOO_MANY);
        }
        seat(end, from, sequence.get().value(), now);
        return List.of(answer(from, end, StunMessage.Type.CHANNEL_BIND_SUCCESS, request.get()));
    }

    /** A tunnel is where it is: who has the connection reads what it gets. */
    private boolean isProved(Origin from, StunMessage request, Moment now) {
        return switch (from) {
            case Origin.Tunnel tunnel -> true;
            case Origin.Udp udp ->
                request.first(StunAttribute.ObservationProof.class)
                        .filter(shown -> proofs.hold(udp.address(), shown.proof(), now))
                        .isPresent();
        };
    }

    /**
     * The sequence isn't used up: somebody on the way who sends the honest bind from another address, and sooner, must not
     * spoil it. So the same may come again, and each end has few refusals.
     */
    private List<Out> refuseUnproved(Origin from, StunMessage request, End end, Moment now) {
        count(Refusal.RELAY_UNPROVED);
        return end.mayBeRefused(now)
                ? List.of(answer(
                        from,
                        end,
                        StunMessage.Type.CHANNEL_BIND_ERROR,
                        request,
                        new StunAttribute.ErrorCode(438, "Stale Nonce")))
                : List.of();
    }

    /** 52 octets, or 72 with the error; the shortest authentic bind has 80. */
    private static Out answer(
            Origin to, End end, StunMessage.Type type, StunMessage request, StunAttribute... attributes) {
        StunMessage answer = StunMessage.of(type, request.transactionId(), attributes);
        return new Out(to, StunCodec.encode(answer, Optional.of(end.key())));
    }

    /** An address that a router has given to somebody else since is the newest owner's. */
    private void seat(End end, Origin at, long sequence, Moment now) {
        unbind(end);
        End before = bound.put(new Seat(at, end.channel()), end);
        if (before != null) {
            before.unbind();
        }
        end.bind(at, sequence);
        end.allocation().used(now);
    }

    private void unbind(End end) {
        end.origin().ifPresent(origin -> bound.remove(new Seat(origin, end.channel())));
        end.unbind();
    }

    // ---- the clock ----

    public synchronized void wake(Moment now) {
        if (!wakeAt.reached(now)) {
            return;
        }
        wakeAt = Moment.NEVER;
        Iterator<Allocation> all = allocations.values().iterator();
        while (all.hasNext()) {
            Allocation allocation = all.next();
            if (allocation.isOver(now)) {
                all.remove();
                leaveSeats(allocation);
            } else {
                wakeAt = wakeAt.earlier(allocation.deadline());
            }
        }
    }

    public synchronized Moment wakeAt() {
        return wakeAt;
    }

    private void forget(Allocation allocation) {
        allocations.remove(allocation.call());
        leaveSeats(allocation);
    }

    private void leaveSeats(Allocation allocation) {
        for (End end : allocation.ends()) {
            unbind(end);
            byUsername.remove(end.grant().username());
        }
    }

    // ---- what is told of it ----

    public synchronized Use use() {
        return new Use(allocations.size(), packets, octets);
    }

    /** By name, what was refused or dropped at least once. */
    public synchronized Map<String, Long> refusals() {
        Map<String, Long> counted = new TreeMap<>();
        for (Refusal refusal : Refusal.values()) {
            if (refused[refusal.ordinal()] > 0) {
                counted.put(refusal.text(), refused[refusal.ordinal()]);
            }
        }
        return counted;
    }

    public synchronized long refusals(Refusal refusal) {
        return refused[refusal.ordinal()];
    }

    private List<Out> drop(Refusal refusal) {
        return refuse(refusal, List.of());
    }

    private <T> T refuse(Refusal refusal, T nothing) {
        count(refusal);
        return nothing;
    }

    private void count(Refusal refusal) {
        refused[refusal.ordinal()]++;
    }
}
