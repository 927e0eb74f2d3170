package io.transom.agent;

import io.transom.core.Input;
import io.transom.core.device.Device;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.media.voice.Voice;
import io.transom.node.host.EndpointHost;
import io.transom.node.keys.KeyStore;
import io.transom.node.program.EndpointSettings;
import io.transom.node.program.MemberAudience;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.Entropy;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An intercom that can be embedded: connects at once and stays until it is closed. Safe for any thread. */
public final class Agent implements AutoCloseable {
    /**
     * @param handsFree the microphone is open for the length of a call, not only while push-to-talk is held
     * @param ringLength how long one press of the button rings
     */
    public record Settings(EndpointSettings endpoint, boolean handsFree, Duration ringLength) {}

    private final KeyStore keys;
    private final EndpointHost host;
    private final Hardware hardware;
    private final Consumer<Event> events;
    private final CompletableFuture<String> gaveUp = new CompletableFuture<>();
    private final CompletableFuture<Void> registered = new CompletableFuture<>();

    private Agent(Settings settings, Hardware hardware) throws IOException {
        this.hardware = hardware;
        this.events = settings.endpoint().events();
        Entropy entropy = new SystemEntropy();
        this.keys = KeyStore.open(settings.endpoint().data(), entropy);
        try {
            Device device = new Device(
                    new Device.Settings(settings.endpoint().station(keys), settings.handsFree(), settings.ringLength()),
                    entropy);
            this.host = EndpointHost.start(
                    device, settings.endpoint().parts(this::hear, hardware.soundCard(), entropy, new Hearing(keys)));
        } catch (IOException | RuntimeException e) {
            keys.close();
            throw e;
        }
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
        host.close();
        keys.close();
        hardware.close();
    }

    private void hear(Event event) {
        events.accept(event);
        if (event.name() == EventName.REGISTERED) {
            registered.complete(null);
        }
    }

    private final class Hearing extends MemberAudience {
        Hearing(KeyStore keys) {
            super(keys);
        }

        @Override
        public void lamp(Voice.Lamp lamp) {
            hardware.lamp(lamp);
        }

        @Override
        public void gaveUp(String reason) {
            gaveUp.complete(reason);
        }
    }
}
