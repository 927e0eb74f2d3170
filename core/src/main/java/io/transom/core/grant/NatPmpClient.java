package io.transom.core.grant;

import io.transom.core.Effect;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.portmap.NatPmpCodec;
import io.transom.wire.portmap.NatPmpMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks with NAT-PMP (RFC 6886). It has no nonces: that an answer is the router's is told by its address alone. */
final class NatPmpClient implements RouterClient {
    /** RFC 6886 section 3.1: 250 ms, doubled each time. */
    static final Duration FIRST_RETRY = Duration.ofMillis(250);
    /** After 8 s nobody is there; RFC 6886 tries for 64 s, which is long after UPnP has been asked. */
    static final int MOST_TRIES = 5;
    /** The address is asked for again that often: it tells whether the router has restarted (section 3.6). */
    static final Duration CHECK = Duration.ofSeconds(60);

    private static final IpAddress UNKNOWN = IpAddress.of(0, 0, 0, 0);

    private final Entropy entropy;
    private final List<Lease> leases = new ArrayList<>();
    private Optional<Wish> wish = Optional.empty();
    private Epoch epoch = Epoch.ofNatPmp();
    private IpAddress address = UNKNOWN;
    private Moment addressNext = Moment.NEVER;
    private int addressTries;
    private boolean asked;

    NatPmpClient(Entropy entropy) {
        this.entropy = entropy;
    }

    @Override
    public void begin(Wish newWish, Moment start) {
        stop();
        wish = Optional.of(newWish);
        epoch = Epoch.ofNatPmp();
        addressNext = start;
        for (Port port : newWish.ports()) {
            leases.add(new Lease(port.socket(), port.number(), Bytes.EMPTY, start));
        }
    }

    @Override
    public void look(Moment now) {
        if (isHeld()) {
            addressNext = now;
        }
    }

    @Override
    public void askAnew(Moment now) {
        look(now);
        leases.stream().filter(Lease::isHeld).forEach(lease -> lease.lost(now));
    }

    @Override
    public List<Effect> wake(Moment now) {
        List<Effect> effects = new ArrayList<>();
        if (addressNext.reached(now)) {
            if (addressTries < MOST_TRIES || isHeld()) {
                effects.add(send(new NatPmpMessage.AddressRequest()));
                addressNext = now.plus(addressTries < MOST_TRIES ? retry(addressTries) : CHECK);
                addressTries++;
            } else {
                stop();
            }
        }
        for (Lease lease : leases) {
            if (lease.isDue(now)) {
                if (!lease.isHeld() && lease.tries() >= MOST_TRIES) {
                    lease.giveUp();
                } else {
                    effects.add(send(new NatPmpMessage.MapRequest(
                            lease.internalPort(), lease.external().port(), Lease.WANTED.toSeconds())));
                    lease.asked(retry(lease.tries()), now);
                }
            }
        }
        return effects;
    }

    private static Duration retry(int tries) {
        return FIRST_RETRY.multipliedBy(1L << tries);
    }

    @Override
    public Moment wakeAt() {
        Moment earliest = addressNext;
        for (Lease lease : leases) {
            earliest = earliest.earlier(lease.next());
        }
        return earliest;
    }

    Verdict onMessage(NatPmpMessage message, Moment now) {
        return switch (message) {
            case NatPmpMessage.AddressRequest ignored -> Verdict.NOT_OURS;
            case NatPmpMessage.MapRequest ignored -> Verdict.NOT_OURS;
            case NatPmpMessage.AddressResponse answer -> onAddress(answer, now);
            case NatPmpMessage.MapResponse answer -> onMap(answer, now);
            case NatPmpMessage.Refusal ignored -> onRefusal();
        };
    }

    private Verdict onAddress(NatPmpMessage.AddressResponse answer, Moment now) {
        if (addressTries == 0) {
            return Verdict.NOT_OURS;
        }
        Verdict verdict = noteEpoch(answer.epochSeconds(), now);
        // A router whose line is down says so (result 3); it is asked again with the next check.
        address = answer.result() == NatPmpMessage.SUCCESS ? answer.external() : UNKNOWN;
        addressTries = 0;
        addressNext = now.plus(CHECK);
        return verdict;
    }

    private Verdict onMap(NatPmpMessage.MapResponse answer, Moment now) {
        Optional<Lease> about = leases.stream()
                .filter(lease -> lease.isOpen() && lease.internalPort() == answer.internalPort())
                .findFirst();
        if (about.isEmpty()) {
            return Verdict.NOT_OURS;
        }
        Verdict verdict = noteEpoch(answer.epochSeconds(), now);
        if (answer.result() == NatPmpMessage.SUCCESS && answer.lifetimeSeconds() == 0) {
            // Of a program before us, that has given back what we ask for: our own answer is still to come.
            return verdict;
        }
        if (answer.result() == NatPmpMessage.SUCCESS && answer.lifetimeSeconds() > 0 && answer.externalPort() > 0) {
            Duration lifetime = Duration.ofSeconds(answer.lifetimeSeconds());
            UdpAddress external = new UdpAddress(UNKNOWN, answer.externalPort());
            about.get().granted(external, lifetime, entropy.bytes(1).at(0), now);
        } else {
            about.get().giveUp();
        }
        return verdict;
    }

    private Verdict onRefusal() {
        boolean open = leases.stream().anyMatch(Lease::isOpen);
        if (open) {
            stop();
        }
        return open ? Verdict.TAKEN : Verdict.NOT_OURS;
    }

    private Verdict noteEpoch(long epochSeconds, Moment now) {
        if (!epoch.restarted(epochSeconds, now)) {
            return Verdict.TAKEN;
        }
        leases.stream().filter(Lease::isHeld).forEach(lease -> lease.lost(now));
        return Verdict.RESTARTED;
    }

    @Override
    public boolean isBusy() {
        return leases.stream().anyMatch(Lease::isBusy);
    }

    /** The first question has left. */
    boolean hasAsked() {
        return asked;
    }

    private boolean isHeld() {
        return leases.stream().anyMatch(Lease::isHeld);
    }

    @Override
    public List<Grant> grants() {
        if (leases.isEmpty() || address.isUnspecified()) {
            return List.of();
        }
        return leases.stream()
                .filter(Lease::isHeld)
                .map(lease -> new Grant(
                        lease.socket(),
                        new UdpAddress(address, lease.external().port()),
                        lease.lifetime(),
                        Grant.Protocol.NAT_PMP))
                .toList();
    }

    @Override
    public void stop() {
        leases.clear();
        address = UNKNOWN;
        addressNext = Moment.NEVER;
        addressTries = 0;
        asked = false;
    }

    /** RFC 6886 section 3.4: a lifetime of 0 and no external port. */
    @Override
    public List<Effect> release() {
        List<Effect> effects = leases.stream()
                .filter(Lease::isHeld)
                .map(lease -> send(new NatPmpMessage.MapRequest(lease.internalPort(), 0, 0)))
                .toList();
        stop();
        return effects;
    }

    private Effect send(NatPmpMessage message) {
        asked = true;
        return PortMappings.toGateway(wish.orElseThrow().gateway(), NatPmpCodec.encode(message));
    }
}
