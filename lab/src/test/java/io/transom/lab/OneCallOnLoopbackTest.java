package io.transom.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.agent.Agent;
import io.transom.agent.simulated.PinScript;
import io.transom.agent.simulated.SimulatedPi;
import io.transom.caller.CallerApp;
import io.transom.core.Input.LineChanged.Line;
import io.transom.core.device.Device;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.manager.tls.TlsFiles;
import io.transom.media.Frame;
import io.transom.media.measure.Listening;
import io.transom.media.voice.Voice;
import io.transom.media.wav.WavFile;
import io.transom.node.control.ManagerAccess;
import io.transom.node.control.ManagerUrl;
import io.transom.node.control.TlsTrust;
import io.transom.node.events.EventFile;
import io.transom.node.events.Stamped;
import io.transom.node.events.Timeline;
import io.transom.node.explain.ExplainProgram;
import io.transom.node.explain.FlightRecorder;
import io.transom.node.program.EndpointSettings;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.NettyUdp;
import io.transom.node.udp.UdpSockets;
import io.transom.node.udp.UdpSocketsAround;
import io.transom.wire.Bytes;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The real parts in one process: manager, agent on simulated pins, caller; sockets, MQTT, SRTP and Opus are real. */
@Timeout(60)
final class OneCallOnLoopbackTest {
    @TempDir
    Path directory;

    private final List<String> timeline = new CopyOnWriteArrayList<>();
    private final List<EventFile> recorders = new ArrayList<>();
    /** Each end's way that it took last. */
    private final Map<String, String> chosen = new ConcurrentHashMap<>();

    private Manager manager;
    private ManagerUrl url;
    private ManagerAccess.Rules access = ManagerAccess.Rules.usual();
    private UdpSockets.Factory udp = NettyUdp::bind;
    /** How far the wall clock has run ahead of the monotonic one, which stands still while a machine sleeps. */
    private volatile Duration slept = Duration.ZERO;

    @BeforeEach
    void start() throws Exception {
        start(Settings.in(directory.resolve("manager")));
        url = ManagerUrl.parse("ws://127.0.0.1:" + manager.httpPort() + "/mqtt");
    }

    private void start(Settings settings) throws Exception {
        manager = Manager.start(settings, new SystemEntropy());
        assertThat(manager.awaitHealthy(Duration.ofSeconds(20))).isTrue();
    }

    /** A firewall that lets no UDP out. */
    private static final class Blocked extends UdpSocketsAround {
        Blocked(UdpSockets inner) {
            super(inner);
        }

        @Override
        public void send(int socket, UdpAddress to, Bytes datagram) {}
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    @Test
    void a_caller_asks_and_both_hear_what_the_other_says() throws Exception {
        callAndTalk();
        assertThat(story()).contains("path proved: direct");
        String told = explained("home", "door");
        for (String who : List.of("home", "door")) {
            String way = Pattern.quote(chosen.get(who));
            assertThat(told)
                    .as("what was tried, that it answered and how soon, and why it won")
                    .containsPattern("ms  " + who + " +talking")
                    .containsPattern("(?s)" + who + " tried (one way|\\d+ ways):\n.*"
                            + "  (direct|lan|relay) " + way + " +[a-z][^\n]* ms +\\d+\\.\\d ms +\\d+\\.\\d ms\n.*"
                            + " ms: sound went (directly|within the home|through the manager's relay) \\(" + way
                            + "\\), because (it|the one before) (was|is|lost|had) [^\n]+\\.");
        }
    }

    @Test
    void the_same_over_tls_alone_where_udp_is_blocked() throws Exception {
        OwnCertificate own = OwnCertificate.in(directory);
        manager.close();
        start(Settings.in(directory.resolve("manager")).withTls(new TlsFiles(own.certificate(), own.key(), 0)));
        url = ManagerUrl.parse("https://127.0.0.1:" + manager.tlsPort().orElseThrow());
        access = new ManagerAccess.Rules(TlsTrust.of(own.certificate()), false);
        udp = (ports, receiver) -> new Blocked(NettyUdp.bind(ports, (socket, from, datagram) -> {}));
        callAndTalk();
        assertThat(story()).contains("path proved: tunnel").doesNotContain("path proved: direct");
        assertThat(explained("home"))
                .contains("sound went through the manager's web port")
                .doesNotContain("sound went directly");
    }

    /** What {@code transom explain} says of the last call that these have recorded. */
    private String explained(String... whose) {
        recorders.forEach(EventFile::close);
        List<String> arguments = new ArrayList<>();
        for (String who : whose) {
            arguments.addAll(List.of("--data", directory.resolve(who).toString()));
        }
        StringWriter told = new StringWriter();
        int exit = new CommandLine(new ExplainProgram())
                .setOut(new PrintWriter(told))
                .execute(arguments.toArray(String[]::new));
        assertThat(exit).isZero();
        return told.toString();
    }

