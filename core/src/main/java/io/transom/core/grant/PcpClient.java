package io.transom.core.grant;

import io.transom.core.Effect;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.portmap.PcpCodec;
import io.transom.wire.portmap.PcpMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Asks with PCP (RFC 6887). */
final class PcpClient implements RouterClient {
    /** RFC 6887 section 8.1.1: IRT, doubled each time, and one tenth more or less. */
    static final Duration FIRST_RETRY = Duration.ofSeconds(3);
    /** After 21 s nobody is there; RFC 6887 would go on for ever, which an intercom that found UPnP has no use for. */
    static final int MOST_TRIES = 3;
    /** Mappings of a router that has restarted are missed for that long at most. */
    static final Duration CHECK = Duration.ofSeconds(60);

    private static final UdpAddress NONE = new UdpAddress(IpAddress.of(0, 0, 0, 0), 0);

    private final Entropy entropy;
    private final IntFunction<Bytes> nonces;
    private final List<Lease> leases = new ArrayList<>();
    private Optional<Wish> wish = Optional.empty();
    private Epoch epoch = Epoch.ofPcp();
    private Moment check = Moment.NEVER;
    private boolean checking;

    /**
     * {@code nonces}: for each port. A router refuses whoever doesn't know a mapping's nonce (RFC 6887 section 11.3), for two
     * hours after a program that has forgotten it; so it is the same at every start.
     */
    PcpClient(Entropy entropy, IntFunction<Bytes> nonces) {
        this.entropy = entropy;
        this.nonces = nonces;
    }

    @Override
    public void begin(Wish newWish, Moment start) {
        stop();
        wish = Optional.of(newWish);
        epoch = Epoch.ofPcp();
        for (Port port : newWish.ports()) {
            leases.add(new Lease(port.socket(), port.number(), nonces.apply(port.number()), start));
        }
    }

    @Override
    public void look(Moment now) {
        if (isGranted()) {
            check = now;
        }
    }

    @Override
    public void askAnew(Moment now) {
        leases.stream().filter(Lease::isHeld).forEach(lease -> lease.lost(now));
    }

    @Override
    public List<Effect> wake(Moment now) {
        List<Effect> effects = new ArrayList<>();
        for (Lease lease : leases) {
            if (lease.isDue(now)) {
                if (!lease.isHeld() && lease.tries() >= MOST_TRIES) {
                    lease.giveUp();
                } else {
                    effects.add(send(ask(lease, Lease.WANTED.toSeconds(), lease.external())));
                    lease.asked(retry(lease.tries()), now);
                }
            }
        }
        if (!isGranted()) {
            check = Moment.NEVER;
        } else if (check == Moment.NEVER) {
            check = now.plus(CHECK);
        } else if (check.reached(now)) {
            effects.add(send(new PcpMessage.AnnounceRequest(wished().gateway().own())));
            checking = true;
            check = now.plus(CHECK);
        }
        return effects;
    }

    private Duration retry(int tries) {
        Duration wait = FIRST_RETRY.multipliedBy(1L << tries);
        // 230 to 281 of 256: RAND is between -0.1 and +0.1.
        return wait.multipliedBy(230 + entropy.bytes(1).at(0) / 5).dividedBy(256);
    }

    @Override
    public Moment wakeAt() {
        Moment earliest = isGranted() ? check : Moment.NEVER;
        for (Lease lease : leases) {
            earliest = earliest.earlier(lease.next());
        }
        return earliest;
    }

    Verdict onDatagram(Bytes datagram, Moment now) {
        Optional<PcpMessage> message = PcpCodec.decode(datagram);
        if (message.isEmpty()) {
            return Verdict.NOT_OURS;
        }
        return switch (message.get()) {
            case PcpMessage.AnnounceRequest ignored -> Verdict.NOT_OURS;
            case PcpMessage.MapRequest ignored -> Verdict.NOT_OURS;
            case PcpMessage.AnnounceResponse answer -> onAnnounce(answer, now);
            case PcpMessage.MapResponse answer -> onMap(answer, now);
        };
    }

    private Verdict onAnnounce(PcpMessage.AnnounceResponse answer, Moment now) {
        if (!checking) {
            return Verdict.NOT_OURS;
        }
        checking = false;
        return noteEpoch(answer.epochSeconds(), now);
    }

    private Verdict onMap(PcpMessage.MapResponse answer, Moment now) {
        Optional<Lease> asked = leases.stream()
                .filter(lease -> lease.isOpen()
                        && lease.nonce().equals(answer.nonce())
                        && lease.internalPort() == answer.internalPort())
                .findFirst();
        if (asked.isEmpty()) {
            return Verdict.NOT_OURS;
        }
        Verdict verdict = noteEpoch(answer.epochSeconds(), now);
        boolean granted = answer.result() == PcpMessage.SUCCESS
                && answer.lifetimeSeconds() > 0
                && answer.external().port() > 0;
        if (answer.result() == PcpMessage.SUCCESS && answer.lifetimeSeconds() == 0) {
            // Of a program before us, that has given back what we ask for: our own answer is still to come.
            return verdict;
        }
        if (granted) {
            Duration lifetime = Duration.ofSeconds(answer.lifetimeSeconds());
            asked.get().granted(answer.external(), lifetime, entropy.bytes(1).at(0), now);
        } else {
            asked.get().giveUp();
        }
        return verdict;
    }

    private Verdict noteEpoch(long epochSeconds, Moment now) {
        if (!epoch.restarted(epochSeconds, now)) {
            return Verdict.TAKEN;
        }
        askAnew(now);
        return Verdict.RESTARTED;
    }

    /** The router says that it doesn't speak PCP. */
    boolean unsupported() {
        boolean asked = leases.stream().anyMatch(Lease::isOpen);
        if (asked) {
            stop();
        }
        return asked;
    }

    @Override
    public boolean isBusy() {
        return leases.stream().anyMatch(Lease::isBusy);
    }

    private boolean isGranted() {
        for (Lease lease : leases) {
            if (lease.isHeld()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public List<Grant> grants() {
        if (leases.isEmpty()) {
            return List.of();
        }
        return leases.stream()
                .filter(Lease::isHeld)
                .map(lease -> new Grant(lease.socket(), lease.external(), lease.lifetime(), Grant.Protocol.PCP))
                .toList();
    }

    @Override
    public void stop() {
        leases.clear();
        check = Moment.NEVER;
        checking = false;
    }

    /** RFC 6887 section 15.1: a lifetime of 0 under the nonce that it was made with. */
    @Override
    public List<Effect> release() {
        List<Effect> effects = leases.stream()
                .filter(Lease::isHeld)
                .map(lease -> send(ask(lease, 0, NONE)))
                .toList();
        stop();
        return effects;
    }

    private PcpMessage ask(Lease lease, long lifetimeSeconds, UdpAddress suggested) {
        return new PcpMessage.MapRequest(
                wished().gateway().own(), lifetimeSeconds, lease.nonce(), lease.internalPort(), suggested);
    }

    private Effect send(PcpMessage message) {
        return PortMappings.toGateway(wished().gateway(), PcpCodec.encode(message));
    }

    private Wish wished() {
        return wish.orElseThrow();
    }
}
