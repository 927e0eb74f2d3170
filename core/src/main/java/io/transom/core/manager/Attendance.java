package io.transom.core.manager;

import io.transom.core.manager.Session.Registration;
import io.transom.core.manager.Switchboard.Member;
import io.transom.core.manager.Switchboard.Presence;
import io.transom.core.manager.Switchboard.Roster;
import io.transom.core.trust.ControlChannel;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Firewall;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Who is logged in, who is registered, and what each may know of the others. */
final class Attendance {
    /** At about 2 KB each, with its connection 50 KB, this fills the small server that one manager is meant for. */
    static final int MOST_ONLINE = 10_000;
    /** What has logged in has its observed addresses within seconds, or no UDP at all. */
    static final Duration TIME_TO_REGISTER = Duration.ofSeconds(30);

    private final Roster roster;
    private final int mostOnline;
    private final Map<EndpointId, Session> sessions = new TreeMap<>();
    /** User name to key: read by the reflector, perhaps on another thread. */
    private final Map<String, Bytes> reflectorKeys = new ConcurrentSkipListMap<>();

    Attendance(Roster roster, int mostOnline) {
        this.roster = roster;
        this.mostOnline = mostOnline;
    }

    int mostOnline() {
        return mostOnline;
    }

    /** Who is online already logs in anew in its own place, however many are. */
    boolean hasRoomFor(EndpointId id) {
        return sessions.size() < mostOnline || sessions.containsKey(id);
    }

    /**
     * The newest proved login of an id is the one that counts; the older one's messages and will no longer open. Its
     * registration stays until the new login's own: an endpoint whose connection flaps doesn't go and come for everybody.
     */
    Session open(Member member, ControlChannel channel, Moment now) {
        Optional<Session> older = session(member.identity().id());
        Optional<Registration> kept = older.flatMap(Session::registration);
        Moment deadline = now.plus(TIME_TO_REGISTER);
        Session session = new Session(
                member,
                channel,
                kept,
                kept.map(Registration::expires).orElse(deadline).earlier(deadline),
                now);
        older.ifPresent(old -> reflectorKeys.remove(old.reflector().username()));
        sessions.put(session.id(), session);
        reflectorKeys.put(session.reflector().username(), session.reflector().key());
        return session;
    }

    void close(Session session) {
        sessions.remove(session.id());
        reflectorKeys.remove(session.reflector().username());
    }

    Optional<Session> session(EndpointId id) {
        return Optional.ofNullable(sessions.get(id));
    }

    /** What {@link ControlChannel#reflector()} of a login that holds is; safe on any thread. */
    Optional<Bytes> reflectorKey(String username) {
        return Optional.ofNullable(reflectorKeys.get(username));
    }

    /** Who is logged in and is no member any more. */
    List<Session> strangers() {
        return sessions.values().stream().filter(this::isStranger).toList();
    }

    boolean isStranger(Session session) {
        return roster.member(session.id()).isEmpty();
    }

    List<Session> due(Moment now) {
        return sessions.values().stream()
                .filter(session -> session.deadline().reached(now))
                .toList();
    }

    Moment nextDeadline() {
        Moment next = Moment.NEVER;
        for (Session session : sessions.values()) {
            next = next.earlier(session.deadline());
        }
        return next;
    }

    /** Everybody else of the household: whom one may call first, who is there first; at most {@code MOST_PEERS}. */
    List<Peer> seenBy(Member viewer) {
        return seenBy(viewer, roster.household(viewer.household()));
    }

    List<Peer> seenBy(Member viewer, List<Member> household) {
        List<Peer> callable = new ArrayList<>();
        List<Peer> others = new ArrayList<>();
        for (Member member : household) {
            if (!member.identity().equals(viewer.identity())) {
                (member.role() != viewer.role() ? callable : others).add(peer(member, viewer.role()));
            }
        }
        List<Peer> seen = new ArrayList<>();
        for (List<Peer> group : List.of(callable, others)) {
            group.stream().filter(Peer::online).forEach(seen::add);
            group.stream().filter(peer -> !peer.online()).forEach(seen::add);
        }
        return List.copyOf(seen.subList(0, Math.min(seen.size(), ControlSignal.MOST_PEERS)));
    }

    /** Where a member is, is told only to those who may call it. */
    Peer peer(Member member, Role viewer) {
        Peer full = peer(member);
        return member.role() != viewer
                ? full
                : new Peer(
                        full.identity(),
                        full.name(),
                        full.role(),
                        full.online(),
                        List.of(),
                        Firewall.UNKNOWN,
                        Bytes.EMPTY);
    }

    private Peer peer(Member member) {
        Optional<Registration> registration = session(member.identity().id()).flatMap(Session::registration);
        return new Peer(
                member.identity(),
                member.name(),
                member.role(),
                registration.isPresent(),
                registration.map(Registration::attested).orElse(List.of()),
                registration.map(Registration::firewall).orElse(Firewall.UNKNOWN),
                registration.map(Registration::boot).orElse(Bytes.EMPTY));
    }

    List<Presence> present() {
        return sessions.values().stream()
                .map(session -> new Presence(
                        peer(session.member()),
                        session.member().household(),
                        session.registration().map(Registration::since)))
                .toList();
    }
}
