package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.trust.ControlChannel.ReflectorCredentials;
import io.transom.wire.Bytes;
import io.transom.wire.Entropy;
import io.transom.wire.Firewall;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Hairpinning;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.Firewall.Ports;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.LocalSocket;
import io.transom.wire.signal.LocalSocket.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks the manager's reflector where each socket is seen (RFC 8489), keeps those {@link Windows} open, and knows the
 * firewall from it. What else there is to know, the probes measure: whom it lets in ({@link FilteringProbe}), for how
 * long ({@link LifetimeProbe}, which sets the pace here), which ports it gives ({@link AllocationProbe}) and whether it
 * can be met from inside ({@link HairpinProbe}).
 */
final class ReflectorClient {
    /** The first socket has written to every address of the reflector, so its windows towards them are open. */
    static final int FILTERING_SOCKET = 1;

    private final Windows windows;
    private final FilteringProbe filtering;
    private final LifetimeProbe lifetime;
    private final AllocationProbe allocation;
    private final HairpinProbe hairpin;
    private final List<Probe> probes;
    private final Keepalive keepalive = new Keepalive();
    /** Asked for at every wake-up, and another one only where a question is answered or given up. */
    private Firewall firewall = Firewall.UNKNOWN;

    /** Asked for with every packet, and others only where the sockets are or where one is seen elsewhere. */
    private List<LocalSocket> sockets = List.of();

    private List<UdpAddress> observed = List.of();

    private boolean measuresV4 = true;

    ReflectorClient(Entropy entropy) {
        this.windows = new Windows(entropy);
        this.filtering = new FilteringProbe(entropy);
        this.lifetime = new LifetimeProbe(entropy);
        this.allocation = new AllocationProbe(entropy);
        this.hairpin = new HairpinProbe(entropy);
        this.probes = List.of(filtering, lifetime, allocation, hairpin);
    }

    /** {@code credentials}: what the reflector knows us by while this login lasts. */
    void loggedIn(ReflectorCredentials credentials, Moment now) {
        probes.forEach(probe -> probe.loggedIn(credentials, now));
        windows.tryAll(now);
    }

    void loggedOut() {
        probes.forEach(Probe::loggedOut);
    }

    /** Begins anew: the sockets are other ones now. */
    void bound(List<List<UdpAddress>> hosts, List<UdpAddress> reflectors, Moment now) {
        probes.forEach(probe -> probe.forget(now));
        windows.bound(hosts, reflectors, now);
        locate();
        measuresV4 = windows.measuresV4();
        filtering.bound(FILTERING_SOCKET, windows.reflectors(), now);
        windows.pace(Keepalive.UNMEASURED, now);
        judge();
    }

    /** Nothing came of one family, so the other is measured; or something came of it after all. */
    private boolean measureWhatWorks(Moment now) {
        if (measuresV4 == windows.measuresV4()) {
            return false;
        }
        measuresV4 = windows.measuresV4();
        probes.forEach(probe -> probe.forget(now));
        filtering.bound(FILTERING_SOCKET, windows.reflectors(), now);
        windows.pace(keepalive(), now);
        measure(now);
        return judge();
    }

    /** Where this socket is seen by the primary reflector, asked by IPv4 or by IPv6. */
    Optional<Observation> observed(int socket, boolean v4) {
        return windows.observed(socket, v4);
    }

    /** Whether we are seen, by IPv4 or by IPv6, at an address of our own. */
    boolean isUntranslated(boolean v4) {
        return windows.isUntranslated(v4);
    }

    /** Our own addresses. */
    List<List<UdpAddress>> hosts() {
        return windows.hosts();
    }

    /** Whether everything that can be known by now is known: every socket was answered. */
    boolean complete() {
        return windows.complete();
    }

    /** As they are registered: each once for each family in which it has an address or is seen. */
    List<LocalSocket> sockets() {
        return sockets;
    }

    /** Where the reflector sees them, in the same order. */
    List<UdpAddress> observed() {
        return observed;
    }

