package io.transom.simulator.world;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.event.Event;
import io.transom.media.voice.Voice;
import io.transom.simulator.control.EvilManager;
import io.transom.simulator.control.Manager;
import io.transom.simulator.control.Overseer;
import io.transom.simulator.home.Machine;
import io.transom.simulator.home.Running;
import io.transom.simulator.home.Watcher;
import io.transom.simulator.net.Carrier;
import io.transom.simulator.net.Dice;
import io.transom.simulator.net.EventQueue;
import io.transom.simulator.net.Gateway;
import io.transom.simulator.net.Host;
import io.transom.simulator.net.Internet;
import io.transom.simulator.net.Site;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.IpAddress;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import io.transom.wire.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Two homes, a manager, a victim and an attacker, and everybody who watches them. */
public final class Town {
    /** The longest that systemd waits (RestartMaxDelaySec in deploy/raspberry-pi). */
    private static final Duration STARTED_AGAIN = Duration.ofSeconds(10);

    static final String DEVICE = "door";
    static final String CALLER = "anna";
    static final String LIAR = "mallory";
    static final UdpAddress VICTIMS = new UdpAddress(IpAddress.of(192, 0, 2, 99), 5353);

    private static final IpAddress SIX = IpAddress.parse("2001:db8::1").orElseThrow();

    private static final Duration NEAR = Duration.ofMillis(5);

    private final EventQueue time = new EventQueue();
    private final Dice dice;
    private final Internet internet;
    private final Options options;
    private final boolean readable;
    private final Report report;
    private final Trace trace;
    private final Safety safety = new Safety(time);
    private final Ledger ledger;
    private final List<Watcher> watchers = new ArrayList<>();
    private final List<Overseer> overseers = new ArrayList<>();
    private final Manager manager;
    private final Optional<Carrier> carrier;
    private final Site callerSite;
    private final Site deviceSite;
    private final Machine caller;
    private final Machine device;
    private final Optional<Machine> liar;
    private final Optional<Family> family;
    private final Optional<EvilManager> evil;
    private int addressesUsed;
    private int roams;

    /** A town in which the control messages can be read. */
    Town(Options options, Consumer<String> lines, boolean verbose) {
        this(options, lines, verbose, true);
    }

    /** {@code lines}: the timeline, in every detail if {@code verbose}; {@code readable}: control messages have words. */
    Town(Options options, Consumer<String> lines, boolean verbose, boolean readable) {
        this.options = options;
        this.readable = readable;
        this.report = options.evil() ? Report.ofEvilWorlds() : new Report();
        this.ledger = new Ledger(time, report);
        this.dice = new Dice(options.seed());
        this.internet = new Internet(time, dice.fork("internet"));
        this.trace = new Trace(time, lines, verbose);
        internet.observe(trace);
        internet.observe(safety);
        watchers.addAll(List.of(trace, safety, ledger));
        overseers.add(trace);
        safety.victim(internet.publicHost("victim", VICTIMS.ip(), NEAR));
        this.manager = newManager();
        this.carrier = options.layout().hasCarrier()
                ? Optional.of(internet.carrier("a carrier", options.carrier(), newAddress(), NEAR))
                : Optional.empty();
        this.callerSite = isAlone(options.callerSix())
                ? home("anna's", options.callerSix().orElseThrow(), options.callerDistance())
                : home(
                        "anna's",
                        options.caller(),
                        options.callerDistance(),
                        options.layout().callerAtCarrier());
        this.deviceSite = options.layout() == Layout.ONE_HOME
                ? callerSite
                : isAlone(options.deviceSix())
                        ? home("the door's", options.deviceSix().orElseThrow(), options.deviceDistance())
                        : home(
                                "the door's",
                                options.device(),
                                options.deviceDistance(),
                                options.layout().deviceAtCarrier());
        this.caller = machine(CALLER, Role.CALLER, callerSite, 2);
        this.device = machine(DEVICE, Role.DEVICE, deviceSite, 3);
        addSix(caller, options.callerSix(), options.callerDistance());
        addSix(device, options.deviceSix(), options.deviceDistance());
        this.liar = options.liar()
                ? Optional.of(machine(
                        LIAR, Role.CALLER, home("mallory's", RouterKind.linux(), options.callerDistance(), false), 4))
                : Optional.empty();
        liar.ifPresent(who -> who.pretend(VICTIMS));
        this.family = options.household() ? Optional.of(beginFamily()) : Optional.empty();
        this.evil = options.evil() ? Optional.of(beginEvil()) : Optional.empty();
    }

