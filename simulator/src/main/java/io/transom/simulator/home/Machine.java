package io.transom.simulator.home;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.Input.GatewayChanged.Gateway;
import io.transom.core.caller.Caller;
import io.transom.core.device.Device;
import io.transom.core.door.ReleaseRights;
import io.transom.core.endpoint.Station;
import io.transom.core.household.StatementSet;
import io.transom.core.lan.Member;
import io.transom.core.lan.Subnet;
import io.transom.core.trust.Identity;
import io.transom.core.trust.InviteCode;
import io.transom.simulator.control.ControlLine;
import io.transom.simulator.control.Manager;
import io.transom.simulator.control.Tunnel;
import io.transom.simulator.net.Dice;
import io.transom.simulator.net.EventQueue;
import io.transom.simulator.net.Host;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.PublicIdentity;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A simulated Pi or phone: its keys and what it remembers; and while it has power, the program on it. */
public final class Machine {
    /** What an honest clock says when a world begins: 2026-01-01, in seconds since 1970. */
    public static final long EPOCH = 1_767_225_600L;

    private static final Duration PULSE = Duration.ofSeconds(3);
    /** As home routers give their links. */
    private static final int HOME_PREFIX = 24;

    private final String name;
    private final Role role;
    private final Host host;
    private final EventQueue time;
    private final Manager manager;
    private final Duration managerDistance;
    private final Watcher watcher;
    private final Dice dice;
    private final Identity identity;
    private final InviteCode invite;
    private final boolean handsFree;
    private final Map<String, Member> pins = new TreeMap<>();
    private int boots;
    private boolean multicast;
    private boolean hadGateway;
    private boolean drivesALock;
    private boolean tellsTime;
    private Duration clockAhead = Duration.ZERO;
    private boolean preview;
    private Optional<UdpAddress> pretended = Optional.empty();
    private Optional<Host> six = Optional.empty();
    private boolean sixIsThere;
    private boolean joined;
    private Optional<StatementSet> household = Optional.empty();
    private long latestTime;
    private final Logs logs = new Logs();
    private Optional<Running> running = Optional.empty();

    /** {@code handsFree}: the device's microphone is open for the length of a call. */
    public Machine(
            String name,
            Role role,
            String household,
            Host host,
            EventQueue time,
            Manager manager,
            Duration managerDistance,
            Watcher watcher,
            Dice dice,
            boolean handsFree) {
        this.name = name;
        this.role = role;
        this.host = host;
        this.time = time;
        this.manager = manager;
        this.managerDistance = managerDistance;
        this.watcher = watcher;
        this.dice = dice;
        this.handsFree = handsFree;
        this.identity = Identity.generate(dice);
        this.invite = manager.invite(name, role, household, identity.id());
    }

    /** It has an IPv6 address as well, which is this host's. */
    public void alsoAt(Host ofIpv6) {
        six = Optional.of(ofIpv6);
        sixIsThere = true;
        ofIpv6.onDatagram((local, from, datagram) -> {
            if (sixIsThere) {
                running.ifPresent(boot -> boot.receive(local, from, datagram));
            }
        });
    }

    /** Whether it is where it has that address. */
    public void sixIsThere(boolean there) {
        sixIsThere = there;
    }

    /** Its IPv6 address, beside the one of IPv4, while it has it. */
    public Optional<Host> six() {
        return six.filter(host -> sixIsThere);
    }

    /** Its addresses: one, or one of each family. */
    public List<Host> hosts() {
        return Stream.concat(Stream.of(host), six().stream()).toList();
    }

    /** It was paired: from the next boot on these records say who is a member. */
    public void pair(StatementSet records) {
        household = Optional.of(records);
    }

    /** Who is a member, as far as it remembers; empty where it was never paired. */
    public Optional<StatementSet> household() {
        return household;
    }

    /** From the next boot on this device has a door's relay. */
    public void drivesALock() {
        drivesALock = true;
    }

    /** From the next boot on its program is told what the machine's clock says. */
    public void tellsTime() {
        tellsTime = true;
    }

    /** Its clock is so far ahead of the truth, or behind it, from now on. */
    public void setClock(Duration ahead) {
        clockAhead = ahead;
        tellsTime = true;
        readClock();
    }

