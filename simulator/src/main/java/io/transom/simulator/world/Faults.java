package io.transom.simulator.world;

import io.transom.simulator.control.Overseer;
import io.transom.simulator.control.Tunnel;
import io.transom.simulator.home.Machine;
import io.transom.simulator.home.Running;
import io.transom.simulator.net.Dice;
import io.transom.simulator.net.Host;
import io.transom.simulator.net.Internet;
import io.transom.simulator.net.Weather;
import io.transom.simulator.router.Router;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import io.transom.wire.stun.StunMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the planned faults happen, and at the end of the hostile phase undoes what doesn't heal by itself. */
final class Faults implements Internet.Observer, Overseer {
    /** What an attacker remembers of what he has seen. */
    private static final int MOST_SEEN = 64;

    private static final Duration LONGEST_DOWN = Duration.ofSeconds(6);
    private static final Duration LONGEST_ABSENT = Duration.ofSeconds(20);
    /** Less than the day that an invite to the manager is good for. */
    private static final Duration LONGEST_JUMP = Duration.ofHours(12);

    private static final int FORGERIES = 20;
    /** How long every null packet that is seen on the way is answered by the attacker, before the peer can. */
    private static final Duration FORGING = Duration.ofSeconds(2);

    /** How long the manager's deliveries are crooked: long enough to spoil a call's set-up and its repairs. */
    private static final Duration CROOKED = Duration.ofSeconds(5);

    /** Behind everything that a call's set-up consists of. */
    private static final Duration LATEST = Duration.ofSeconds(2);

    /** A port of the peer's router that nothing was ever sent from. */
    private static final int UNUSED_PORT = 33_333;

    private record Seen(UdpAddress from, UdpAddress to, Bytes datagram) {}

    private final Town town;
    private final Dice dice;
    private final Weather storm;
    private final List<Seen> seen = new ArrayList<>();
    private final List<Message> seenControl = new ArrayList<>();
    private Moment forgesAnswersUntil = Moment.ZERO;
    private Moment crookedUntil = Moment.ZERO;
    private boolean outage;
    private boolean over;

    Faults(Town town) {
        this.town = town;
        this.dice = town.dice().fork("faults");
        this.storm = town.options().weather().with(town.dice().fork("weather"));
    }

    /** Begins the bad weather and plans everything else. */
    void begin() {
        town.internet().observe(this);
        town.oversee(this);
        town.internet().weather(this::weather);
        for (Options.Planned planned : town.options().faults()) {
            town.time().after(planned.at(), () -> strike(planned.fault()));
        }
    }

    /** The faults stop. Connections that hang go on hanging: it's the endpoint that has to notice. */
    void end() {
        over = true;
        outage = false;
        Duration jitter = town.options().weather().jitter();
        town.internet().weather(Weather.Quality.steady(jitter).with(town.dice().fork("calm")));
        if (!town.manager().isUp()) {
            town.manager().start();
        }
        town.everybody().forEach(machine -> machine.setClock(Duration.ZERO));
        town.manager().setClock(Duration.ZERO);
        for (Machine machine : List.of(town.device(), town.caller())) {
            machine.wakeUp();
            if (!machine.isOn()) {
                machine.boot();
            }
            if (town.isElsewhere(machine)) {
                breakLine(machine);
                town.carry(machine, true);
            }
        }
        town.liar().ifPresent(liar -> {
            liar.die(false);
            town.ledger().off(liar);
        });
    }

    private List<Duration> weather(Weather.Packet packet) {
        if (outage) {
            return List.of();
        }
        List<Duration> copies = storm.copies(packet);
        if (copies.isEmpty()) {
            town.report().count("weather lost");
        } else if (copies.size() > 1) {
            town.report().count("weather doubled");
        }
        Duration usual = town.options().weather().jitter();
        for (Duration late : copies) {
            if (late.compareTo(usual) > 0) {
                town.report().count("weather late");
                return copies;
            }
        }
        return copies;
    }