    private EvilManager beginEvil() {
        safety.managerLies(EvilManager.STRANGERS, EvilManager.NO_MANS);
        EvilManager made = new EvilManager(dice.fork("evil"), lie -> report.count(Report.name(lie)));
        manager.corrupt(made);
        family.ifPresent(known -> made.knows(known.records()));
        return made;
    }

    private Family beginFamily() {
        Family made = new Family(this, dice.fork("root"));
        watchers.add(new Threshold(this, made));
        if (options.layout() == Layout.ONE_HOME) {
            caller.speakMulticast();
            device.speakMulticast();
        }
        return made;
    }

    private Manager newManager() {
        List<Host> hosts = new ArrayList<>();
        hosts.add(internet.publicHost("manager", IpAddress.of(198, 51, 100, 1), options.managerDistance()));
        if (options.alternateAddress()) {
            hosts.add(internet.publicHost("manager", IpAddress.of(198, 51, 100, 2), options.managerDistance()));
        }
        Host six = internet.publicHost("manager", SIX, options.managerDistance());
        Manager made = new Manager(time, hosts, Optional.of(six), new All(), dice.fork("manager"));
        safety.reflectors(made.reflectors());
        return made;
    }

    private Site home(String name, RouterKind kind, Duration distance, boolean atCarrier) {
        Site site = atCarrier
                ? internet.site(name, kind, newSharedAddress(), distance, carrier.orElseThrow())
                : internet.site(name, kind, newAddress(), distance);
        if (kind.grants()) {
            Gateway.begin(internet, site, time);
        }
        return site;
    }

    private static boolean isAlone(Optional<Six> six) {
        return six.filter(Six::alone).isPresent();
    }

    private Site home(String name, Six six, Duration distance) {
        return internet.site(name, six.firewall(), newSix(), distance);
    }

    private void addSix(Machine machine, Optional<Six> six, Duration distance) {
        six.filter(both -> !both.alone()).ifPresent(both -> {
            String name = machine.name() + " by IPv6";
            Site site = home(name, both, distance);
            machine.alsoAt(internet.host(site, name, site.router().outsideIp()));
        });
    }

    /** Each in a prefix of its own. */
    private IpAddress newSix() {
        addressesUsed++;
        IpAddress address = IpAddress.parse("2001:db8:" + Integer.toHexString(addressesUsed) + "::2")
                .orElseThrow();
        safety.household(address);
        return address;
    }

    private Machine machine(String name, Role role, Site site, int number) {
        IpAddress ip = site.translates()
                ? IpAddress.of(192, 168, 1, number)
                : site.router().outsideIp();
        Host host = internet.host(site, name, ip);
        return new Machine(
                name,
                role,
                "home",
                host,
                time,
                manager,
                options.managerDistance(),
                new All(),
                dice.fork(name),
                options.handsFree());
    }

    /** RFC 6598. */
    private IpAddress newSharedAddress() {
        addressesUsed++;
        return IpAddress.of(100, 64, addressesUsed / 250, 1 + addressesUsed % 250);
    }

    private IpAddress newAddress() {
        addressesUsed++;
        IpAddress address = IpAddress.of(203, 0, 113 + addressesUsed / 250, 1 + addressesUsed % 250);
        safety.household(address);
        return address;
    }

    /** Tells everybody who watches, in order. */
    private final class All implements Watcher, Overseer {
        @Override
        public void input(Machine machine, Input input) {
            watchers.forEach(watcher -> watcher.input(machine, input));
        }

        @Override
        public void effect(Machine machine, Effect effect) {
            watchers.forEach(watcher -> watcher.effect(machine, effect));
            if (effect instanceof Effect.GiveUp && (machine == caller || machine == device)) {
                machine.running().ifPresent(boot -> time.after(Duration.ZERO, () -> restart(machine, boot)));
            }
        }

        @Override
        public void soundSent(Machine machine, CallId call, Way way, Bytes packet, boolean early) {
            watchers.forEach(watcher -> watcher.soundSent(machine, call, way, packet, early));
        }

