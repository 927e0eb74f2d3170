package io.transom.lab;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.transom.agent.Agent;
import io.transom.agent.simulated.PinScript;
import io.transom.agent.simulated.SimulatedPi;
import io.transom.caller.CallerApp;
import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.Input.LineChanged.Line;
import io.transom.core.device.Device;
import io.transom.core.door.ReleaseRights;
import io.transom.core.event.EventName;
import io.transom.core.household.PairingCode;
import io.transom.core.trust.InviteCode;
import io.transom.lab.household.Terminal;
import io.transom.manager.InviteProgram;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.node.control.ManagerUrl;
import io.transom.node.events.EventFile;
import io.transom.node.events.Timeline;
import io.transom.node.explain.FlightRecorder;
import io.transom.node.keys.KeyStore;
import io.transom.node.program.EndpointSettings;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.NettyUdp;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A household's making, its backup, an intercom's pairing, a call and a door's release, of the real parts at the most
 * talkative level: no key of it is in anything that they log or record.
 */
@Timeout(60)
final class LogsHoldNoKeyTest {
    private static final String PASSPHRASE = "a sleepy heron";

    @TempDir
    Path directory;

    private final Queue<String> printed = new ConcurrentLinkedQueue<>();
    private final Secrets secrets = new Secrets();
    /** What people type or write down: invites, the pairing code, the backup's words and passphrase. */
    private final Queue<String> codes = new ConcurrentLinkedQueue<>();
    /** Everybody's, those too which are kept quiet otherwise. */
    private final List<Logger> loggers = Stream.of(
                    Logger.ROOT_LOGGER_NAME,
                    "io.transom",
                    "org.apache.activemq",
                    "org.apache.activemq.artemis.core.protocol.mqtt",
                    "com.pi4j.boardinfo")
            .map(name -> (Logger) LoggerFactory.getLogger(name))
            .toList();

