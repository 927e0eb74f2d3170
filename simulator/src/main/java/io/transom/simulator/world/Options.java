package io.transom.simulator.world;

import io.transom.simulator.net.Dice;
import io.transom.simulator.net.Weather;
import io.transom.simulator.router.Ports;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything about a world that isn't what its machines do.
 *
 * @param carrier the carrier's router, where the layout has one
 * @param callerSix and deviceSix: the home's IPv6, where it has that
 * @param callerDistance and the others: half a leg between two equally distant parties
 * @param alternateAddress the manager's reflector has a second address
 * @param handsFree the device's microphone is open for the length of a call
 * @param liar there is a member of the household that claims to be where a victim is
 * @param weather of the hostile phase
 * @param faults in order of time
 * @param evil the manager lies, while the faults go on
 * @param household the home has records of its own of who is a member, and a lock
 */
public record Options(
        long seed,
        RouterKind caller,
        RouterKind device,
        Layout layout,
        RouterKind carrier,
        Optional<Six> callerSix,
        Optional<Six> deviceSix,
        Duration callerDistance,
        Duration deviceDistance,
        Duration managerDistance,
        boolean alternateAddress,
        boolean handsFree,
        boolean liar,
        Weather.Quality weather,
        Duration hostile,
        List<Planned> faults,
        boolean evil,
        boolean household) {

    /** A fault and when it strikes. */
    public record Planned(Duration at, Fault fault) {}

    /** RFC 4787 REQ-5's two minutes, and the shortest that was seen in homes. */
    private static final List<Duration> EXPIRIES = List.of(RouterKind.ORDINARY_EXPIRY, Duration.ofSeconds(30));

    /** The kinds that differ in whom they let in, and none at all. */
    static final List<RouterKind> KINDS = Stream.concat(RouterKind.all().stream(), Stream.of(RouterKind.blocked()))
            .toList();

    /** One world in so many isn't two homes on the open internet. */
    private static final int OTHER_LAYOUT_EVERY = 6;

    private static final List<Layout> OTHER_LAYOUTS =
            List.of(Layout.ONE_HOME, Layout.CALLER_AT_CARRIER, Layout.DEVICE_AT_CARRIER, Layout.ONE_CARRIER);

    /** One home in so many has IPv6, so that most worlds still lean on IPv4 alone. */
    private static final int SIX_EVERY = 3;

    /** One home's router in so many grants ports, which makes of any kind one that everybody reaches. */
    private static final int GRANTS_EVERY = 8;

    /** Elsewhere a member is whom the manager calls one. */
    private static final int HOUSEHOLD_EVERY = 5;

    /** There members find each other without the manager. */
    private static final int HOUSEHOLD_IN_ONE_HOME_EVERY = 2;

    private static final int ALONE_EVERY = 4;

    /** Of the thirteen kinds: before it are the open one and three firewalls. */
    private static final int FIRST_NAT = 4;

    /** Those of which every world has some; thrown apart, so that one more leaves the other worlds as they are. */
    private static final List<Fault> FAULTS = Stream.of(Fault.values())
            .filter(fault -> fault != Fault.CLOCKS_JUMP)
            .toList();

    private static final int CLOCKS_JUMP_EVERY = 4;

    private static final int LEAST_FAULTS = 3;
    private static final int MOST_FAULTS = 12;

    public Options {
        faults = List.copyOf(faults);
    }

    /** A calm world of two homes, 20 ms apart by every leg. */
    public static Options calm(RouterKind caller, RouterKind device) {
        Duration near = Duration.ofMillis(10);
        return new Options(
                1,
                caller,
                device,
                Layout.TWO_HOMES,
                RouterKind.linux(),
                Optional.empty(),
                Optional.empty(),
                near,
                near,
                near,
                true,
                true,
                false,
                Weather.Quality.steady(Duration.ZERO),
                Duration.ZERO,
                List.of(),
                false,
                false);
    }

    /** The same world with other dice. */
    Options withSeed(long newSeed) {
        return with(newSeed, layout, carrier, callerSix, deviceSix, liar, evil, household);
    }

    /** The same world with these homes behind a carrier's router, or in one. */
    public Options in(Layout newLayout, RouterKind newCarrier) {
        return with(seed, newLayout, newCarrier, callerSix, deviceSix, liar, evil, household);
    }

    /** The same world with IPv6 in these homes. */
    Options withSix(Optional<Six> ofCaller, Optional<Six> ofDevice) {
        return with(seed, layout, carrier, ofCaller, ofDevice, liar, evil, household);
    }

    /** The same world with a member of the household that claims to be where a victim is. */
    Options withLiar() {
        return with(seed, layout, carrier, callerSix, deviceSix, true, evil, household);
    }

    /** The same world with a household that has its own records, a manager that lies, and a stranger who is its friend. */
    public Options withEvilManager() {
        return with(seed, layout, carrier, callerSix, deviceSix, true, true, true);
    }

    private Options with(
            long newSeed,
            Layout newLayout,
            RouterKind newCarrier,
            Optional<Six> newCallerSix,
            Optional<Six> newDeviceSix,
            boolean newLiar,
            boolean newEvil,
            boolean newHousehold) {
        return new Options(
                newSeed,
                caller,
                device,
                newLayout,
                newCarrier,
                newCallerSix,
                newDeviceSix,
                callerDistance,
                deviceDistance,
                managerDistance,
                alternateAddress,
                handsFree,
                newLiar,
                weather,
                hostile,
                faults,
                newEvil,
                newHousehold);
    }

    /** Consecutive seeds go through all pairs of routers; everything else is thrown. */
    public static Options of(long seed) {
        Dice dice = new Dice(seed).fork("options");
        int pair = (int) Math.floorMod(seed, (long) KINDS.size() * KINDS.size());
        Duration near = Duration.ofMillis(2);
        Duration far = Duration.ofMillis(60);
        Weather.Quality weather = new Weather.Quality(
                dice.fraction() * 0.30,
                dice.fraction() * 0.20,
                dice.fraction() * 0.20,
                Duration.ofMillis(dice.below(40)),
                Duration.ofMillis(50 + dice.below(300)));
        Duration hostile = Duration.ofSeconds(15 + dice.below(16));
        List<Planned> faults = new ArrayList<>();
        int count = LEAST_FAULTS + dice.below(MOST_FAULTS - LEAST_FAULTS + 1);
        for (int i = 0; i < count; i++) {
            faults.add(new Planned(dice.between(Duration.ZERO, hostile), dice.oneOf(FAULTS)));
        }
        Dice ofClocks = dice.fork("clocks");
        if (ofClocks.below(CLOCKS_JUMP_EVERY) == 0) {
            faults.add(new Planned(ofClocks.between(Duration.ZERO, hostile), Fault.CLOCKS_JUMP));
        }
        faults.sort(Comparator.comparing(Planned::at));
        Dice ofGrants = dice.fork("grants");
        RouterKind caller = grant(furnish(KINDS.get(pair / KINDS.size()), dice), ofGrants);
        RouterKind device = grant(furnish(KINDS.get(pair % KINDS.size()), dice), ofGrants);
        Layout layout = layout(caller, device, dice);
        Dice ofSix = dice.fork("IPv6");
        return new Options(
                seed,
                caller,
                device,
                layout,
                furnish(
                        dice.oneOf(RouterKind.all()
                                .subList(FIRST_NAT, RouterKind.all().size())),
                        dice),
                six(layout, ofSix),
                six(layout, ofSix),
                dice.between(near, far),
                dice.between(near, far),
                dice.between(near, far),
                dice.chance(0.5),
                dice.chance(0.5),
                dice.chance(0.3),
                weather,
                hostile,
                faults,
                false,
                household(layout, dice.fork("household")));
    }

    private static boolean household(Layout layout, Dice dice) {
        return dice.below(layout == Layout.ONE_HOME ? HOUSEHOLD_IN_ONE_HOME_EVERY : HOUSEHOLD_EVERY) == 0;
    }

    /** What a router is beyond whom it lets in. */
    private static RouterKind furnish(RouterKind plain, Dice dice) {
        RouterKind kind = plain.expiring(dice.oneOf(EXPIRIES));
        Ports ports = dice.oneOf(List.of(Ports.values()));
        boolean refreshing = dice.chance(0.3);
        boolean hairpin = dice.chance(0.3);
        boolean reject = dice.chance(0.15);
        if (!kind.closed() || kind.blocksUdp()) {
            return kind;
        }
        if (refreshing) {
            kind = kind.refreshing();
        }
        if (reject) {
            kind = kind.rejecting();
        }
        if (kind.mapping() == Mapping.NONE) {
            return kind;
        }
        kind = kind.choosing(ports);
        return hairpin ? kind.hairpinning() : kind;
    }

    private static RouterKind grant(RouterKind kind, Dice dice) {
        boolean grants = dice.below(GRANTS_EVERY) == 0;
        return grants && kind.mapping() != Mapping.NONE && !kind.blocksUdp() ? kind.granting() : kind;
    }

    /** A home without IPv4 is one of two, and has no carrier of that. */
    private static Optional<Six> six(Layout layout, Dice dice) {
        RouterKind firewall = dice.oneOf(Six.FIREWALLS).expiring(dice.oneOf(EXPIRIES));
        boolean has = dice.below(SIX_EVERY) == 0;
        boolean alone = dice.below(ALONE_EVERY) == 0;
        return has ? Optional.of(new Six(firewall, alone && layout == Layout.TWO_HOMES)) : Optional.empty();
    }

    /** Without translation a home has one public address, and so one host and no carrier before it. */
    private static Layout layout(RouterKind caller, RouterKind device, Dice dice) {
        Layout other = dice.oneOf(OTHER_LAYOUTS);
        boolean possible = (!other.callerAtCarrier() && other != Layout.ONE_HOME || caller.mapping() != Mapping.NONE)
                && (!other.deviceAtCarrier() || device.mapping() != Mapping.NONE);
        return dice.below(OTHER_LAYOUT_EVERY) == 0 && possible ? other : Layout.TWO_HOMES;
    }

    /** Printed with the seed. */
    public String text() {
        return "caller " + caller.text() + six(callerSix) + " " + millis(callerDistance) + ", device " + device.text()
                + six(deviceSix) + " " + millis(deviceDistance) + place() + ", manager " + millis(managerDistance)
                + (alternateAddress ? " with" : " without") + " an alternate address"
                + (handsFree ? ", hands-free" : ", push-to-talk") + (liar ? ", a liar" : "")
                + (evil ? ", an evil manager" : "")
                + (household ? ", a household" : "")
                + ", loss " + percent(weather.loss()) + ", doubles " + percent(weather.duplication()) + ", late "
                + percent(weather.reordering()) + ", hostile for " + hostile.toSeconds() + " s: "
                + faults.stream()
                        .map(planned -> planned.fault() + " at " + millis(planned.at()))
                        .collect(Collectors.joining(", "));
    }

    private static String six(Optional<Six> six) {
        return six.map(both -> ", " + both.text()).orElse("");
    }

    private String place() {
        return switch (layout) {
            case TWO_HOMES -> "";
            case ONE_HOME -> ", in one home";
            case CALLER_AT_CARRIER -> ", the caller behind a carrier's " + carrier.text();
            case DEVICE_AT_CARRIER -> ", the device behind a carrier's " + carrier.text();
            case ONE_CARRIER -> ", both behind one carrier's " + carrier.text();
        };
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }

    private static String percent(double fraction) {
        return Math.round(fraction * 100) + " %";
    }
}
