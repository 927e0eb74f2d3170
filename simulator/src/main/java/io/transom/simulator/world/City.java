package io.transom.simulator.world;

import io.transom.core.Effect;
import io.transom.core.event.EventName;
import io.transom.simulator.control.Manager;
import io.transom.simulator.control.Overseer;
import io.transom.simulator.home.Machine;
import io.transom.simulator.home.Watcher;
import io.transom.simulator.net.Dice;
import io.transom.simulator.net.EventQueue;
import io.transom.simulator.net.Host;
import io.transom.simulator.net.Internet;
import io.transom.simulator.net.Site;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Many homes with an intercom each, and one manager that has to do with them all: what happens when everybody comes back
 * at once. The manager has one processor, so that whoever comes too early makes the others wait.
 */
public final class City {
    private static final Duration NEAR = Duration.ofMillis(10);
    /** A home's agents, its router's and its manager's timers, and what is under way. */
    private static final int EVENTS_EACH = 60;

    private static final Duration SECOND = Duration.ofSeconds(1);
    /** A provider sets up its customers one after the other. */
    private static final Duration MOVING_IN = Duration.ofMillis(5);

    /**
     * How everybody came back.
     *
     * @param peak logins that came to the manager in its worst second
     * @param logins that came altogether: more than there are homes is work done in vain
     * @param took from the moment at which it could be reached again until the last one was registered
     */
    public record Comeback(int peak, int logins, Duration took) {}

    private final EventQueue time;
    private final Internet internet;
    private final Dice dice;
    private final Manager manager;
    private final List<Machine> machines = new ArrayList<>();
    private final Set<Machine> registered = new LinkedHashSet<>();
    private final List<Moment> logins = new ArrayList<>();

    /** {@code eachLogin}: how long one keeps the manager's processor busy. */
    public City(int homes, long seed, Duration eachLogin) {
        this.time = new EventQueue(1000 + homes * EVENTS_EACH);
        this.dice = new Dice(seed);
        this.internet = new Internet(time, dice.fork("internet"));
        Host host = internet.publicHost("manager", IpAddress.of(198, 51, 100, 1), NEAR);
        this.manager = new Manager(time, List.of(host), new Eyes(), dice.fork("manager"));
        manager.takes(eachLogin);
        for (int home = 0; home < homes; home++) {
            machines.add(machine(home));
        }
    }

    /** Each home is in a network of its own, as the homes of many providers are. */
    private Machine machine(int home) {
        IpAddress outside = IpAddress.of(11 + (home >> 16), home >> 8 & 0xFF, home & 0xFF, 7);
        Site site = internet.site("home " + home, RouterKind.linux(), outside, NEAR);
        Host host = internet.host(site, "door " + home, IpAddress.of(192, 168, 1, 2));
        return new Machine(
                "door",
                Role.DEVICE,
                "home " + home,
                host,
                time,
                manager,
                NEAR,
                new Eyes(),
                dice.fork("door " + home),
                true);
    }

    private final class Eyes implements Watcher, Overseer {
        @Override
        public void loggingIn() {
            logins.add(time.now());
        }

        @Override
        public void effect(Machine machine, Effect effect) {
            if (effect instanceof Effect.Note note) {
                if (note.event().name() == EventName.REGISTERED) {
                    registered.add(machine);
                } else if (note.event().name() == EventName.DISCONNECTED) {
                    registered.remove(machine);
                }
            }
        }
    }

    // ---- what befalls it ----

    /** Everybody moves in, one by one, and lives there for a while. */
    public void settle(Duration longest) {
        for (int i = 0; i < machines.size(); i++) {
            Machine machine = machines.get(i);
            time.after(MOVING_IN.multipliedBy(i), machine::boot);
        }
        time.run(MOVING_IN.multipliedBy(machines.size()));
        awaitAll(longest);
        time.run(Duration.ofSeconds(15));
    }

    /** The manager is gone for so long, and every connection with it. */
    public Comeback managerAbsent(Duration length, Duration longest) {
        manager.stop();
        time.run(length);
        manager.start();
        return comeBack(longest);
    }

    /**
     * The power is gone, at the manager's too; when it returns, everybody's program starts within {@code spread}: small
     * computers of one kind need about the same time to boot.
     */
    public Comeback blackout(Duration spread, Duration longest) {
        machines.forEach(machine -> machine.die(true));
        registered.clear();
        manager.stop();
        time.run(Duration.ofMinutes(5));
        manager.start();
        for (Machine machine : machines) {
            time.after(dice.between(Duration.ZERO, spread), machine::boot);
        }
        return comeBack(longest);
    }

    private Comeback comeBack(Duration longest) {
        Moment begun = time.now();
        logins.clear();
        awaitAll(longest);
        return new Comeback(peak(), logins.size(), time.now().since(begun));
    }

    private void awaitAll(Duration longest) {
        Duration step = Duration.ofMillis(100);
        for (Duration waited = Duration.ZERO; registered.size() < machines.size(); waited = waited.plus(step)) {
            if (waited.compareTo(longest) > 0) {
                throw new Violation("after " + longest.toSeconds() + " s only " + registered.size() + " of "
                        + machines.size() + " homes are back, after " + logins.size() + " logins");
            }
            time.run(step);
        }
    }

    /** The most logins in any one second. */
    private int peak() {
        int peak = 0;
        int from = 0;
        for (int to = 0; to < logins.size(); to++) {
            while (logins.get(from).plus(SECOND).reached(logins.get(to))) {
                from++;
            }
            peak = Math.max(peak, to - from + 1);
        }
        return peak;
    }
}
