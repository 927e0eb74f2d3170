package io.transom.simulator.world;

import io.transom.core.Input;
import io.transom.core.manager.Switchboard.Presence;
import io.transom.simulator.home.Machine;
import io.transom.simulator.home.Running;
import io.transom.simulator.net.Host;
import io.transom.simulator.oracle.DualStack;
import io.transom.simulator.oracle.DualStack.Home;
import io.transom.simulator.oracle.Nat;
import io.transom.simulator.oracle.Reachability.Answer;
import io.transom.simulator.oracle.Reachability.Side;
import io.transom.simulator.router.RouterKind;
import io.transom.simulator.world.Ledger.End;
import io.transom.wire.CallId;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One world from its beginning to its judgement. */
public final class World {
    /**
     * Longest that may pass until everybody is registered where they are: a hanging connection is noticed after 12 s, a
     * backoff is 30 s at most and a connection takes six legs.
     */
    private static final Duration TO_REGISTER = Duration.ofSeconds(60);

    /** Whoever still waits for a call hears within 10 s; then that is hung up and the other end hears of it. */
    private static final Duration TO_CALM_DOWN = Duration.ofSeconds(15);

    private static final Duration TO_BE_GRANTED = Duration.ofSeconds(65);

    private static final Duration STEP = Duration.ofMillis(500);
    /** A crooked delivery keeps a message back for 2 s on each side of the manager: no call of before may come in later. */
    private static final Duration LATEST = Duration.ofSeconds(5);

    /** What the other end may take to notice that it is over, when nothing is lost. */
    private static final Duration TO_END = Duration.ofSeconds(3);

    /** Longer than a lost path takes to be noticed; whatever isn't settled by then has the rest of the longest wait. */
    private static final Duration TO_SETTLE = Duration.ofSeconds(3);

    private static final int MOST_FRAMES = 8;

    private final Town town;

    private World(Options options, Consumer<String> lines, boolean verbose) {
        this.town = new Town(options, lines, verbose, verbose);
    }

    /** The same world without a word about it. */
    public static Outcome run(Options options) {
        return run(options, Trace.NOBODY, false);
    }

    /** Runs the world of {@code options}; never throws on what the product does. */
    public static Outcome run(Options options, Consumer<String> lines, boolean verbose) {
        World world = new World(options, lines, verbose);
        Report report = world.town.report();
        report.count(options);
        String finalCall = "";
        Optional<String> violation = Optional.empty();
        try {
            finalCall = world.play();
        } catch (Violation broken) {
            violation = Optional.of(broken.what());
        } catch (RuntimeException bug) {
            violation = Optional.of("an exception of our own: " + bug + where(bug));
        }
        return new Outcome(options, world.town.trace().hash(), finalCall, violation, report);
    }

    /** The first places of ours in the stack. */
    private static String where(RuntimeException bug) {
        return Arrays.stream(bug.getStackTrace())
                .limit(MOST_FRAMES)
                .map(frame -> " at " + frame)
                .collect(Collectors.joining());
    }

    private String play() {
        town.boot();
        Faults faults = new Faults(town);
        Lies lies = new Lies(town);
        People people = new People(town);
        faults.begin();
        lies.begin();
        town.family().ifPresent(Family::begin);
        people.begin();
        town.run(town.options().hostile());
        town.trace().happened("", "the faults stop");
        people.end();
        faults.end();
        lies.end();
        awaitRegistration();
        awaitGrants();
        town.family().ifPresent(Family::awaitSpread);
        awaitSilence(people);
        return finalCall();
    }

    // ---- liveness ----

    /** Lets time pass until {@code done}; within {@code most}, or {@code otherwise} says what is wrong. */
    private void await(BooleanSupplier done, Duration most, Supplier<String> otherwise) {
        for (Duration waited = Duration.ZERO; !done.getAsBoolean(); waited = waited.plus(STEP)) {
            if (waited.compareTo(most) >= 0) {
                throw new Violation(otherwise.get());
            }
            town.run(STEP);
        }
    }

    private void awaitRegistration() {
        await(
                this::registered,
                TO_REGISTER,
                () -> "after " + TO_REGISTER.toSeconds() + " s without faults not everybody is registered: "
                        + town.manager().present());
    }