    private void strike(Fault fault) {
        if (over) {
            return;
        }
        boolean nothingToBreak =
                fault == Fault.CARRIER_ROUTER_REBOOT && !town.options().layout().hasCarrier();
        if (nothingToBreak) {
            return;
        }
        town.report().count(Report.name(fault));
        town.trace().happened("", fault.toString());
        switch (fault) {
            case MANAGER_RESTART -> stopManager(Duration.ofMillis(200), LONGEST_DOWN);
            case MANAGER_ABSENT -> stopManager(LONGEST_DOWN, LONGEST_ABSENT);
            case CALLER_CONTROL_CUT ->
                town.caller().running().ifPresent(running -> running.line().cut());
            case DEVICE_CONTROL_CUT ->
                town.device().running().ifPresent(running -> running.line().cut());
            case CALLER_CONTROL_HANG ->
                town.caller().running().ifPresent(running -> running.line().hang());
            case DEVICE_CONTROL_HANG ->
                town.device().running().ifPresent(running -> running.line().hang());
            case CALLER_ROUTER_REBOOT -> rebootRouter(town.caller());
            case DEVICE_ROUTER_REBOOT -> rebootRouter(town.device());
            case CARRIER_ROUTER_REBOOT -> town.rebootCarrier();
            case CALLER_MAPPINGS_EXPIRE -> expireMappings(town.caller());
            case DEVICE_MAPPINGS_EXPIRE -> expireMappings(town.device());
            case CALLER_ROAMS -> roam(town.caller());
            case DEVICE_ROAMS -> roam(town.device());
            case CALLER_SLEEPS -> sleep(town.caller());
            case DEVICE_KILLED -> kill(town.device(), false);
            case DEVICE_POWER_CUT -> kill(town.device(), true);
            case CALLER_KILLED -> kill(town.caller(), false);
            case OUTAGE -> outage();
            case FORGED_STUN -> {
                forgesAnswersUntil = town.time().now().plus(FORGING);
                repeat(this::forgeStun);
            }
            case REPLAYED_DATAGRAMS -> repeat(this::replay);
            case MALFORMED_DATAGRAMS -> repeat(this::sendMalformed);
            case FORGED_SOUND -> repeat(this::forgeSound);
            case MALFORMED_CONTROL -> malformedControl();
            case REPLAYED_CONTROL -> replayControl();
            case CLOCKS_JUMP -> jumpClocks();
            case CROOKED_DELIVERY -> crookedUntil = town.time().now().plus(CROOKED);
        }
    }

    // ---- what breaks ----

    private void stopManager(Duration least, Duration most) {
        if (!town.manager().isUp()) {
            return;
        }
        town.manager().stop();
        town.time().after(dice.between(least, most), () -> {
            if (!town.manager().isUp()) {
                town.manager().start();
            }
        });
    }

    /** A home's router takes its TCP connections with it: some servers' resets get through, most don't. */
    private void rebootRouter(Machine machine) {
        town.reboot(machine);
        List<Machine> inside = new ArrayList<>(List.of(town.caller(), town.device()));
        inside.removeIf(other -> other.host().site() != machine.host().site());
        for (Machine other : inside) {
            breakLine(other);
            if (other.hosts().stream().anyMatch(host -> !host.site().translates())) {
                town.time().after(dice.between(Duration.ZERO, Duration.ofSeconds(1)), other::rebind);
            }
        }
    }

    private void breakLine(Machine machine) {
        boolean reset = dice.chance(0.5);
        machine.running().ifPresent(running -> {
            if (reset) {
                running.line().cut();
                running.tunnel().ifPresent(Tunnel::cut);
            } else {
                running.line().hang();
                running.tunnel().ifPresent(Tunnel::hang);
            }
        });
    }

    private static void expireMappings(Machine machine) {
        for (Host host : machine.hosts()) {
            Router router = host.site().router();
            router.reboot(router.outsideIp());
        }
    }

    /** The operating system tells of the new network within a second; until then nothing gets anywhere. */
    private void roam(Machine machine) {
        breakLine(machine);
        town.carry(machine, false);
    }

    private void sleep(Machine machine) {
        Duration length = dice.between(Duration.ofMillis(500), LONGEST_DOWN);
        machine.sleep();
        town.ledger().sleeps(machine, length);
        town.time().after(length, machine::wakeUp);
    }

    private void kill(Machine machine, boolean powerCut) {
        if (!machine.isOn()) {
            return;
        }
        machine.die(powerCut);
        town.ledger().off(machine);
        town.time().after(dice.between(Duration.ofMillis(500), LONGEST_DOWN), () -> {
            if (!machine.isOn()) {
                machine.boot();
            }
        });
    }

    private void outage() {
        outage = true;
        town.time().after(dice.between(Duration.ofMillis(500), LONGEST_DOWN), () -> outage = false);
    }

    private void jumpClocks() {
        town.everybody().forEach(machine -> machine.setClock(jump()));
        town.manager().setClock(jump());
    }

    private Duration jump() {
        return dice.between(LONGEST_JUMP.negated(), LONGEST_JUMP);
    }

    // ---- what lies ----

    private void repeat(Runnable forgery) {
        for (int i = 0; i < FORGERIES; i++) {
            town.time().after(Duration.ofMillis(50L * i), () -> {
                if (!over) {
                    forgery.run();
                }
            });
        }
    }

