package io.transom.simulator.world;

import io.transom.core.Effect;
import io.transom.core.Effect.SetMicrophone.Microphone;
import io.transom.core.Input;
import io.transom.core.Input.LineChanged.Line;
import io.transom.core.audit.AuditEntry;
import io.transom.core.audit.AuditHead;
import io.transom.core.device.Device;
import io.transom.core.event.EventName;
import io.transom.media.voice.Voice;
import io.transom.simulator.home.Machine;
import io.transom.simulator.home.Running;
import io.transom.simulator.home.Watcher;
import io.transom.simulator.net.EventQueue;
import io.transom.simulator.net.Host;
import io.transom.simulator.net.Internet;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.IpAddress;
import io.transom.wire.MediaKeys;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import io.transom.wire.stun.Datagrams;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What must never happen, in any phase of any world. Each rule looks at every packet, and throws at the first breach. */
final class Safety implements Internet.Observer, Watcher {
    /** The design: at most 25 packets and 4 KB of early sound in one call. */
    private static final int MOST_EARLY_PACKETS = 25;

    private static final int MOST_EARLY_OCTETS = 4096;
    /** The design: probing many ports at most 250 a second; and the questions to an attested port that nobody has sent from. */
    private static final int MOST_TRIES_A_SECOND = 250 + 20;
    /** The design: and 2,048 in a call; and what goes to an attested port that nobody has sent from any more. */
    private static final int MOST_TRIES = 2_048 + 128;
    /** Those; 40 answers at once and 80 a second to a peer that tries as well; what keeps paths and registrations alive. */
    private static final int MOST_A_SECOND = MOST_TRIES_A_SECOND + 120 + 60;
    /** The tail after push-to-talk is released, and one frame. */
    private static final Duration TAIL = Duration.ofMillis(220);
    /** Below it live the services that a reflected packet would be meant for (design, no reflection, rule b). */
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    /** A call's 40 questions and 25 packets of early sound, as many questions of a warm window, and the next call's. */
    private static final int MOST_TO_A_STRANGER = 40 + 25 + 40 + 40;
    /** To one address: 10 at once and 10 a second for a call and for a window each, and the early sound. */
    private static final int MOST_TO_A_STRANGER_A_SECOND = 20 + 20 + 25;

    /** From this one on a machine's ports are those with which it tries many at one of the peer's. */
    private static final int FIRST_SPARE_PORT = Running.FIRST_PORT + 2;

    /** With its header. */
    private static final int FINGERPRINT_LENGTH = 8;

    /** A true answer from {@code by} has arrived at {@code host}. */
    private record Answered(String host, String by) {}

    private record Early(int packets, int octets) {}

    private record AtMachine(String machine, CallId call) {}

    private record Open(boolean open, Moment since) {}

    private final EventQueue time;
    private final Set<UdpAddress> reflectors = new LinkedHashSet<>();
    private final Set<IpAddress> householdAddresses = new LinkedHashSet<>();
    /** Where packets of the household have really come from, ever: nobody can be elsewhere. */
    private final Set<UdpAddress> trueSources = new LinkedHashSet<>();
    /** Answers to null packets that members have really sent. */
    private final Set<Bytes> trueAnswers = new LinkedHashSet<>();

    private final Set<Answered> answered = new LinkedHashSet<>();
    private final Map<AtMachine, Early> early = new LinkedHashMap<>();
    private final Map<AtMachine, Open> microphones = new LinkedHashMap<>();
    private final Map<AtMachine, Moment> over = new LinkedHashMap<>();
    private final Map<String, Deque<Moment>> lately = new LinkedHashMap<>();
    private final Map<String, Integer> tries = new LinkedHashMap<>();
    /** Sound on its way: who sent it, until the other end has heard it. */
    private final Map<Bytes, AtMachine> sound = new LinkedHashMap<>();

    private Optional<Host> victim = Optional.empty();
    private Optional<UdpAddress> attested = Optional.empty();
    private int strays;
    private Set<UdpAddress> strangers = Set.of();
    private Set<IpAddress> strangersHosts = Set.of();
    private Set<UdpAddress> noMans = Set.of();
    private Optional<String> outsider = Optional.empty();
    private final Map<String, Integer> straysInACall = new LinkedHashMap<>();
    /** When a button was pressed last, and whose visitor may be heard before the answer. */
    private final Map<String, Moment> presses = new LinkedHashMap<>();