    /** A router that was started anew is asked again when a machine notices, within a minute (core.grant.PcpClient). */
    private void awaitGrants() {
        await(
                () -> both().stream().allMatch(this::granted),
                TO_BE_GRANTED,
                () -> "after " + TO_BE_GRANTED.toSeconds() + " s a router that grants ports has granted none");
    }

    private boolean granted(Machine machine) {
        Host host = machine.host();
        return host.site().gateway().isEmpty()
                || IntStream.range(0, machine.running().map(Running::sockets).orElse(0))
                        .mapToObj(socket -> host.at(Running.FIRST_PORT + socket))
                        .allMatch(inside ->
                                host.site().router().grants(inside, town.time().now()));
    }

    private boolean registered() {
        return both().stream().allMatch(this::registered);
    }

    private List<Machine> both() {
        return List.of(town.caller(), town.device());
    }

    /** Known to the manager at the addresses that its router gives it now, over a line that works. */
    private boolean registered(Machine machine) {
        Set<UdpAddress> seen = new TreeSet<>();
        int sockets = machine.running().map(Running::sockets).orElse(0);
        int open = 0;
        for (Host host : machine.hosts()) {
            boolean blocked = host.site().router().kind().blocksUdp();
            for (int socket = 0; socket < sockets && !blocked; socket++) {
                town.internet()
                        .outside(
                                host,
                                Running.FIRST_PORT + socket,
                                reflector(host.ip().isV4()))
                        .ifPresent(seen::add);
                open++;
            }
        }
        return seen.size() == open
                && town.ledger().isRegistered(machine)
                && machine.running().filter(boot -> boot.line().works()).isPresent()
                && town.manager().present().stream()
                        .map(Presence::peer)
                        .filter(peer -> peer.id().equals(machine.id()) && peer.online())
                        .anyMatch(peer -> new TreeSet<>(peer.attested()).equals(seen));
    }

    private UdpAddress reflector(boolean v4) {
        return town.manager().reflectors().stream()
                .filter(address -> address.ip().isV4() == v4)
                .findFirst()
                .orElseThrow();
    }

    /** Everybody hangs up what they still have; then nothing goes on, and what was said about it has arrived. */
    private void awaitSilence(People people) {
        for (Duration waited = Duration.ZERO; waited.compareTo(LATEST) < 0 || calls(); waited = waited.plus(STEP)) {
            if (waited.compareTo(TO_CALM_DOWN) >= 0) {
                throw new Violation("everybody has hung up, but calls go on");
            }
            people.end();
            town.run(STEP);
        }
    }

    private boolean calls() {
        return both().stream()
                .anyMatch(machine -> town.ledger().waits(machine)
                        || !town.ledger().unfinished(machine).isEmpty());
    }

    private String finalCall() {
        Moment begun = town.time().now();
        town.caller().input(new Input.Talk(true));
        town.device().input(new Input.LineChanged(Input.LineChanged.Line.TALK, true));
        town.caller().input(new Input.Ask(Town.DEVICE));
        town.run(TO_SETTLE);
        Answer answer = answer(town.options());
        town.report().count("final call expected " + answer);
        if (!isAsExpected(answer, begun)) {
            town.run(Ledger.LONGEST.minus(TO_SETTLE));
        }
        End caller = end(town.caller(), begun);
        End device = end(town.device(), begun);
        expectTalk(caller, device);
        expectPath(answer, caller, device);
        hangUp(caller);
        town.report().count("final call over " + path(caller) + " and " + path(device));
        town.report().count("final call's way is of " + caller.family + " and " + device.family);
        return "talked over " + path(caller);
    }

    private static String path(End end) {
        return end.path.orElse("?");
    }

    private boolean isAsExpected(Answer answer, Moment begun) {
        Optional<End> caller = town.ledger().latest(town.caller(), begun);
        Optional<End> device = town.ledger().latest(town.device(), begun);
        return caller.isPresent()
                && device.isPresent()
                && caller.get().firstSound.isPresent()
                && device.get().firstSound.isPresent()
                && isRight(answer, caller.get(), device.get());
    }

    private void expectPath(Answer answer, End caller, End device) {
        if (!isRight(answer, caller, device)) {
            throw new Violation(
                    "the oracle says " + answer + ", but they talk over " + path(caller) + " and " + path(device));
        }
    }

