package io.transom.simulator.world;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.event.EventName;
import io.transom.media.voice.Voice;
import io.transom.simulator.control.Overseer;
import io.transom.simulator.home.Machine;
import io.transom.simulator.home.Watcher;
import io.transom.simulator.net.Weather;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Bytes;
import io.transom.wire.CallId;
import io.transom.wire.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A calm town in which everybody is registered, and in which a test may meddle with what is under way. */
final class Scene implements Watcher {
    /** One way between any two parties. */
    static final Duration LEG = Duration.ofMillis(20);

    static final RouterKind ORDINARY = RouterKind.parse("ei/apd").orElseThrow();

    final Town town;
    private final boolean warm;
    private final Map<String, Moment> first = new LinkedHashMap<>();
    private final List<CallId> rings = new ArrayList<>();
    private Moment begun = Moment.ZERO;

    Scene() {
        this(ORDINARY, ORDINARY);
    }

    Scene(RouterKind caller, RouterKind device) {
        this(Options.calm(caller, device));
    }

    Scene(Options options) {
        this(options, true);
        boot();
    }

    private Scene(Options options, boolean warm) {
        this.warm = warm;
        town = new Town(options, line -> {}, false);
        town.watch(this);
        control(message -> List.of(Duration.ZERO));
    }

    /** The same before anybody's power goes on. */
    static Scene dark(Options options) {
        return new Scene(options, true);
    }

    private Scene boot() {
        town.boot();
        return run(Duration.ofSeconds(2));
    }

    /** The same, in which nothing is prepared: the manager carries nothing that is about warm windows. */
    static Scene cold(RouterKind caller, RouterKind device) {
        return new Scene(Options.calm(caller, device), false).boot();
    }

    static Scene cold() {
        return cold(ORDINARY, ORDINARY);
    }

    /** Datagrams fare as {@code fate} says. */
    void weather(Weather fate) {
        town.internet().weather(fate);
    }

    /** Messages over the control connections fare as {@code fate} says of what is in them. */
    void control(Function<String, List<Duration>> fate) {
        town.oversee(new Overseer() {
            @Override
            public List<Duration> copies(Message message) {
                return warm || !message.what().contains(" warm") ? fate.apply(message.what()) : List.of();
            }
        });
    }

    Scene ask() {
        begin();
        town.caller().input(new Input.Talk(true));
        town.caller().input(new Input.Ask(Town.DEVICE));
        return this;
    }

    Scene press() {
        begin();
        town.device().input(new Input.LineChanged(Input.LineChanged.Line.BUTTON, true));
        return this;
    }

    /** Everybody speaks multicast from now on. */
    Scene multicast() {
        town.device().speakMulticast();
        town.caller().speakMulticast();
        return run(Duration.ofSeconds(2));
    }

    Scene answer() {
        begin();
        town.caller().input(new Input.Talk(true));
        town.caller().input(new Input.AnswerRing(rings.getLast()));
        return this;
    }

    void begin() {
        begun = town.time().now();
        first.clear();
    }

    Scene run(Duration length) {
        town.run(length);
        return this;
    }

    /** How long after the beginning this first happened at that machine. */
    Optional<Duration> after(Machine machine, EventName event) {
        return Optional.ofNullable(first.get(machine.name() + event)).map(at -> at.since(begun));
    }

    /** How long after the beginning the first authentic packet of sound arrived there. */
    Optional<Duration> soundArrivedAfter(Machine machine) {
        return Optional.ofNullable(first.get(machine.name() + "sound")).map(at -> at.since(begun));
    }

    @Override
    public void soundArrived(Machine machine, CallId call, Bytes packet, Voice.Arrival arrival) {
        if (arrival == Voice.Arrival.SOUND) {
            first.putIfAbsent(machine.name() + "sound", town.time().now());
        }
    }

    Optional<Ledger.End> end(Machine machine) {
        return town.ledger().latest(machine, begun);
    }

    @Override
    public void effect(Machine machine, Effect effect) {
        switch (effect) {
            case Effect.Note note ->
                first.putIfAbsent(
                        machine.name() + note.event().name(), town.time().now());
            case Effect.OfferRing ring -> rings.add(ring.ring());
            default -> {}
        }
    }
}