    /** Every entry of every log. */
    private final Set<AuditHead> logged = new HashSet<>();

    private final Set<AtMachine> previews = new LinkedHashSet<>();
    private final Map<String, String> askedBy = new LinkedHashMap<>();
    private final Set<MediaKeys> deviceKeys = new LinkedHashSet<>();

    Safety(EventQueue time) {
        this.time = time;
    }

    void reflectors(Iterable<UdpAddress> addresses) {
        addresses.forEach(reflectors::add);
    }

    /** A member of the household is, or was, at this public address: the manager may have attested it. */
    void household(IpAddress address) {
        householdAddresses.add(address);
    }

    void victim(Host host) {
        victim = Optional.of(host);
    }

    /**
     * The manager and a member conspire: the one attests, the other names, this address of the victim. Then nobody can tell
     * him from a member behind a firewall, and what reaches him is counted instead of forbidden.
     */
    void victimIsAttested(UdpAddress address) {
        attested = Optional.of(address);
    }

    /**
     * The manager lies: what goes to these strangers is counted, for nobody can tell them from members where all that is
     * known of a peer's place comes from the manager; to {@code nobodys} nothing goes.
     */
    void managerLies(Iterable<UdpAddress> theirs, Iterable<UdpAddress> nobodys) {
        Set<UdpAddress> counted = new LinkedHashSet<>();
        theirs.forEach(counted::add);
        strangers = counted;
        strangersHosts = counted.stream().map(UdpAddress::ip).collect(Collectors.toSet());
        Set<UdpAddress> never = new LinkedHashSet<>();
        nobodys.forEach(never::add);
        noMans = never;
    }

    /** With {@code name}, who isn't in the household's own records, nobody talks. */
    void outsider(String name) {
        outsider = Optional.of(name);
    }

    /** Packets that have reached the victim. */
    int strays() {
        return strays;
    }

    // ---- no reflection ----

    @Override
    public void sent(Host host, int port, UdpAddress outside, UdpAddress to, Bytes datagram) {
        if (!householdAddresses.contains(host.site().publicIp())) {
            return;
        }
        trueSources.add(outside);
        boolean toReflector = reflectors.contains(to);
        boolean toMember = trueSources.contains(to) && to.port() >= FIRST_UNPRIVILEGED_PORT;
        boolean onOwnLink = to.ip().isPrivate() && host.site().translates();
        boolean known = toReflector || toMember || onOwnLink || attested.equals(Optional.of(to));
        if (noMans.contains(to)) {
            throw breach(host.name() + " sends to " + to + ", where nothing may ever go");
        }
        boolean counted = !known && strangers.contains(to) && port < FIRST_SPARE_PORT;
        if (counted) {
            countStray(host, to);
        }
        if (!known && !counted && !isTry(host, to)) {
            throw breach(host.name() + " sends to " + to + ", which no rule permits");
        }
        if (Datagrams.kind(datagram) == Datagrams.Kind.STUN) {
            count(host.name(), "STUN datagrams", MOST_A_SECOND);
        }
    }

    /** Where the manager's lies point at: so many in a call and in a second, and no more. */
    private void countStray(Host host, UdpAddress to) {
        String where = host.name() + " to " + to;
        if (straysInACall.merge(where, 1, Integer::sum) > MOST_TO_A_STRANGER) {
            throw breach(where + ", a stranger: more than " + MOST_TO_A_STRANGER + " packets in a call");
        }
        count(host.name(), "packets to " + to.ip(), MOST_TO_A_STRANGER_A_SECOND);
    }

    private boolean isAStrangers(IpAddress ip) {
        return strangersHosts.contains(ip);
    }

    /** The design's rule (b): another port of an attested address, with limits. */
    private boolean isTry(Host host, UdpAddress to) {
        boolean attestedIp = householdAddresses.contains(to.ip()) || isAStrangers(to.ip());
        if (!attestedIp || to.port() < FIRST_UNPRIVILEGED_PORT) {
            return false;
        }
        count(host.name(), "tries", MOST_TRIES_A_SECOND);
        if (tries.merge(host.name(), 1, Integer::sum) > MOST_TRIES) {
            throw breach(host.name() + " tries more than " + MOST_TRIES + " ports in a call");
        }
        return true;
    }