    @Test
    void machines_that_slept_for_a_night_amid_a_call_log_in_anew_and_go_on_with_it() throws Exception {
        callAndTalk(() -> {
            slept = Duration.ofHours(8);
            Programs.await(
                    "both log in anew",
                    Duration.ofSeconds(20),
                    () -> registrations("door") >= 2 && registrations("home") >= 2,
                    this::story);
        });
        assertThat(timeline)
                .filteredOn(line -> line.contains("this machine has slept"))
                .hasSize(2);
    }

    private long registrations(String who) {
        return timeline.stream()
                .filter(line -> line.startsWith(who + " ") && line.contains("registered"))
                .count();
    }

    private interface Happening {
        void happen() throws Exception;
    }

    private void callAndTalk() throws Exception {
        callAndTalk(() -> {});
    }

    /** {@code amid} happens when both talk, and the person at home has begun the sentence. */
    private void callAndTalk(Happening amid) throws Exception {
        try (Door door = new Door();
                Person person = new Person()) {
            door.agent.registered().get(10, TimeUnit.SECONDS);
            person.app.talk(true);
            CompletableFuture<CallerApp.Ended> call = person.app.call("door");
            person.app.talking().get(8, TimeUnit.SECONDS);
            amid.happen();
            assertThat(call).as(this::story).isNotDone();
            door.pi.press(Line.TALK);
            Thread.sleep(person.said("visitor.wav").length / 48 + 1_000L);
            door.pi.release(Line.TALK);
            person.app.hangUp();
            assertThat(call.get(3, TimeUnit.SECONDS).soundWasHeard()).isTrue();
            door.heard.get(3, TimeUnit.SECONDS);
        }
        assertBothHeard();
    }

    @Test
    void a_visitor_presses_and_who_answers_talks() throws Exception {
        try (Door door = new Door();
                Person person = new Person()) {
            person.registered.get(10, TimeUnit.SECONDS);
            door.agent.registered().get(10, TimeUnit.SECONDS);
            person.app.talk(true);
            door.pi.press(Line.BUTTON);
            CallerApp.Ring ring = person.app.rings().poll(5, TimeUnit.SECONDS);
            assertThat(ring).as(this::story).isNotNull();
            assertThat(ring.from()).isEqualTo("door");
            CompletableFuture<CallerApp.Ended> call = person.app.answer(ring);
            person.app.talking().get(8, TimeUnit.SECONDS);
            door.pi.press(Line.TALK);
            person.firstSound.get(3, TimeUnit.SECONDS);
            assertThat(door.pi.lamp()).isEqualTo(Voice.Lamp.STEADY);
            Thread.sleep(person.said("visitor.wav").length / 48 + 1_000L);
            person.app.hangUp();
            assertThat(call.get(3, TimeUnit.SECONDS).soundWasHeard()).isTrue();
            door.ended.get(3, TimeUnit.SECONDS);
            assertThat(door.pi.lamp()).isEqualTo(Voice.Lamp.DARK);
        }
        assertBothHeard();
    }

    @Test
    void a_visitor_is_heard_before_anybody_has_answered_and_the_call_goes_on_with_the_same_sentence() throws Exception {
        try (Door door = new Door(true);
                Person person = new Person()) {
            door.window.get(15, TimeUnit.SECONDS);
            person.window.get(15, TimeUnit.SECONDS);
            door.pi.press(Line.BUTTON);
            CallerApp.Ring ring = person.app.rings().poll(5, TimeUnit.SECONDS);
            assertThat(ring).as(this::story).isNotNull();
            assertThat(ring.preview()).as(this::story).isTrue();
            person.app.listen(ring, true);
            person.visitorHeard.get(3, TimeUnit.SECONDS);
            assertThat(door.pi.lamp()).isEqualTo(Voice.Lamp.STEADY);
            Thread.sleep(2_500);
            CompletableFuture<CallerApp.Ended> call = person.app.answer(ring);
            person.firstSound.get(3, TimeUnit.SECONDS);
            Thread.sleep(person.said("visitor.wav").length / 48 - 2_000L);
            person.app.hangUp();
            assertThat(call.get(3, TimeUnit.SECONDS).soundWasHeard()).isTrue();
            door.ended.get(3, TimeUnit.SECONDS);
            assertThat(door.pi.lamp()).isEqualTo(Voice.Lamp.DARK);
        }
        Listening atHome = listen("visitor.wav", "home-heard.wav");
        assertThat(atHome.similarity()).as(this::story).isGreaterThan(0.9);
        // The recording begins with the listening, 2.5 s before the answer.
        assertThat(atHome.delayMillis()).as(this::story).isLessThan(500);
        assertThat(atHome.longestGapMillis()).as(this::story).isLessThan(100);
    }

