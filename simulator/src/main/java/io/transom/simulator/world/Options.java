package io.transom.simulator.world;

import io.transom.simulator.net.Dice;
import io.transom.simulator.net.Weather;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall.Mapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Everything about a world that isn't what its machines do.
 *
 * @param sameHome both machines are behind the caller's router
 * @param callerDistance and the others: half a leg between two equally distant parties
 * @param alternateAddress the manager's reflector has a second address
 * @param handsFree the device's microphone is open for the length of a call
 * @param liar there is a member of the household that claims to be where a victim is
 * @param weather of the hostile phase
 * @param faults in order of time
 */
public record Options(
        long seed,
        RouterKind caller,
        RouterKind device,
        boolean sameHome,
        Duration callerDistance,
        Duration deviceDistance,
        Duration managerDistance,
        boolean alternateAddress,
        boolean handsFree,
        boolean liar,
        Weather.Quality weather,
        Duration hostile,
        List<Planned> faults) {

    /** A fault and when it strikes. */
    public record Planned(Duration at, Fault fault) {}

    /** RFC 4787 REQ-5's two minutes, and the shortest that was seen in homes. */
    private static final List<Duration> EXPIRIES = List.of(RouterKind.ORDINARY_EXPIRY, Duration.ofSeconds(30));

    /** One home in so many holds both the device and the caller. */
    private static final int SAME_HOME_EVERY = 29;

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
                false,
                near,
                near,
                near,
                true,
                true,
                false,
                Weather.Quality.steady(Duration.ZERO),
                Duration.ZERO,
                List.of());
    }

    /** Consecutive seeds go through all pairs of routers; everything else is thrown. */
    public static Options of(long seed) {
        Dice dice = new Dice(seed).fork("options");
        List<RouterKind> kinds = RouterKind.all();
        int pair = (int) Math.floorMod(seed, (long) kinds.size() * kinds.size());
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
            faults.add(new Planned(dice.between(Duration.ZERO, hostile), dice.oneOf(List.of(Fault.values()))));
        }
        faults.sort(Comparator.comparing(Planned::at));
        RouterKind caller = kinds.get(pair / kinds.size()).expiring(dice.oneOf(EXPIRIES));
        return new Options(
                seed,
                caller,
                kinds.get(pair % kinds.size()).expiring(dice.oneOf(EXPIRIES)),
                // Without translation a home has one public address, and so one host.
                dice.below(SAME_HOME_EVERY) == 0 && caller.mapping() != Mapping.NONE,
                dice.between(near, far),
                dice.between(near, far),
                dice.between(near, far),
                dice.chance(0.5),
                dice.chance(0.5),
                dice.chance(0.3),
                weather,
                hostile,
                faults);
    }

    /** Printed with the seed. */
    public String text() {
        return "caller " + caller.text() + " " + millis(callerDistance) + ", device " + device.text() + " "
                + millis(deviceDistance) + (sameHome ? ", in one home" : "") + ", manager " + millis(managerDistance)
                + (alternateAddress ? " with" : " without") + " an alternate address"
                + (handsFree ? ", hands-free" : ", push-to-talk") + (liar ? ", a liar" : "")
                + ", loss " + percent(weather.loss()) + ", doubles " + percent(weather.duplication()) + ", late "
                + percent(weather.reordering()) + ", hostile for " + hostile.toSeconds() + " s: "
                + faults.stream()
                        .map(planned -> planned.fault() + " at " + millis(planned.at()))
                        .collect(Collectors.joining(", "));
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }

    private static String percent(double fraction) {
        return Math.round(fraction * 100) + " %";
    }
}
