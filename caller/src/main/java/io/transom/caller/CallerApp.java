package io.transom.caller;

import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.caller.Caller;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.household.StatementSet;
import io.transom.node.host.EndpointHost;
import io.transom.node.keys.KeyStore;
import io.transom.node.program.ClockTeller;
import io.transom.node.program.EndpointDesk;
import io.transom.node.program.EndpointSettings;
import io.transom.node.program.MemberAudience;
import io.transom.node.running.CommandSocket;
import io.transom.node.running.Desk;
import io.transom.node.running.RunningProgram;
import io.transom.node.sound.SoundCard;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.CallId;
import io.transom.wire.Entropy;
import io.transom.wire.Role;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A caller that can be embedded: connects at once and stays until it is closed. Safe for any thread. */
public final class CallerApp implements AutoCloseable {
    /** Someone at a door; {@code preview}: they can be heard before the answer. */
    public record Ring(CallId id, String from, boolean preview) {}

    /** How a call ended; {@code reason} is for people. */
    public record Ended(Optional<CallId> call, boolean soundWasHeard, String reason) {
        static Ended failed(String reason) {
            return new Ended(Optional.empty(), false, reason);
        }
    }

    /** What came of opening a door; {@code words} are for people. */
    public record Door(boolean open, String words) {}

    /** More rings at once than any household has doors. */
    private static final int MOST_RINGS = 16;

    private final Consumer<Event> events;
    private final KeyStore keys;
    private final EndpointHost host;
    private final ClockTeller clock;
    private final EndpointDesk desk;
    private final Optional<CommandSocket> commands;
    private final BlockingQueue<Ring> rings = new LinkedBlockingQueue<>(MOST_RINGS);
    private volatile CompletableFuture<Door> door = CompletableFuture.completedFuture(new Door(false, ""));
    private volatile CompletableFuture<Ended> ended = new CompletableFuture<>();
    private volatile CompletableFuture<CallId> talking = new CompletableFuture<>();
    private volatile Optional<CallId> current = Optional.empty();
    private final CompletableFuture<String> gaveUp = new CompletableFuture<>();

    private CallerApp(EndpointSettings settings, SoundCard soundCard, UnaryOperator<Endpoint> between)
            throws IOException {
        this.events = settings.events();
        Entropy entropy = new SystemEntropy();
        this.keys = KeyStore.open(settings.data(), entropy);
        this.desk = new EndpointDesk(keys, Role.CALLER, this::tell);
        try {
            this.host = EndpointHost.start(
                    between.apply(new Caller(settings.station(keys), entropy)),
                    settings.parts(keys, this::hear, soundCard, entropy, new Hearing(keys)));
        } catch (IOException | RuntimeException e) {
            keys.close();
            throw e;
        }
        this.clock = ClockTeller.start(settings.clock(), host::tell);
        this.commands = CommandSocket.tryListen(RunningProgram.endpoint(settings.data()), desk);
    }

    /** Connects, with {@code soundCard} for the calls to come. */
    public static CallerApp start(EndpointSettings settings, SoundCard soundCard) throws IOException {
        return new CallerApp(settings, soundCard, UnaryOperator.identity());
    }

    /** The same with {@code between} around its decisions: for showing that what goes wrong is noticed. */
    public static CallerApp start(EndpointSettings settings, SoundCard soundCard, UnaryOperator<Endpoint> between)
            throws IOException {
        return new CallerApp(settings, soundCard, between);
    }

    /** Calls the device of that name, as soon as the manager can be reached; the end of that call. */
    public CompletableFuture<Ended> call(String name) {
        CompletableFuture<Ended> result = expectCall();
        host.tell(new Input.Ask(name));
        return result;
    }

    /** Rings that have come in, oldest first. */
    public BlockingQueue<Ring> rings() {
        return rings;
    }

    /** Hears who is at the door before the ring is answered, where the intercom lets us; our microphone stays closed. */
    public void listen(Ring ring, boolean on) {
        host.tell(new Input.Listen(ring.id(), on));
    }

    /** Answers a ring; the end of the call that it becomes. */
    public CompletableFuture<Ended> answer(Ring ring) {
        CompletableFuture<Ended> result = expectCall();
        host.tell(new Input.AnswerRing(ring.id()));
        return result;
    }

    /** Opens or closes our microphone, now and for calls to come. */
    public void talk(boolean open) {
        host.tell(new Input.Talk(open));
    }

    /**
     * Has a door opened: that of the device of that name, or where it is empty of the one that we talk to. One at a time:
     * what came of it.
     */
    public synchronized CompletableFuture<Door> open(String lock) {
        if (!door.isDone()) {
            return CompletableFuture.completedFuture(new Door(false, "a door is being asked to open already"));
        }
        door = new CompletableFuture<>();
        host.tell(new Input.OpenDoor(lock));
        return door;
    }

    /** Ends the call that we talk in, if there is one. */
    public void hangUp() {
        current.ifPresent(call -> host.tell(new Input.HangUp(call)));
    }

    // ---- the household ----

    /** What this app knows of its household; empty where it was never paired. */
    public Optional<StatementSet> household() {
        return keys.household();
    }

    /** Does what commands ask of this app: inviting, joining, revoking, telling how it is. */
    public Desk desk() {
        return desk;
    }

    /** Invites, joins, or tells what was signed elsewhere. */
    public void tell(Input.OfHousehold input) {
        host.tell(input);
    }

    /** Completes when both ends can talk. */
    public CompletableFuture<CallId> talking() {
        return talking;
    }

    /** Completes with a reason where it is pointless to go on: a bad invite, a wrong manager. */
    public CompletableFuture<String> gaveUp() {
        return gaveUp;
    }

    /** Why there is no manager, in words for people; empty where there is one, or nothing is known yet. */
    public String trouble() {
        return desk.trouble();
    }

    /** Hangs up, leaves and lets go of everything. */
    @Override
    public void close() {
        commands.ifPresent(CommandSocket::close);
        clock.close();
        host.close();
        keys.close();
    }

    private void hear(Event event) {
        if (event.name() == EventName.TALKING) {
            current.ifPresent(talking::complete);
        }
        events.accept(event);
        desk.hear(event);
    }

    private synchronized CompletableFuture<Ended> expectCall() {
        if (ended.isDone()) {
            ended = new CompletableFuture<>();
            talking = new CompletableFuture<>();
        }
        return ended;
    }

    private final class Hearing extends MemberAudience {
        Hearing(KeyStore keys) {
            super(keys);
        }

        @Override
        public void ringOffered(CallId ring, String from, boolean preview) {
            // A full queue is a household whose every bell rings: the rest is rung again.
            boolean taken = rings.offer(new Ring(ring, from, preview));
            assert taken || rings.size() == MOST_RINGS;
        }

        @Override
        public void voiceStarted(CallId call) {
            current = Optional.of(call);
        }

        @Override
        public void callOver(CallId call, boolean soundWasHeard, String reason) {
            current = Optional.empty();
            ended.complete(new Ended(Optional.of(call), soundWasHeard, reason));
        }

        @Override
        public void doorAnswered(boolean open, String words) {
            door.complete(new Door(open, words));
        }

        @Override
        public void gaveUp(String reason) {
            desk.gaveUp(reason);
            gaveUp.complete(reason);
        }
    }
}