    private void count(String who, String what, int most) {
        Deque<Moment> sent = lately.computeIfAbsent(who + " " + what, name -> new ArrayDeque<>());
        sent.addLast(time.now());
        while (sent.getFirst().plus(Duration.ofSeconds(1)).reached(time.now())) {
            sent.removeFirst();
        }
        if (sent.size() > most) {
            throw breach(who + " sends " + sent.size() + " " + what + " in a second");
        }
    }

    @Override
    public void delivered(Host host, UdpAddress local, UdpAddress from, Bytes datagram) {
        if (victim.equals(Optional.of(host))) {
            strays++;
        }
        boolean counted = attested.equals(Optional.of(local)) || isAStrangers(local.ip());
        if (victim.equals(Optional.of(host)) && !counted) {
            throw breach("a packet from " + from + " reached the victim");
        }
    }

    /** RFC 8489 section 5: class and method of a Binding success response. */
    private static boolean isAnswer(Bytes datagram) {
        return datagram.length() > 1 && datagram.at(0) == 1 && datagram.at(1) == 1;
    }

    /** RFC 8489 section 14.5: what comes behind MESSAGE-INTEGRITY, here FINGERPRINT, says nothing and may be changed by anyone. */
    private static Bytes signed(Bytes datagram) {
        return datagram.slice(0, Math.max(0, datagram.length() - FINGERPRINT_LENGTH));
    }

    // ---- sound ----

    @Override
    public void soundSent(Machine machine, CallId call, Way way, Bytes packet, boolean early) {
        AtMachine at = new AtMachine(machine.name(), call);
        if (over.containsKey(at)) {
            throw breach(machine.name() + " sends sound of a call that is over");
        }
        Open microphone = microphones.getOrDefault(at, new Open(false, Moment.ZERO));
        if (!microphone.open() && microphone.since().plus(TAIL).reached(time.now())) {
            throw breach(machine.name() + " sends sound while its microphone is closed");
        }
        if (early) {
            Early before = this.early.getOrDefault(at, new Early(0, 0));
            Early now = new Early(before.packets() + 1, before.octets() + packet.length());
            this.early.put(at, now);
            if (now.packets() > MOST_EARLY_PACKETS || now.octets() > MOST_EARLY_OCTETS) {
                throw breach(machine.name() + " has sent " + now + " before its path was proved");
            }
        }
        sound.put(packet, at);
    }

    @Override
    public void soundArrived(Machine machine, CallId call, Bytes packet, Voice.Arrival arrival) {
        if (arrival != Voice.Arrival.SOUND) {
            return;
        }
        AtMachine sender = sound.remove(packet);
        if (sender == null || !sender.call().equals(call) || sender.machine().equals(machine.name())) {
            throw breach(machine.name() + " plays sound that the other end of this call did not send, or twice");
        }
        if (over.containsKey(new AtMachine(machine.name(), call))) {
            throw breach(machine.name() + " plays sound of a call that is over");
        }
    }

    // ---- what is over stays over ----

    @Override
    public void input(Machine machine, Input input) {
        if (input instanceof Input.LineChanged line && line.line() == Line.BUTTON && line.active()) {
            presses.put(machine.name(), time.now());
        }
        if (input instanceof Input.DatagramArrived arrived && trueAnswers.contains(signed(arrived.datagram()))) {
            answered.add(new Answered(machine.name(), arrived.way().toString()));
        }
    }