    private boolean isRight(Answer answer, End caller, End device) {
        Set<String> paths = new TreeSet<>(List.of(path(caller), path(device)));
        return switch (answer) {
            case LAN -> paths.equals(Set.of("lan"));
            case DIRECT -> paths.equals(Set.of("direct"));
            case DIRECT_IN_STEP -> paths.equals(Set.of("direct")) || !isCalm() && paths.equals(Set.of("relay"));
            case RELAY -> paths.equals(Set.of("relay"));
            case DIRECT_MOSTLY -> Set.of("direct", "relay").containsAll(paths);
            case DIRECT_OR_RELAY -> paths.equals(Set.of("direct")) || paths.equals(Set.of("relay"));
            case TUNNEL -> paths.contains("tunnel") && Set.of("tunnel", "relay").containsAll(paths);
        };
    }

    /** Nothing is lost or late, from the beginning. */
    private boolean isCalm() {
        return town.options().hostile().isZero();
    }

    /** What the oracle says of this world. */
    static Answer answer(Options options) {
        if (options.layout() == Layout.ONE_HOME) {
            // Whom nobody has seen can't know that the other is at the same place, but by multicast on its own link.
            return !options.caller().blocksUdp() || options.household() ? Answer.LAN : inOneHomeBySix(options);
        }
        Nat carrier = Nat.of(options.carrier());
        return DualStack.between(
                home(options.caller(), options.layout().callerAtCarrier(), carrier, options.callerSix()),
                home(options.device(), options.layout().deviceAtCarrier(), carrier, options.deviceSix()),
                options.layout() == Layout.ONE_CARRIER ? Optional.of(carrier) : Optional.empty());
    }

    private static Answer inOneHomeBySix(Options options) {
        Home caller = home(options.caller(), false, Nat.of(options.carrier()), options.callerSix());
        // Both are behind the one router there is, the caller's: the device's own kind isn't built.
        Home device = home(options.caller(), false, Nat.of(options.carrier()), options.deviceSix());
        return DualStack.between(caller, device, Optional.empty());
    }

    private static Home home(RouterKind kind, boolean atCarrier, Nat carrier, Optional<Six> six) {
        return new Home(
                six.filter(Six::alone).isPresent() ? Optional.empty() : Optional.of(side(kind, atCarrier, carrier)),
                six.map(ways -> Side.behind(Nat.of(ways.firewall()))));
    }

    private static Side side(RouterKind kind, boolean atCarrier, Nat carrier) {
        // A port that the inner router mints for everybody is of no use: nobody is told of an address that isn't
        // public.
        boolean useless = atCarrier && kind.mapping() != Mapping.ENDPOINT_INDEPENDENT;
        Nat own = kind.grants() && !useless ? Nat.of(kind).granting() : Nat.of(kind);
        return atCarrier ? Side.behind(own, carrier) : Side.behind(own);
    }

    private End end(Machine machine, Moment since) {
        return town.ledger()
                .latest(machine, since)
                .orElseThrow(() -> new Violation(machine.name() + " knows of no call after the faults"));
    }

    private void expectTalk(End caller, End device) {
        for (End end : List.of(caller, device)) {
            if (end.over.isPresent()) {
                throw new Violation("every pair can talk, but " + end.machine + "'s call ended: " + end.reason);
            }
            if (end.talking.isEmpty() || end.firstSound.isEmpty()) {
                throw new Violation("every pair can talk, but after 10 s " + end.machine + " "
                        + (end.talking.isEmpty() ? "has no path" : "hears nothing"));
            }
        }
    }

    private void hangUp(End caller) {
        for (CallId call : town.ledger().unfinished(town.caller())) {
            town.caller().input(new Input.HangUp(call));
        }
        await(
                () -> goOn(caller).isEmpty(),
                TO_END,
                () -> "anna has hung up, but a call goes on: " + String.join(", ", goOn(caller)));
        if (town.options().seed() % 8 == 0) {
            // What comes in late, and what is repeated, is watched as well; in some worlds, for it takes its time.
            town.run(TO_END);
        }
    }

    /** Who still is in the call that {@code caller} has ended. */
    private List<String> goOn(End caller) {
        return both().stream()
                .filter(machine -> end(machine, caller.begun).over.isEmpty())
                .map(Machine::name)
                .toList();
    }
}
