package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.audit.AuditFact;
import io.transom.core.audit.AuditFact.Kind;
import io.transom.core.audit.AuditHead;
import io.transom.core.audit.LogReading;
import io.transom.core.audit.LogTeller;
import io.transom.core.endpoint.Counters.Bad;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.household.Household;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.EndpointId;
import io.transom.wire.Entropy;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.PeerSignal;
import io.transom.wire.signal.PeerSignal.LogPart;
import io.transom.wire.signal.PeerSignal.LogWanted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An app that may manage the household reads what its intercoms have let happen and keeps a copy: whoever takes an intercom
 * over later can't make undone, unseen, what was told by then. An intercom tells it to nobody else, and an app to nobody.
 */
final class LogExchange {
    /** As many as a household has members. */
    static final int MOST_LOGS = 64;

    private final EndpointId self;
    private final Household household;
    private final Auditing audit;
    private final Household.Mail mail;
    private final Counters counters;
    private final Entropy entropy;
    private final LogTeller teller;
    private final Map<EndpointId, AuditHead> readBefore;
    private final Map<EndpointId, LogReading> readings = new LinkedHashMap<>();
    private final Map<EndpointId, Bytes> boots = new LinkedHashMap<>();
    /** Whose end of reading is told also where there was nothing new. */
    private final Set<EndpointId> wanted = new LinkedHashSet<>();

    private final Set<EndpointId> toldBroken = new LinkedHashSet<>();
    private List<Peer> there = List.of();

    LogExchange(
            Station.Settings settings,
            Household household,
            Auditing audit,
            Household.Mail mail,
            Counters counters,
            Entropy entropy) {
        this.self = settings.self().id();
        this.household = household;
        this.audit = audit;
        this.mail = mail;
        this.counters = counters;
        this.entropy = entropy;
        this.teller = new LogTeller(audit.log());
        this.readBefore = settings.audit().others();
    }

    /** An authentic signal: {@code from} holds the keys that it names. */
    List<Effect> onSignal(Peer from, PeerSignal.OfLog signal, Moment now) {
        return switch (signal) {
            case LogWanted asked -> onWanted(from, asked, now);
            case LogPart part -> onPart(from, part, now);
        };
    }

    private List<Effect> onWanted(Peer from, LogWanted asked, Moment now) {
        boolean may = household.isPaired()
                && household.ownRole(now).filter(Role.DEVICE::equals).isPresent()
                && household.objection(from.id(), Right.MANAGE, now).isEmpty();
        if (!may) {
            counters.count(Bad.NOT_ALLOWED);
            return List.of();
        }
        return teller.answer(asked, now).stream()
                .flatMap(part -> mail.send(from.identity(), part, now).stream())
                .toList();
    }

    /** Somebody at this app wants to know now. */
    void read(EndpointId whose, Moment now) {
        if (readings.containsKey(whose) || readings.size() < MOST_LOGS) {
            wanted.add(whose);
            reading(whose, now).askNow(now);
        }
    }

    /** Who is there now: an intercom that has come, or come anew, is asked at once. */
    void onPeers(List<Peer> told, Moment now) {
        there = new ArrayList<>();
        for (Peer peer : mayRead(now) ? told : List.<Peer>of()) {
            if (isReadable(peer, now)) {
                LogReading reading = reading(peer.id(), now);
                if (!peer.boot().equals(boots.put(peer.id(), peer.boot()))) {
                    reading.askNow(now);
                }
                there.add(peer);
            }
        }
    }

    private boolean mayRead(Moment now) {
        return household.isPaired()
                && household.ownRole(now).filter(Role.CALLER::equals).isPresent()
                && household.objection(self, Right.MANAGE, now).isEmpty();
    }

    private boolean isReadable(Peer peer, Moment now) {
        return peer.online()
                && peer.role() == Role.DEVICE
                && household.objection(peer.id(), now).isEmpty()
                && (readings.containsKey(peer.id()) || readings.size() < MOST_LOGS);
    }

    private LogReading reading(EndpointId whose, Moment now) {
        return readings.computeIfAbsent(whose, id -> new LogReading(Optional.ofNullable(readBefore.get(id)), now));
    }

    List<Effect> wake(Moment now) {
        List<Effect> effects = new ArrayList<>();
        for (Peer peer : there) {
            LogReading reading = reading(peer.id(), now);
            if (reading.wakeAt().reached(now)) {
                reading.ask(CallId.random(entropy), now)
                        .ifPresent(question -> effects.addAll(mail.send(peer.identity(), question, now)));
            }
        }
        return effects;
    }

    Moment wakeAt() {
        Moment due = Moment.NEVER;
        for (Peer peer : there) {
            due = due.earlier(Optional.ofNullable(readings.get(peer.id()))
                    .map(LogReading::wakeAt)
                    .orElse(Moment.NEVER));
        }
        return due;
    }

    private List<Effect> onPart(Peer from, LogPart part, Moment now) {
        LogReading reading = readings.get(from.id());
        if (reading == null) {
            counters.count(Bad.SIGNAL_UNEXPECTED);
            return List.of();
        }
        LogReading.Read read = reading.onPart(part, now);
        List<Effect> effects = new ArrayList<>();
        if (!read.entries().isEmpty()) {
            effects.add(new Effect.KeepLogOf(from.id(), read.entries()));
        }
        read.fault().ifPresent(fault -> effects.addAll(broken(from, fault, now)));
        boolean asked = read.complete() && wanted.remove(from.id());
        if (read.fault().isEmpty() && (asked || !read.entries().isEmpty())) {
            effects.add(new Effect.Note(Event.of(
                    EventName.LOG_READ,
                    "of",
                    from.id().text(),
                    "from",
                    from.name(),
                    "entries",
                    read.entries().size(),
                    "length",
                    part.length(),
                    "complete",
                    read.complete())));
        }
        return effects;
    }

    private List<Effect> broken(Peer from, String fault, Moment now) {
        List<Effect> effects = new ArrayList<>();
        if (toldBroken.add(from.id())) {
            effects.addAll(audit.tell(
                    new AuditFact(
                            Kind.LOG_OF_OTHER_BROKEN,
                            Optional.empty(),
                            Optional.of(from.id()),
                            from.name(),
                            "",
                            fault,
                            Bytes.EMPTY),
                    now));
        }
        effects.add(new Effect.Note(
                Event.of(EventName.LOG_BROKEN, "of", from.id().text(), "from", from.name(), "reason", fault)));
        return effects;
    }
}