    @Override
    public void effect(Machine machine, Effect effect) {
        switch (effect) {
            case Effect.SendDatagram send -> {
                if (isAnswer(send.datagram())) {
                    trueAnswers.add(signed(send.datagram()));
                }
            }
            case Effect.SetMicrophone set -> {
                AtMachine at = new AtMachine(machine.name(), set.call());
                boolean open = set.mode() == Microphone.OPEN;
                microphones.put(at, new Open(open, time.now()));
                if (open) {
                    refuseIfOver(machine, set.call(), "opens the microphone");
                }
                if (set.mode() != Microphone.CLOSED
                        && !askedBy.containsKey(set.call().toString())
                        && !previews.contains(at)) {
                    throw breach(machine.name() + " opens the microphone in a call that no member has asked for");
                }
            }
            case Effect.StartPreview start -> {
                Moment pressed = presses.getOrDefault(machine.name(), Moment.ZERO);
                if (pressed.equals(Moment.ZERO)
                        || pressed.plus(Device.RING_LENGTH).isBefore(time.now())) {
                    throw breach(machine.name() + " lets a visitor be heard though nobody rings");
                }
                previews.add(new AtMachine(machine.name(), start.ring()));
            }
            case Effect.StopPreview stop -> previews.remove(new AtMachine(machine.name(), stop.ring()));
            case Effect.StartVoice start -> {
                refuseIfOver(machine, start.call(), "starts the voice");
                // A new call, perhaps of a machine that lost its power in the last one.
                tries.remove(machine.name());
                forgetStrays(machine);
                String asker = askedBy.getOrDefault(start.call().toString(), "nobody");
                if (asker.equals("nobody") || outsider.equals(Optional.of(asker))) {
                    throw breach(machine.name() + " talks in a call of " + asker + ", who is no member");
                }
                agree(machine, start);
            }
            case Effect.KeepAudit keep -> logged.add(keep.entry().head());
            case Effect.KeepLogOf keep -> {
                if (!logged.containsAll(
                        keep.entries().stream().map(AuditEntry::head).toList())) {
                    throw breach(machine.name() + " takes for a log what no intercom has written");
                }
            }
            case Effect.RouteVoice route -> refuseIfOver(machine, route.call(), "routes the voice");
            case Effect.CallOver ended -> {
                refuseIfOver(machine, ended.call(), "ends it again");
                over.put(new AtMachine(machine.name(), ended.call()), time.now());
                tries.remove(machine.name());
                forgetStrays(machine);
            }
            case Effect.Note note -> {
                EventName name = note.event().name();
                if (name == EventName.CALL_REQUESTED) {
                    askedBy.put(note.event().text("call").orElse(""), machine.name());
                }
                if (name == EventName.TALKING || name == EventName.FIRST_SOUND || name == EventName.PATH_PROVED) {
                    refuseIfOver(machine, note.event().text("call").orElse(""), name.text());
                }
                if (name == EventName.PREVIEW
                        && outsider.isPresent()
                        && outsider.equals(note.event().text("to"))) {
                    throw breach(machine.name() + " lets somebody hear a visitor who is no member");
                }
                if (name == EventName.LOG_BROKEN) {
                    throw breach(machine.name() + " takes a log for altered that nobody has touched: "
                            + note.event().text("reason").orElse(""));
                }
                String remote = note.event().text("remote").orElse("");
                if (name == EventName.PATH_PROVED && !answered.contains(new Answered(machine.name(), remote))) {
                    throw breach(machine.name() + " takes the path to " + remote + " for proved, which never answered");
                }
            }
            default -> {}
        }
    }

    /** Whoever asked hears only what the door's own answer has agreed on: nobody between them has the keys. */
    private void agree(Machine machine, Effect.StartVoice start) {
        if (machine.role() == Role.DEVICE) {
            deviceKeys.add(start.keys());
        } else if (!deviceKeys.contains(start.keys().reversed())) {
            throw breach(machine.name() + " talks under keys that no door has agreed on");
        }
    }

    private void forgetStrays(Machine machine) {
        straysInACall.keySet().removeIf(where -> where.startsWith(machine.name() + " "));
    }

    private void refuseIfOver(Machine machine, CallId call, String what) {
        refuseIfOver(machine, call.toString(), what);
    }

    private void refuseIfOver(Machine machine, String call, String what) {
        for (AtMachine at : over.keySet()) {
            if (at.machine().equals(machine.name()) && at.call().toString().equals(call)) {
                throw breach(machine.name() + " after the end of a call: " + what);
            }
        }
    }

    private Violation breach(String what) {
        return new Violation(what + " (at " + time.now().since(Moment.ZERO).toMillis() + " ms)");
    }
}
