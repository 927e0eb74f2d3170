package io.transom.core.grant;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks with UPnP-IGD, whose text over HTTP is spoken outside: here is decided when, and what its answer means. */
final class UpnpClient implements RouterClient {
    /** Outside everything has limits that add up to less; an answer that doesn't come is our own mistake. */
    static final Duration LONGEST = Duration.ofSeconds(60);
    /** UPnP tells no epoch: a router that has restarted is noticed by asking again, which changes nothing elsewhere. */
    static final Duration AGAIN = Duration.ofMinutes(10);

    private Optional<Wish> wish = Optional.empty();
    private List<Grant> grants = List.of();
    private Moment next = Moment.NEVER;
    private boolean asking;

    @Override
    public void begin(Wish newWish, Moment start) {
        stop();
        wish = Optional.of(newWish);
        next = start;
    }

    @Override
    public void look(Moment now) {
        if (!grants.isEmpty() && !asking) {
            next = now;
        }
    }

    @Override
    public void askAnew(Moment now) {
        look(now);
    }

    @Override
    public List<Effect> wake(Moment now) {
        if (!next.reached(now)) {
            return List.of();
        }
        if (asking) {
            stop();
            return List.of();
        }
        asking = true;
        next = now.plus(LONGEST);
        Wish wished = wish.orElseThrow();
        List<Integer> ports = wished.ports().stream().map(Port::number).toList();
        return List.of(new Effect.AskUpnp(wished.gateway(), ports, Lease.WANTED));
    }

    @Override
    public Moment wakeAt() {
        return next;
    }

    /** False where nothing was asked. */
    boolean onAnswered(Input.UpnpAnswered answered, Moment now) {
        if (!asking) {
            return false;
        }
        asking = false;
        List<Grant> granted = new ArrayList<>();
        for (Port port : wish.orElseThrow().ports()) {
            answered.mapped().stream()
                    .filter(mapped -> mapped.internalPort() == port.number())
                    .findFirst()
                    .ifPresent(mapped -> granted.add(
                            new Grant(port.socket(), mapped.external(), mapped.lifetime(), Grant.Protocol.UPNP)));
        }
        grants = List.copyOf(granted);
        next = grants.isEmpty() ? Moment.NEVER : now.plus(renewal());
        return true;
    }

    /** A lifetime of zero is for good: some routers know no other. */
    private Duration renewal() {
        Duration shortest = AGAIN;
        for (Grant grant : grants) {
            Duration half = grant.lifetime().dividedBy(2);
            if (!half.isZero() && half.compareTo(shortest) < 0) {
                shortest = half;
            }
        }
        return shortest.compareTo(Lease.SHORTEST_RENEWAL) < 0 ? Lease.SHORTEST_RENEWAL : shortest;
    }

    @Override
    public boolean isBusy() {
        return next != Moment.NEVER;
    }

    boolean hasAsked() {
        return asking;
    }

    @Override
    public List<Grant> grants() {
        return grants;
    }

    @Override
    public void stop() {
        grants = List.of();
        next = Moment.NEVER;
        asking = false;
    }

    /** Also while the answer is awaited: the router may have granted it. */
    @Override
    public List<Effect> release() {
        boolean granted = asking || !grants.isEmpty();
        stop();
        return granted ? List.of(new Effect.EndUpnp()) : List.of();
    }
}
