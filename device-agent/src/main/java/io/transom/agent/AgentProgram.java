package io.transom.agent;

import io.transom.agent.gpio.PiHardware;
import io.transom.agent.gpio.PiOptions;
import io.transom.agent.simulated.PinScript;
import io.transom.agent.simulated.SimulatedPi;
import io.transom.core.device.Device;
import io.transom.core.event.EventName;
import io.transom.core.household.PairingCode;
import io.transom.node.config.Configuration;
import io.transom.node.config.WrongValue;
import io.transom.node.events.EventFile;
import io.transom.node.events.Timeline;
import io.transom.node.program.EndpointOptions;
import io.transom.node.program.JoinLink;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code transom agent}: the intercom, until it is ended. */
@Command(
        name = "transom agent",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "transom 0.1.0",
        description = {
            "The intercom at the door: rings when its button is pressed, takes calls of its household, and sends",
            "sound while push-to-talk is held. Runs until it is ended (Ctrl-C, or SIGTERM).",
            "",
            "Examples:",
            "  transom agent --manager ws://intercom.example.org/mqtt --data /var/lib/transom \\",
            "      --invite CODE --hardware pi --mic alsa:default --speaker alsa:default",
            "  transom agent ... --hardware simulated --mic hello.wav --speaker heard.wav \\",
            "      --script \"at 2s press button; at 3s press talk; at 9s release talk\"",
            "",
            "Every option can also stand in a file (--config) as 'key = value', and in the environment as",
            "TRANSOM_KEY; flags are stronger than the file, the environment is stronger than both.",
            ""
        })
public final class AgentProgram implements Callable<Integer> {
    /** What the button, push-to-talk and the lamp are. */
    enum Kind {
        SIMULATED,
        PI
    }

    /** Whether a visitor can be heard before anybody has answered. */
    enum Preview {
        ON,
        OFF
    }

    /** Whether anybody may hear this place without a press here. */
    enum DropInOption {
        MEMBERS,
        ALLOW,
        FORBID;

        Device.DropIn dropIn() {
            return switch (this) {
                case MEMBERS -> Device.DropIn.MEMBERS;
                case ALLOW -> Device.DropIn.ALLOWED;
                case FORBID -> Device.DropIn.FORBIDDEN;
            };
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(AgentProgram.class);

    @Spec
    @Nullable
    private CommandSpec spec;

    @Mixin
    private EndpointOptions endpoint = new EndpointOptions();

    @Option(
            names = "--hardware",
            paramLabel = "simulated|pi",
            defaultValue = "pi",
            description = "Pins of a Raspberry Pi, or simulated ones. Default: ${DEFAULT-VALUE}.")
    private Kind kind = Kind.PI;

    @Option(
            names = "--mic",
            paramLabel = "FILE.wav|alsa:NAME",
            description =
                    "Microphone. A file begins when talk begins, once. Default: alsa:default on a Pi, else silence.")
    @Nullable
    private String mic;

    @Option(
            names = "--speaker",
            paramLabel = "FILE.wav|alsa:NAME",
            description = "Speaker, or a file to record into. Default: alsa:default on a Pi, else nowhere.")
    @Nullable
    private String speaker;

    @Option(
            names = "--script",
            paramLabel = "TEXT",
            description =
                    "What a visitor does at simulated pins, from the moment that the intercom is registered, or has found"
                            + " somebody of its household in this home.")
    @Nullable
    private String script;

    @Option(
            names = "--hands-free",
            description = "The microphone is open for the length of a call, not only while push-to-talk is held.")
    private boolean handsFree;

    @Option(
            names = "--preview",
            paramLabel = "on|off",
            defaultValue = "off",
            description =
                    "on: while it rings, whoever is rung may hear the visitor before anybody has answered, where a"
                            + " direct way to the app is kept open. The lamp is lit meanwhile. Default: ${DEFAULT-VALUE}.")
    private Preview preview = Preview.OFF;

    @Option(
            names = "--drop-in",
            paramLabel = "members|allow|forbid",
            defaultValue = "members",
            description = {
                "Who hears this place at once by calling it (with --hands-free). members: those of the household who have"
                        + " that right; allow: the same, and while it belongs to no household, whoever the manager lets in.",
                "Everybody else's call chimes, and the microphone stays closed until somebody presses the button or talk;"
                        + " with forbid everybody's does. Default: ${DEFAULT-VALUE}."
            })
    private DropInOption dropIn = DropInOption.MEMBERS;

    @Option(
            names = "--join",
            paramLabel = "CODE",
            description = "Join the household whose owner's app has made this code ('transom household invite'): press"
                    + " the button within five minutes. Ignored once it has joined.")
    @Nullable
    private String join;

    @Option(
            names = "--ring-for",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long a press of the button rings. Default: ${DEFAULT-VALUE}.")
    private Duration ringFor = Device.RING_LENGTH;

    @Mixin
    private DoorOptions door = new DoorOptions();

    @Mixin
    private PiOptions pins = new PiOptions();

    public static void main(String[] args) {
        System.exit(Configuration.run(new AgentProgram(), args));
    }

    @Override
    public Integer call() throws Exception {
        PinScript steps = steps();
        door.settings(); // What is wrong is said before any pin is touched.
        Optional<PairingCode> pairing = pairing();
        PrintWriter out = spec().commandLine().getOut();
        try (SoundOptions sound = SoundOptions.open(spoken(mic), spoken(speaker));
                EventFile events = endpoint.openEvents()) {
            events.listen(new Timeline(line -> {
                out.println(line);
                out.flush();
            }));
            Agent.Settings settings = new Agent.Settings(
                    endpoint.settings(events),
                    handsFree,
                    ringFor,
                    door.settings(),
                    preview == Preview.ON,
                    dropIn.dropIn());
            return run(settings, hardware(steps, sound, events), sound, events, pairing);
        }
    }

    private Integer run(
            Agent.Settings settings,
            Hardware hardware,
            SoundOptions sound,
            EventFile events,
            Optional<PairingCode> pairing)
            throws Exception {
        Agent agent = Agent.start(settings, hardware);
        door.warning(agent.isPaired()).ifPresent(this::warn);
        aboutListening(agent.isPaired()).ifPresent(this::warn);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(agent, sound, events), "leaving"));
        pairing.ifPresent(agent::join);
        String reason = agent.gaveUp().get();
        agent.close();
        warn(reason);
        return 1;
    }

