package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.Input;
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
import java.util.function.BooleanSupplier;

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
    private final BooleanSupplier online;
    private final LogTeller teller;
    private final Map<EndpointId, AuditHead> readBefore;
    private final Map<EndpointId, LogReading> readings = new LinkedHashMap<>();
    private final Map<EndpointId, Bytes> boots = new LinkedHashMap<>();
    /** Whose end of reading is told also where there was nothing new. */
    private final Set<EndpointId> wanted = new LinkedHashSet<>();

    /** Another copy was begun in this start; a second time it isn't, and nothing more is read. */
    private final Set<EndpointId> begunAnew = new LinkedHashSet<>();

    private final Set<EndpointId> givenUp = new LinkedHashSet<>();
    private List<Peer> there = new ArrayList<>();
    private boolean unwritten;

    LogExchange(
            Station.Settings settings,
            Household household,
            Auditing audit,
            Household.Mail mail,
            Counters counters,
            Entropy entropy,
            BooleanSupplier online) {
        this.self = settings.self().id();
        this.household = household;
        this.audit = audit;
        this.mail = mail;
        this.counters = counters;
        this.entropy = entropy;
        this.online = online;
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
        if (unwritten) {
            return List.of();
        }
        int most = online.getAsBoolean() ? LogTeller.MOST_PARTS_A_SECOND : LogTeller.MOST_PARTS_A_SECOND_AT_HOME;
        return teller.answer(asked, most, now).stream()
                .flatMap(part -> mail.send(from.identity(), part, now).stream())
                .toList();
    }

    void on(Input.OfHousehold input, Moment now) {
        if (input instanceof Input.LogUnwritten told) {
            unwritten = told.unwritten();
        } else if (input instanceof Input.ReadLog read) {
            read(read.of(), now);
        }
    }

    /** Somebody at this app wants to know now. */
    private void read(EndpointId whose, Moment now) {
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
                && !givenUp.contains(peer.id())
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
        if (reading == null || givenUp.contains(from.id())) {
            counters.count(Bad.SIGNAL_UNEXPECTED);
            return List.of();
        }
        LogReading.Read read = reading.onPart(part, now);
        List<Effect> effects = new ArrayList<>();
        if (!read.entries().isEmpty()) {
            effects.add(new Effect.KeepLogOf(from.id(), read.entries()));
        }
        if (read.fault().isPresent()) {
            effects.addAll(broken(from, read.fault().get(), now));
        } else if (wanted.contains(from.id()) && (read.complete() || part.following() == 0)) {
            effects.add(read(from, read));
        } else if (read.complete() && !read.entries().isEmpty()) {
            effects.add(read(from, read));
        }
        if (read.complete()) {
            wanted.remove(from.id());
        }
        return effects;
    }

    private static Effect read(Peer from, LogReading.Read read) {
        return new Effect.Note(Event.of(
                EventName.LOG_READ,
                "of",
                from.id().text(),
                "from",
                from.name(),
                "length",
                read.length(),
                "complete",
                read.complete()));
    }

    private List<Effect> broken(Peer from, String fault, Moment now) {
        List<Effect> effects = new ArrayList<>(audit.tell(
                new AuditFact(
                        Kind.LOG_OF_OTHER_BROKEN,
                        Optional.empty(),
                        Optional.of(from.id()),
                        from.name(),
                        "",
                        fault,
                        Bytes.EMPTY),
                now));
        if (begunAnew.add(from.id())) {
            effects.add(new Effect.SetLogAside(from.id()));
        } else {
            givenUp.add(from.id());
            there.removeIf(peer -> peer.id().equals(from.id()));
        }
        effects.add(new Effect.Note(
                Event.of(EventName.LOG_BROKEN, "of", from.id().text(), "from", from.name(), "reason", fault)));
        return effects;
    }
}