    private final List<Optional<Level>> before = loggers.stream()
            .map(logger -> Optional.ofNullable(logger.getLevel()))
            .toList();
    private final List<Appender<ILoggingEvent>> screens = new ArrayList<>();
    private final AppenderBase<ILoggingEvent> listener = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            printed.add(event.getLoggerName() + " " + event.getFormattedMessage() + " " + event.getThrowableProxy());
        }
    };

    @BeforeEach
    void listen() {
        listener.start();
        // Nobody reads so much on a screen.
        loggers.getFirst().iteratorForAppenders().forEachRemaining(screens::add);
        screens.forEach(loggers.getFirst()::detachAppender);
        loggers.getFirst().addAppender(listener);
        loggers.forEach(logger -> logger.setLevel(Level.TRACE));
    }

    @AfterEach
    void stop() {
        loggers.getFirst().detachAppender(listener);
        for (int i = 0; i < loggers.size(); i++) {
            loggers.get(i).setLevel(before.get(i).orElse(null));
        }
        screens.forEach(loggers.getFirst()::addAppender);
    }

    @Test
    void no_key_of_a_call_or_a_household_stands_in_what_is_printed_or_recorded() throws Exception {
        try (Manager manager = Manager.start(Settings.in(directory.resolve("manager")), new SystemEntropy())) {
            assertThat(manager.awaitHealthy(Duration.ofSeconds(20))).isTrue();
            aCall(manager, ManagerUrl.parse("ws://127.0.0.1:" + manager.httpPort() + "/mqtt"));
        }
        assertThat(secrets.names())
                .as("the search has found keys of each kind")
                .contains(
                        "door's identity", "phone's identity", "phone's root", "MediaKeys.sendKey", "InviteCode.secret")
                .anyMatch(name -> name.startsWith("ControlChannel."))
                .anyMatch(name ->
                        name.startsWith("RelayGranted.") || name.startsWith("Allocation") || name.startsWith("End."));
        assertThat(printed).hasSizeGreaterThan(20);
        printed.forEach(line -> assertThat(secrets.in(line)).as("printed").isEmpty());
        assertThat(printed).anyMatch(line -> line.contains("paired"));
        assertThat(codes)
                .as("two invites, a pairing code, four lines of words, a passphrase")
                .hasSize(8);
        codes.forEach(code -> assertThat(printed).as("a code").noneMatch(line -> line.contains(code)));
        int files = 0;
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(LogsHoldNoKeyTest::isRecord).toList()) {
                files++;
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(secrets.in(text)).as(file.toString()).isEmpty();
                assertThat(codes).as(file.toString()).noneMatch(text::contains);
            }
        }
        assertThat(files).as("flight recorders, events, logs of openings").isGreaterThanOrEqualTo(6);
        theSearchItselfFindsThem();
    }

    /** All but what is there to hold keys: of endpoints identity and root, of the manager its own directory. */
    private static boolean isRecord(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file)
                && !file.toString().contains("/manager/")
                && !name.equals("identity.key")
                && !name.equals("household.root")
                && !name.endsWith(".wav");
    }

    private void theSearchItselfFindsThem() {
        Bytes planted = new SystemEntropy().bytes(16);
        Secrets one = new Secrets();
        one.add("planted", planted);
        String hex = planted.toHex();
        String base64 = Base64.getEncoder().encodeToString(planted.toArray());
        String url = Base64.getUrlEncoder().encodeToString(planted.toArray());
        for (String spelling : List.of(hex, hex.toUpperCase(Locale.ROOT), base64, url)) {
            assertThat(one.in("key=" + spelling + ";")).contains("planted");
        }
        assertThat(one.in("key=" + "0".repeat(32))).isEmpty();
    }

    private void aCall(Manager manager, ManagerUrl url) throws Exception {
        WavSoundCard silence = WavSoundCard.of(Optional.empty(), Optional.empty(), Pace.system());
        CompletableFuture<Void> firstSound = new CompletableFuture<>();
        SimulatedPi pi = new SimulatedPi(PinScript.empty(), silence);
        try (EventFile doorEvents = events("door", new CompletableFuture<>());
                EventFile phoneEvents = events("phone", firstSound)) {
            EndpointSettings door = settings(url, "door", Role.DEVICE, doorEvents);
            EndpointSettings phone = settings(url, "phone", Role.CALLER, phoneEvents);
            aHousehold(phone.data());
            Device.DoorSettings lock =
                    new Device.DoorSettings("front door", Duration.ofMillis(200), ReleaseRights.nobody());
            try (Agent agent = Agent.start(new Agent.Settings(door, true, Device.RING_LENGTH, Optional.of(lock)), pi);
                    CallerApp app = CallerApp.start(phone, silence, this::overhearing)) {
                agent.registered().get(10, TimeUnit.SECONDS);
                pair(pi, phone.data(), door.data());
                app.talk(true);
                CompletableFuture<CallerApp.Ended> call = app.call("front door");
                app.talking().get(8, TimeUnit.SECONDS);
                for (int look = 0; look < 5; look++) {
                    secrets.collect(agent, app, manager);
                    Thread.sleep(200);
                }
                CallerApp.Door opened = app.open("").get(8, TimeUnit.SECONDS);
                assertThat(opened.open()).as(opened.words()).isTrue();
                secrets.collect(agent, app, manager);
                app.hangUp();
                call.get(3, TimeUnit.SECONDS);
            }
            identity("door", door.data());
            identity("phone", phone.data());
        }
    }

    /** The owner makes it and writes its key down. */
    private void aHousehold(Path data) throws Exception {
        assertThat(new Terminal("create", "--data", data.toString(), "--name", "phone").exit())
                .isZero();
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((PASSPHRASE + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            Terminal backup = new Terminal("backup", "--data", data.toString());
            assertThat(backup.exit()).as(backup.said()).isZero();
            backup.said().lines().filter(line -> !line.isBlank()).forEach(codes::add);
            codes.add(PASSPHRASE);
        } finally {
            System.setIn(before);
        }
    }

    /** The owner's code is typed in at the intercom, and somebody presses its button. */
    private void pair(SimulatedPi pi, Path owner, Path door) throws Exception {
        Terminal invite =
                new Terminal("invite", "--data", owner.toString(), "--role", "device", "--name", "front door");
        String code = invite.await(Terminal.CODE);
        codes.add(code);
        secrets.add("a pairing code", PairingCode.parse(code).orElseThrow().secret());
        Terminal join = new Terminal("join", code, "--data", door.toString());
        join.await(Terminal.PRESS);
        pi.press(Line.BUTTON);
        pi.release(Line.BUTTON);
        assertThat(join.exit()).as(join.said()).isZero();
        assertThat(invite.exit()).as(invite.said()).isZero();
    }

    private void identity(String whose, Path data) {
        try (KeyStore keys = KeyStore.open(data, new SystemEntropy())) {
            Bytes secret = keys.identity().secret();
            secrets.add(whose + "'s identity", secret);
            secrets.add(whose + "'s agreement key", secret.slice(0, 32));
            secrets.add(whose + "'s signing key", secret.slice(32, 64));
            keys.rootKey().ifPresent(root -> secrets.add(whose + "'s root", root.entropy()));
        }
    }

    /** What the decisions hand out, before anybody could have dropped it again. */
    private Endpoint overhearing(Endpoint endpoint) {
        return new Endpoint() {
            @Override
            public List<Effect> on(Input input, Moment now) {
                List<Effect> effects = endpoint.on(input, now);
                effects.stream().filter(Effect.StartVoice.class::isInstance).forEach(secrets::collect);
                return effects;
            }

            @Override
            public Moment wakeAt() {
                return endpoint.wakeAt();
            }
        };
    }

    private EventFile events(String who, CompletableFuture<Void> firstSound) throws Exception {
        Path data = directory.resolve(who);
        Files.createDirectories(data);
        EventFile events =
                EventFile.to(Optional.of(directory.resolve(who + ".jsonl"))).listen(new FlightRecorder(data));
        events.listen(new Timeline(printed::add));
        events.listen(stamped -> {
            if (stamped.event().name() == EventName.FIRST_SOUND) {
                firstSound.complete(null);
            }
        });
        return events;
    }

    private EndpointSettings settings(ManagerUrl url, String name, Role role, EventFile events) throws Exception {
        InviteCode invite = InviteProgram.invite(
                directory.resolve("manager"), name, role, "home", Duration.ofHours(1), new SystemEntropy());
        secrets.add("an invite", invite.secret());
        codes.add(invite.text());
        return new EndpointSettings(
                url, directory.resolve(name), Optional.of(invite), NettyUdp::bind, List.of(0, 0), events);
    }
}