    /** Who is heard without a press here is worth a word where nobody has been given that right. */
    private Optional<String> aboutListening(boolean paired) {
        if (!handsFree || paired || dropIn == DropInOption.FORBID) {
            return Optional.empty();
        }
        return Optional.of(
                dropIn == DropInOption.ALLOW
                        ? "hands-free, drop-in allow and no household: whoever the manager lets in can listen here at"
                                + " once. Join a household to say who may ('transom household invite')."
                        : "hands-free and no household yet: nobody has the right to listen here, so each call waits for"
                                + " a press. Join a household to give it ('transom household invite').");
    }

    private void warn(String words) {
        PrintWriter err = spec().commandLine().getErr();
        err.println("transom: " + words);
        err.flush();
    }

    /** On SIGTERM: the other end hears that we hang up, the files are whole. */
    private static void leave(Agent agent, SoundOptions sound, EventFile events) {
        agent.close();
        events.close();
        try {
            sound.close();
        } catch (IOException e) {
            LOG.warn("the recording was not finished: {}", e.getMessage());
        }
    }

    private Hardware hardware(PinScript steps, SoundOptions sound, EventFile events) {
        return switch (kind) {
            case PI -> PiHardware.open(pins.pins(door.present()), sound.card());
            case SIMULATED -> {
                SimulatedPi pi = new SimulatedPi(steps, sound.card());
                events.listen(stamped -> {
                    EventName happened = stamped.event().name();
                    if (happened == EventName.REGISTERED || happened == EventName.FOUND_AT_HOME) {
                        pi.start();
                    }
                });
                yield pi;
            }
        };
    }

    private Optional<PairingCode> pairing() {
        if (join == null || join.isBlank()) {
            return Optional.empty();
        }
        JoinLink link = JoinLink.parse(join)
                .orElseThrow(() -> WrongValue.of(
                        "join",
                        "...",
                        "It is mistyped: it has four groups of five characters, or is a link 'transom:join?...'."));
        endpoint.fill(link);
        return Optional.of(link.code());
    }

    private PinScript steps() {
        if (script == null) {
            return PinScript.empty();
        }
        if (kind == Kind.PI) {
            throw WrongValue.of(
                    "script", script, "Real pins are pressed by people; take it out or use simulated ones.");
        }
        try {
            return PinScript.parse(script);
        } catch (IllegalArgumentException e) {
            throw WrongValue.of("script", script, e.getMessage() + ".");
        }
    }

    private Optional<String> spoken(@Nullable String option) {
        return Optional.ofNullable(option).or(() -> kind == Kind.PI ? Optional.of("alsa:default") : Optional.empty());
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("the command line was not read");
        }
        return spec;
    }
}