    private void assertBothHeard() throws Exception {
        Listening atTheDoor = listen("resident.wav", "door-heard.wav");
        Listening atHome = listen("visitor.wav", "home-heard.wav");
        assertThat(atTheDoor.similarity()).as(this::story).isGreaterThan(0.9);
        assertThat(atHome.similarity()).as(this::story).isGreaterThan(0.9);
    }

    private Listening listen(String said, String heard) throws Exception {
        return Listening.of(samples(said), samples(heard));
    }

    private short[] samples(String file) throws Exception {
        return WavFile.read(Files.readAllBytes(directory.resolve(file)), file);
    }

    private String story() {
        return String.join("\n", timeline);
    }

    private Path speech(String name) throws Exception {
        Path file = directory.resolve(name);
        try (var in = Frame.class.getResourceAsStream("speech/" + name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    private EventFile events(String who, EventListener listener) {
        EventFile events = EventFile.unwritten();
        events.listen(new Timeline(line -> timeline.add(who + " " + line)));
        events.listen(listener::on);
        events.listen(new FlightRecorder(directory.resolve(who)));
        events.listen(stamped -> {
            if (stamped.event().name() == EventName.PATH_CHOSEN) {
                chosen.put(who, stamped.event().text("way").orElseThrow());
            }
        });
        recorders.add(events);
        return events;
    }

    private interface EventListener {
        void on(Stamped stamped);
    }

    private static boolean isProvedWindow(Stamped stamped) {
        return has(stamped, EventName.WARM_WINDOW, "proved");
    }

    private static boolean has(Stamped stamped, EventName name, String state) {
        return stamped.event().name() == name && stamped.event().fields().contains(new Event.Field("state", state));
    }

    private EndpointSettings settings(String name, Role role, EventFile events) throws Exception {
        return Newcomer.invited(directory, url, name, role, udp, events)
                .withAccess(access)
                .withPace(new Pace() {
                    @Override
                    public long nanos() {
                        return Pace.system().nanos();
                    }

                    @Override
                    public void sleepUntil(long deadline) {
                        Pace.system().sleepUntil(deadline);
                    }

                    @Override
                    public Instant wall() {
                        return Instant.now().plus(slept);
                    }
                });
    }

    private final class Door implements AutoCloseable {
        final CompletableFuture<Void> heard = new CompletableFuture<>();
        final CompletableFuture<Void> ended = new CompletableFuture<>();
        final CompletableFuture<Void> window = new CompletableFuture<>();
        final WavSoundCard card;
        final SimulatedPi pi;
        final Agent agent;

        Door() throws Exception {
            this(false);
        }

        /** {@code preview}: the visitor may be heard before the answer; the microphone is open in a call without push-to-talk. */
        Door(boolean preview) throws Exception {
            card = WavSoundCard.of(
                    Optional.of(speech("visitor.wav")),
                    Optional.of(directory.resolve("door-heard.wav")),
                    Pace.system());
            pi = new SimulatedPi(PinScript.empty(), card);
            EventFile events = events("door", stamped -> {
                if (stamped.event().name() == EventName.FIRST_SOUND) {
                    heard.complete(null);
                } else if (stamped.event().name() == EventName.CALL_ENDED) {
                    ended.complete(null);
                } else if (isProvedWindow(stamped)) {
                    window.complete(null);
                }
            });
            agent = Agent.start(
                    new Agent.Settings(
                            settings("door", Role.DEVICE, events),
                            preview,
                            Device.RING_LENGTH,
                            Optional.empty(),
                            preview,
                            Device.DropIn.FORBIDDEN),
                    pi);
        }

        @Override
        public void close() throws Exception {
            agent.close();
            card.close();
        }
    }

    private final class Person implements AutoCloseable {
        final CompletableFuture<Void> registered = new CompletableFuture<>();
        final CompletableFuture<Void> firstSound = new CompletableFuture<>();
        final CompletableFuture<Void> window = new CompletableFuture<>();
        final CompletableFuture<Void> visitorHeard = new CompletableFuture<>();
        final WavSoundCard card;
        final CallerApp app;

        Person() throws Exception {
            card = WavSoundCard.of(
                    Optional.of(speech("resident.wav")),
                    Optional.of(directory.resolve("home-heard.wav")),
                    Pace.system());
            EventFile events = events("home", stamped -> {
                if (stamped.event().name() == EventName.REGISTERED) {
                    registered.complete(null);
                } else if (stamped.event().name() == EventName.FIRST_SOUND) {
                    firstSound.complete(null);
                } else if (isProvedWindow(stamped)) {
                    window.complete(null);
                } else if (has(stamped, EventName.PREVIEW, "heard")) {
                    visitorHeard.complete(null);
                }
            });
            app = CallerApp.start(settings("home", Role.CALLER, events), card);
        }

        short[] said(String name) throws Exception {
            return samples(name);
        }

        @Override
        public void close() throws Exception {
            app.close();
            card.close();
        }
    }
}