    private void locate() {
        List<LocalSocket> located = new ArrayList<>();
        for (int index = 0; index < windows.hosts().size(); index++) {
            for (boolean v4 : List.of(true, false)) {
                List<UdpAddress> own = windows.hosts().get(index).stream()
                        .filter(host -> host.ip().isV4() == v4)
                        .limit(LocalSocket.MOST_HOSTS)
                        .toList();
                Optional<Observation> seen = observed(index, v4);
                if (!own.isEmpty() || seen.isPresent()) {
                    located.add(new LocalSocket(index, own, seen));
                }
            }
        }
        sockets = located.stream().limit(ControlSignal.MOST_SOCKETS).toList();
        observed = sockets.stream()
                .flatMap(socket -> socket.observed().stream())
                .map(Observation::address)
                .toList();
    }

    /** The reflector's primary addresses, one of each family: at which scope we reach the manager. */
    List<UdpAddress> reflectors() {
        return windows.primaries();
    }

    /** The one that is measured with. */
    private Optional<UdpAddress> reflector() {
        return windows.reflectors().stream().findFirst();
    }

    // ---- what is known of the firewall ----

    Firewall firewall() {
        return firewall;
    }

    /** True where the firewall is another one than before, by what is known now. */
    private boolean judge() {
        Mapping mapping = windows.mapping();
        Firewall before = firewall;
        firewall = new Firewall(
                mapping,
                filtering.result(),
                allocation(mapping).ports(),
                hairpinning(mapping),
                place().flatMap(keepalive::life));
        return !before.equals(firewall);
    }

    /** As far as it is known of IPv4, or of IPv6: where that isn't measured, whether it translates. */
    Firewall firewall(boolean v4) {
        if (v4 == windows.measuresV4()) {
            return firewall();
        }
        Mapping mapping = windows.isUntranslated(v4) ? Mapping.NONE : Mapping.UNKNOWN;
        return new Firewall(mapping, Filtering.UNKNOWN, Ports.UNKNOWN, Hairpinning.UNKNOWN, Optional.empty());
    }

    boolean measuresV4() {
        return windows.measuresV4();
    }

    /** Where the next new mapping of this NAT likely lies; empty where that can't be foretold. */
    Optional<PortForecast> forecast() {
        PortAllocation known = allocation(windows.mapping());
        return known.ports() == Ports.SEQUENTIAL
                ? windows.seenLast().map(last -> new PortForecast(last, known.step()))
                : Optional.empty();
    }

    /** How often the windows towards the reflector are kept open. */
    Duration keepalive() {
        return keepalive.interval(place());
    }

    /** The public address that the primary socket is seen at: what is measured is measured of that place. */
    private Optional<IpAddress> place() {
        return windows.seen(0).map(UdpAddress::ip);
    }

    /** Silence says something only where both windows were opened by writing, or where there is nothing to open. */
    private Hairpinning hairpinning(Mapping mapping) {
        boolean open = mapping == Mapping.ENDPOINT_INDEPENDENT || filtering.result() == Filtering.ENDPOINT_INDEPENDENT;
        return switch (hairpin.result()) {
            case UNKNOWN -> Hairpinning.UNKNOWN;
            case HEARD -> Hairpinning.YES;
            case SILENT -> open ? Hairpinning.NO : Hairpinning.UNKNOWN;
        };
    }

    private PortAllocation allocation(Mapping mapping) {
        if (mapping == Mapping.NONE) {
            return new PortAllocation(Ports.PRESERVED, 0);
        }
        PortAllocation own = windows.complete() ? PortAllocation.of(windows.samples()) : PortAllocation.UNKNOWN;
        if (own.ports() != Ports.UNKNOWN) {
            return own;
        }
        return PortAllocation.of(
                allocation.result().stream().map(PortAllocation.Sample::ofSpare).toList());
    }

    // ---- asking ----

    /** What became of a datagram. */
    enum Verdict {
        /** Not an answer of the reflector's. */
        NOT_OURS,
        /** Nothing new. */
        SAME,
        /** Another address or another kind of firewall than before. */
        CHANGED
    }