    /** True names, from what was seen, with another key and to wherever something was let in before. */
    private void forgeStun() {
        List<Seen> named =
                seen.stream().filter(packet -> isNamed(packet.datagram())).toList();
        Optional<Seen> model = named.isEmpty() ? pick() : Optional.of(dice.oneOf(named));
        model.ifPresent(packet -> {
            Optional<StunAttribute.Username> name =
                    StunCodec.decode(packet.datagram()).flatMap(message -> message.first(StunAttribute.Username.class));
            StunMessage.Type type = dice.oneOf(List.of(StunMessage.Type.values()));
            Bytes transaction = StunCodec.decode(packet.datagram())
                    .map(StunMessage::transactionId)
                    .orElseGet(() -> dice.bytes(StunMessage.TRANSACTION_ID_LENGTH));
            List<StunAttribute> attributes = new ArrayList<>();
            name.ifPresent(attributes::add);
            attributes.add(new StunAttribute.XorMappedAddress(Town.VICTIMS));
            Bytes forged =
                    StunCodec.encode(new StunMessage(type, transaction, attributes), Optional.of(dice.bytes(20)));
            UdpAddress from = dice.oneOf(List.of(
                    Town.VICTIMS, packet.from(), new UdpAddress(packet.from().ip(), UNUSED_PORT)));
            town.internet().forge(from, packet.to(), forged);
        });
    }

    private static boolean isNamed(Bytes datagram) {
        return StunCodec.decode(datagram)
                .filter(message -> message.has(StunAttribute.Username.class))
                .isPresent();
    }

    /** An answer with the true transaction, from the true address, under a false key; it wins the race. */
    private void forgeAnswer(UdpAddress asker, UdpAddress asked, Bytes request) {
        StunCodec.decode(request)
                .filter(message -> message.has(StunAttribute.Username.class))
                .ifPresent(message -> {
                    StunMessage answer = StunMessage.of(
                            StunMessage.Type.BINDING_SUCCESS,
                            message.transactionId(),
                            new StunAttribute.XorMappedAddress(asker));
                    town.internet().forge(asked, asker, StunCodec.encode(answer, Optional.of(dice.bytes(20))));
                });
    }

    private void replay() {
        pick().ifPresent(packet ->
                town.internet().forge(dice.chance(0.5) ? Town.VICTIMS : packet.from(), packet.to(), packet.datagram()));
    }

    private void sendMalformed() {
        pick().ifPresent(packet -> {
            byte[] octets = packet.datagram().toArray();
            int kept = dice.below(octets.length + 1);
            Bytes bad;
            if (dice.chance(0.5)) {
                bad = Bytes.of(octets, 0, kept);
            } else {
                octets[dice.below(octets.length)] ^= (byte) (1 << dice.below(8));
                bad = Bytes.owning(octets);
            }
            town.internet().forge(packet.from(), packet.to(), bad);
        });
    }

    private void forgeSound() {
        pick().ifPresent(packet -> {
            byte[] octets = dice.bytes(100).toArray();
            octets[0] = (byte) 0x80;
            town.internet().forge(packet.from(), packet.to(), Bytes.owning(octets));
        });
    }

    private Optional<Seen> pick() {
        return seen.isEmpty() ? Optional.empty() : Optional.of(dice.oneOf(seen));
    }

    private void malformedControl() {
        for (Machine machine : List.of(town.caller(), town.device())) {
            machine.running().ifPresent(running -> {
                running.line().injectDown(dice.bytes(dice.below(200)));
                running.line().injectUp(dice.bytes(dice.below(200)));
                running.line().injectDown(Bytes.EMPTY);
            });
        }
    }

    private void replayControl() {
        for (Machine machine : List.of(town.caller(), town.device())) {
            Optional<Running> running = machine.running();
            for (Message message : List.copyOf(seenControl)) {
                if (message.to().equals(machine.name())) {
                    running.ifPresent(boot -> boot.line().injectDown(message.payload()));
                } else if (message.from().equals(machine.name())) {
                    running.ifPresent(boot -> boot.line().injectUp(message.payload()));
                }
            }
        }
    }

    // ---- what an attacker sees ----

    @Override
    public void sent(Host host, int port, UdpAddress outside, UdpAddress to, Bytes datagram) {
        boolean ofTheInternet = !outside.ip().isPrivate() && !datagram.isEmpty();
        boolean toMachine = !town.manager().reflectors().contains(to);
        if (ofTheInternet && toMachine) {
            if (seen.size() >= MOST_SEEN) {
                seen.removeFirst();
            }
            seen.add(new Seen(outside, to, datagram));
            if (!over && town.time().now().isBefore(forgesAnswersUntil)) {
                forgeAnswer(outside, to, datagram);
            }
        }
    }

    @Override
    public void sent(Message message) {
        if (seenControl.size() >= MOST_SEEN) {
            seenControl.removeFirst();
        }
        seenControl.add(message);
    }

    /** What a crooked manager makes of a message; an honest one delivers it once. */
    @Override
    public List<Duration> copies(Message message) {
        if (over || crookedUntil.reached(town.time().now())) {
            return List.of(Duration.ZERO);
        }
        return switch (dice.below(10)) {
            case 0, 1, 2 -> List.of();
            case 3 -> List.of(Duration.ZERO, dice.between(Duration.ofMillis(1), LATEST));
            case 4, 5 -> List.of(dice.between(Duration.ofMillis(1), LATEST));
            default -> List.of(Duration.ZERO);
        };
    }
}