    /** What its clock says, since 1970. */
    public long seconds() {
        return EPOCH + time.now().since(Moment.ZERO).plus(clockAhead).toSeconds();
    }

    private void readClock() {
        if (tellsTime) {
            input(new Input.ClockRead(seconds(), true));
        }
    }

    /** What its disk holds of logs. */
    public Logs logs() {
        return logs;
    }

    /** Whom it has met and remembers. */
    public Set<String> remembered() {
        return Set.copyOf(pins.keySet());
    }

    /** From the next boot on this machine lies: it claims to be seen, and to be at home, at this address. */
    public void pretend(UdpAddress address) {
        pretended = Optional.of(address);
    }

    Optional<UdpAddress> pretended() {
        return pretended;
    }

    /** From the next boot on this door lets whom it rings hear the visitor before anybody has answered. */
    public void previews() {
        preview = true;
    }

    public String name() {
        return name;
    }

    public Role role() {
        return role;
    }

    public Host host() {
        return host;
    }

    public PublicIdentity identity() {
        return identity.publicIdentity();
    }

    public EndpointId id() {
        return identity.id();
    }

    public boolean isOn() {
        return running.isPresent();
    }

    /** The program that runs now. */
    public Optional<Running> running() {
        return running;
    }

    /** Power on: a new boot of the program, with what was remembered. */
    public void boot() {
        Station.Settings settings = new Station.Settings(
                identity,
                joined ? Optional.empty() : Optional.of(invite),
                joined ? Optional.of(manager.identity().id()) : Optional.empty(),
                Map.of(),
                List.copyOf(pins.values()),
                ++boots,
                household,
                logs.known(),
                latestTime);
        Endpoint endpoint = switch (role) {
            case DEVICE ->
                new Device(new Device.Settings(settings, handsFree, Device.RING_LENGTH, lock(), preview), dice);
            case CALLER -> new Caller(settings, dice);
        };
        Running boot = new Running(
                this, endpoint, time, watcher, dice, listener -> new Tunnel(time, manager, this::leg, listener));
        boot.connect(new ControlLine(time, manager, id(), this::leg, boot::input, boot::reflectorsAre));
        running = Optional.of(boot);
        host.onDatagram(boot::receive);
        boot.bind(manager.reflectors());
        tellLinks();
        readClock();
    }

    /** Whose it is, its household's records say. */
    private Optional<Device.DoorSettings> lock() {
        return drivesALock
                ? Optional.of(new Device.DoorSettings(name, PULSE, ReleaseRights.nobody()))
                : Optional.empty();
    }

    /** From now on it speaks multicast on its own link, where that is a home's. */
    public void speakMulticast() {
        multicast = true;
        tellLinks();
    }

    private void tellLinks() {
        Optional<Gateway> gateway = host.site().gateway().map(router -> new Gateway(router.ip(), host.ip()));
        if (gateway.isPresent() || hadGateway) {
            hadGateway = true;
            input(new Input.GatewayChanged(gateway));
        }
        if (multicast) {
            List<Subnet> links = host.site().translates() ? List.of(new Subnet(host.ip(), HOME_PREFIX)) : List.of();
            input(new Input.LinksChanged(links));
        }
    }

    /** One way to the manager, from where it is now. */
    private Duration leg() {
        return host.site().distance().plus(managerDistance);
    }

    /** The lid is closed: the program stands still, and what arrives meanwhile by UDP is lost. */
    public void sleep() {
        running.ifPresent(Running::sleep);
    }

    public void wakeUp() {
        running.ifPresent(Running::wakeUp);
    }

    /** The program ends without a word; with {@code powerCut} not even its kernel says that its connection is gone. */
    public void die(boolean powerCut) {
        running.ifPresent(boot -> boot.die(powerCut));
        running = Optional.empty();
    }

    /** The host has another address. */
    public void rebind() {
        running.ifPresent(Running::rebind);
        tellLinks();
    }

    public void input(Input input) {
        running.ifPresent(boot -> boot.input(input));
    }

    void remember(Effect.Pin pin) {
        pins.put(pin.member().name(), pin.member());
    }

    void rememberTime(long seconds) {
        latestTime = seconds;
    }

    void hasJoined() {
        joined = true;
    }
}
