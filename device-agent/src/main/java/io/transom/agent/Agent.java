package io.transom.agent;

import io.transom.core.Input;
import io.transom.core.device.Device;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.household.PairingCode;
import io.transom.media.voice.Voice;
import io.transom.node.host.EndpointHost;
import io.transom.node.keys.KeyStore;
import io.transom.node.program.ClockTeller;
import io.transom.node.program.EndpointDesk;
import io.transom.node.program.EndpointSettings;
import io.transom.node.program.MemberAudience;
import io.transom.node.running.CommandSocket;
import io.transom.node.running.Desk;
import io.transom.node.running.RunningProgram;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Entropy;
import io.transom.wire.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An intercom that can be embedded: connects at once and stays until it is closed. Safe for any thread. */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    /**
     * @param handsFree the microphone is open for the length of a call, not only while push-to-talk is held
     * @param ringLength how long one press of the button rings
     * @param door the door whose relay the hardware has, if it is to be opened from afar
     * @param preview whoever a press rings may hear the visitor before anybody has answered
     * @param dropIn whether anybody may hear this place without a press here
     */
    public record Settings(
            EndpointSettings endpoint,
            boolean handsFree,
            Duration ringLength,
            Optional<Device.DoorSettings> door,
            boolean preview,
            Device.DropIn dropIn) {
        public Settings(
                EndpointSettings endpoint, boolean handsFree, Duration ringLength, Optional<Device.DoorSettings> door) {
            this(endpoint, handsFree, ringLength, door, false, Device.DropIn.ALLOWED);
        }

        public Settings(EndpointSettings endpoint, boolean handsFree, Duration ringLength) {
            this(endpoint, handsFree, ringLength, Optional.empty());
        }
    }

    private final KeyStore keys;
    private final EndpointHost host;
    private final ClockTeller clock;
    private final EndpointDesk desk;
    private final Optional<CommandSocket> commands;
    private final Hardware hardware;
    private final TonedSoundCard sound;
    private final Consumer<Event> events;
    /** One pulse after the other, and nobody waits for a relay: it may take a second to say that it can't. */
    private final ExecutorService relay = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("door-relay").daemon().factory());

    private final CompletableFuture<String> gaveUp = new CompletableFuture<>();
    private final CompletableFuture<Void> registered = new CompletableFuture<>();

    private Agent(Settings settings, Hardware hardware) throws IOException {
        this.hardware = hardware;
        this.sound = new TonedSoundCard(hardware.soundCard());
        this.events = settings.endpoint().events();
        Entropy entropy = new SystemEntropy();
        this.keys = KeyStore.open(settings.endpoint().data(), entropy);
        this.desk = new EndpointDesk(keys, Role.DEVICE, this::tell);
        try {
            Device device = new Device(
                    new Device.Settings(
                            settings.endpoint().station(keys),
                            settings.handsFree(),
                            settings.ringLength(),
                            settings.door(),
                            settings.preview(),
                            settings.dropIn()),
                    entropy);
            this.host = EndpointHost.start(
                    device, settings.endpoint().parts(keys, this::hear, sound, entropy, new Hearing(keys)));
        } catch (IOException | RuntimeException e) {
            keys.close();
            throw e;
        }
        this.clock = ClockTeller.start(settings.endpoint().clock(), host::tell);
        this.commands = CommandSocket.tryListen(
                RunningProgram.endpoint(settings.endpoint().data()), desk);
    }

    private void tell(Input input) {
        host.tell(input);
    }

    /** Does what commands ask of this intercom: joining, telling how it is. */
    public Desk desk() {
        return desk;
    }

    /** Joins the household that has made this code, once somebody presses the button. */
    public void join(PairingCode code) {
        host.tell(new Input.JoinHousehold(code, Role.DEVICE));
    }

    /** Whether it belongs to a household. */
    public boolean isPaired() {
        return keys.household().isPresent();
    }

    /** Connects and listens to the pins. {@code hardware} is closed with the agent. */
    public static Agent start(Settings settings, Hardware hardware) throws IOException {
        Agent agent = new Agent(settings, hardware);
        hardware.listen((line, active) -> agent.host.tell(new Input.LineChanged(line, active)));
        return agent;
    }

    /** Completes when the manager has registered us for the first time. */
    public CompletableFuture<Void> registered() {
        return registered;
    }

    /** Completes with a reason where it is pointless to go on: a bad invite, a wrong manager. */
    public CompletableFuture<String> gaveUp() {
        return gaveUp;
    }

    /** Hangs up, leaves and lets go of everything; the lamp goes dark. */
    @Override
    public void close() {
        commands.ifPresent(CommandSocket::close);
        clock.close();
        relay.shutdown();
        host.close();
        keys.close();
        hardware.close();
    }

    private void hear(Event event) {
        events.accept(event);
        desk.hear(event);
        if (event.name() == EventName.REGISTERED) {
            registered.complete(null);
        }
    }

    private Input.RelayAnswered pulsed(String door, Duration length) {
        Optional<DoorRelay> has = hardware.relay();
        if (has.isEmpty()) {
            return new Input.RelayAnswered(false, "this intercom has no relay");
        }
        try {
            has.get().pulse(length);
            sound.ring();
            return new Input.RelayAnswered(true, "");
        } catch (IOException e) {
            LOG.warn("The relay of \"{}\" did not move: {}", door, e.getMessage());
            return new Input.RelayAnswered(false, "the relay did not move: " + e.getMessage());
        }
    }

    private final class Hearing extends MemberAudience {
        Hearing(KeyStore keys) {
            super(keys);
        }

        @Override
        public boolean lamp(Voice.Lamp lamp) {
            return hardware.lamp(lamp);
        }

        @Override
        public void pulseRelay(String door, Duration length) {
            relay.execute(() -> host.tell(pulsed(door, length)));
        }

        @Override
        public void gaveUp(String reason) {
            desk.gaveUp(reason);
            gaveUp.complete(reason);
        }
    }
}