        @Override
        public void soundArrived(Machine machine, CallId call, Bytes packet, Voice.Arrival arrival) {
            watchers.forEach(watcher -> watcher.soundArrived(machine, call, packet, arrival));
        }

        @Override
        public boolean reads() {
            return readable;
        }

        @Override
        public void managerNoted(Event event) {
            report.count(Report.name(event.name()));
            overseers.forEach(overseer -> overseer.managerNoted(event));
        }

        @Override
        public void sent(Message message) {
            overseers.forEach(overseer -> overseer.sent(message));
        }

        @Override
        public void arrived(Message message) {
            overseers.forEach(overseer -> overseer.arrived(message));
        }

        /** The last one decides: a test's own meddling. */
        @Override
        public List<Duration> copies(Message message) {
            return overseers.getLast().copies(message);
        }
    }

    // ---- what can be done with it ----

    /** A program that has given up ends; whoever watches over it, systemd or a person, starts it again. */
    private void restart(Machine machine, Running boot) {
        if (machine.running().equals(Optional.of(boot))) {
            machine.die(false);
            ledger.off(machine);
            time.after(STARTED_AGAIN, () -> {
                if (!machine.isOn()) {
                    machine.boot();
                }
            });
        }
    }

    /** Everybody's power goes on. */
    void boot() {
        device.boot();
        caller.boot();
        liar.ifPresent(Machine::boot);
    }

    /** Lets time pass; nothing may hang meanwhile. */
    void run(Duration length) {
        Duration step = Duration.ofMillis(500);
        for (Duration left = length; left.isPositive(); left = left.minus(step)) {
            time.run(left.compareTo(step) < 0 ? left : step);
            ledger.checkThatNothingHangs();
        }
    }

    void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    void oversee(Overseer overseer) {
        overseers.add(overseer);
    }

    /** The home's router forgets everything and gets a new address. */
    void reboot(Machine machine) {
        Site site = machine.host().site();
        if (site.router().outsideIp().isV4()) {
            internet.reboot(site, site.carrier().isPresent() ? newSharedAddress() : newAddress());
        } else {
            internet.reboot(site, newSix());
        }
        // The same box.
        for (Machine inside : List.of(caller, device)) {
            if (inside.host().site() == site) {
                inside.six().ifPresent(six -> internet.reboot(six.site(), newSix()));
            }
        }
    }

    /** The same for the carrier's router, where there is one: all its homes have another address. */
    boolean rebootCarrier() {
        carrier.ifPresent(it -> internet.reboot(it, newAddress()));
        return carrier.isPresent();
    }

    /** Wi-Fi to another network, or home again: another address on another link, and its sockets are bound anew. */
    void carry(Machine machine, boolean home) {
        Host host = machine.host();
        boolean device = machine == this.device;
        Site to = home ? (device ? deviceSite : callerSite) : elsewhere(machine);
        IpAddress ip = to.translates()
                ? IpAddress.of(192, 168, home ? 1 : 43, device ? 3 : 2)
                : to.router().outsideIp();
        internet.move(host, to, ip);
        machine.sixIsThere(home);
        machine.rebind();
    }

    boolean isElsewhere(Machine machine) {
        return machine.host().site() != (machine == device ? deviceSite : callerSite);
    }

    private Site elsewhere(Machine machine) {
        roams++;
        RouterKind kind = RouterKind.linux();
        return internet.site(
                "elsewhere " + roams, kind, newAddress(), machine.host().site().distance());
    }

    EventQueue time() {
        return time;
    }

    Internet internet() {
        return internet;
    }

    Dice dice() {
        return dice;
    }

    Options options() {
        return options;
    }

    Report report() {
        return report;
    }

    Trace trace() {
        return trace;
    }

    Safety safety() {
        return safety;
    }

    Ledger ledger() {
        return ledger;
    }

    Manager manager() {
        return manager;
    }

    Machine caller() {
        return caller;
    }

    Machine device() {
        return device;
    }

    Optional<Machine> liar() {
        return liar;
    }

    /** Whoever has a machine. */
    List<Machine> everybody() {
        List<Machine> all = new ArrayList<>(List.of(caller, device));
        liar.ifPresent(all::add);
        return all;
    }

    Optional<Family> family() {
        return family;
    }

    Optional<EvilManager> evil() {
        return evil;
    }
}