    Verdict onStun(int socket, UdpAddress from, Bytes datagram, Moment now) {
        Optional<Bytes> transaction = Questions.transactionOf(datagram);
        if (transaction.isEmpty()) {
            return Verdict.NOT_OURS;
        }
        for (Probe probe : probes) {
            if (probe.onStun(socket, from, datagram, now)) {
                remember(now);
                return judge() ? Verdict.CHANGED : Verdict.SAME;
            }
        }
        Optional<Windows.Answer> answer = windows.onStun(socket, from, transaction.get(), datagram, now);
        if (answer.isPresent()) {
            locate();
        }
        answer.filter(Windows.Answer::moved).filter(Windows.Answer::measured).ifPresent(moved -> moved(moved, now));
        if (answer.isEmpty()) {
            return Verdict.NOT_OURS;
        }
        boolean changed = measureWhatWorks(now);
        windows.pace(keepalive(), now);
        measure(now);
        return judge() | changed | answer.get().isNew() ? Verdict.CHANGED : Verdict.SAME;
    }

    /** Another port of the same address: the window was shut although we kept it open. Another address: another network. */
    private void moved(Windows.Answer answer, Moment now) {
        IpAddress at = answer.seen().ip();
        if (answer.before().map(UdpAddress::ip).equals(Optional.of(at))) {
            keepalive.expiredEarly(at, answer.idle());
        } else {
            keepalive.moved();
        }
        probes.forEach(probe -> probe.forget(now));
        windows.measureAgain(now);
    }

    /** Begins whatever can be measured with what is known by now. */
    private void measure(Moment now) {
        boolean twoSockets = windows.hosts().size() > FILTERING_SOCKET;
        // A second socket, another port to be answered from, and an answer from everywhere.
        if (twoSockets && windows.hasOthers() && windows.allAnswered()) {
            filtering.reflectorWorks(now);
        }
        Optional<UdpAddress> reflector = reflector();
        Optional<IpAddress> place = place();
        if (!complete() || reflector.isEmpty() || place.isEmpty()) {
            return;
        }
        lifetime.ready(reflector.get(), place.get(), keepalive.life(place.get()), now);
        boolean translated = windows.mapping() != Mapping.NONE;
        if (translated && twoSockets) {
            List<Optional<UdpAddress>> seenAt = List.of(
                    windows.observed(0, measuresV4).map(Observation::address),
                    windows.observed(FILTERING_SOCKET, measuresV4).map(Observation::address));
            hairpin.ready(reflector.get(), seenAt, now);
        }
        List<PortAllocation.Sample> samples = windows.samples();
        boolean mixed = samples.stream().anyMatch(PortAllocation.Sample::preserved);
        boolean untold = windows.allAnswered() && PortAllocation.of(samples).ports() == Ports.UNKNOWN;
        if (translated && !mixed && untold) {
            allocation.ready(reflector.get(), now);
        }
    }

    private void remember(Moment now) {
        Optional<IpAddress> place = place();
        if (place.isPresent() && lifetime.result().isPresent()) {
            boolean other = keepalive
                    .life(place.get())
                    .filter(before -> !lifetime.result().equals(Optional.of(before)))
                    .isPresent();
            if (other) {
                // The router has other settings than when it was measured last.
                filtering.measureAgain(now);
            }
            keepalive.measured(place.get(), lifetime.result().get());
            windows.pace(keepalive(), now);
        }
    }

    /** Asks again before it is due where our sockets are seen: a call hears nothing. */
    void hurry(Moment now) {
        windows.hurry(now);
    }

    /** What is to be asked now. Some answers are silence: true where the firewall is another one than before. */
    boolean wake(Moment now, List<Effect> effects) {
        boolean changed = false;
        if (probesWakeAt().reached(now)) {
            probes.forEach(probe -> effects.addAll(probe.wake(now)));
            remember(now);
            changed = judge();
        }
        effects.addAll(windows.wake(now));
        return measureWhatWorks(now) | changed;
    }

    Moment wakeAt() {
        return windows.wakeAt().earlier(probesWakeAt());
    }

    private Moment probesWakeAt() {
        Moment earliest = Moment.NEVER;
        for (Probe probe : probes) {
            earliest = earliest.earlier(probe.wakeAt());
        }
        return earliest;
    }
}
