package io.transom.lab.demo;

import io.transom.agent.Agent;
import io.transom.agent.simulated.PinScript;
import io.transom.agent.simulated.SimulatedPi;
import io.transom.caller.CallerApp;
import io.transom.caller.household.HouseholdProgram;
import io.transom.core.Input.LineChanged.Line;
import io.transom.core.device.Device;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.household.PairingCode;
import io.transom.core.trust.InviteCode;
import io.transom.lab.demo.Timeline.Entry;
import io.transom.lab.demo.Timeline.Who;
import io.transom.lab.router.UserSpaceRouter;
import io.transom.manager.InviteProgram;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.manager.broker.ExternalBroker;
import io.transom.media.Frame;
import io.transom.media.measure.Listening;
import io.transom.media.wav.WavException;
import io.transom.media.wav.WavFile;
import io.transom.node.control.ManagerUrl;
import io.transom.node.events.EventFile;
import io.transom.node.events.Stamped;
import io.transom.node.program.EndpointSettings;
import io.transom.node.program.JoinLink;
import io.transom.node.running.Started;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.NettyUdp;
import io.transom.node.udp.ViaRouter;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.IpAddress;
import io.transom.wire.Role;
import io.transom.wire.UdpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The two homes, the manager and the call between them. */
public final class Demo implements AutoCloseable {
    /** What is wrong on purpose, to show that the demo notices. */
    public enum Fault {
        NONE,
        /** Nobody presses push-to-talk at the door. */
        MUTED,
        /** The door's microphone says something else than the visitor. */
        SWAPPED,
        /** The caller holds other media keys than the door. */
        WRONG_KEY
    }

    /**
     * @param folder where the data, the recordings and the page are left
     * @param httpPort the manager's; 0 = any
     * @param broker somebody's MQTT broker; the embedded one where empty
     * @param lines takes each line of the timeline as it happens
     */
    public record Options(
            Path folder, int httpPort, Optional<ExternalBroker> broker, Fault fault, Consumer<String> lines) {}

    /** How it went. {@code good} only if the path was direct and each side understood the other. */
    public record Outcome(
            boolean good, String verdict, String path, List<Entry> entries, List<Heard> heard, Path page) {}

    private static final IpAddress DOOR_HOME = IpAddress.of(127, 101, 0, 1);
    private static final IpAddress CALLER_HOME = IpAddress.of(127, 102, 0, 1);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** A person needs a moment to take the phone. */
    private static final Duration REACHING_FOR_THE_PHONE = Duration.ofMillis(800);
    /** Between two who take turns. */
    private static final Duration BREATH = Duration.ofMillis(400);

    private final Options options;
    private final Timeline timeline;
    private final Started started = new Started();
    private final short[] visitor;
    private final short[] resident;
    private final Manager manager;
    private final UserSpaceRouter doorRouter;
    private final UserSpaceRouter callerRouter;
    private final SimulatedPi pi;
    private final CallerApp caller;
    private final Pairing pairing;
    private final WavSoundCard doorSound;
    private final WavSoundCard callerSound;
    private volatile boolean receiving;

    private Demo(Options options) throws Exception {
        this.options = options;
        this.timeline = new Timeline(System.nanoTime(), options.lines());
        Files.createDirectories(options.folder());
        try {
            visitor = speech("visitor");
            resident = speech("resident");
            Path managerData = options.folder().resolve("manager");
            manager = started.keep(
                    Manager.start(Settings.in(managerData).withPorts(options.httpPort(), 0), new SystemEntropy()));
            manager.listen(stamped -> timeline.add(Who.MANAGER, stamped.event(), stamped.monotonicNanos()));
            if (!manager.awaitHealthy(PATIENCE)) {
                throw new IOException(
                        "the manager did not get ready: " + manager.trouble().orElse("no reason known"));
            }
            doorRouter = started.keep(router("127.1.0.1", DOOR_HOME));
            callerRouter = started.keep(router("127.2.0.1", CALLER_HOME));
            doorSound =
                    started.keep(card(options.fault() == Fault.SWAPPED ? "resident" : "visitor", "heard-at-the-door"));
            callerSound = started.keep(card("resident", "heard-by-the-caller"));
            pi = new SimulatedPi(PinScript.empty(), doorSound);
            Agent agent = started.keep(Agent.start(
                    new Agent.Settings(endpoint("door", Role.DEVICE, Who.DOOR, doorRouter), false, Device.RING_LENGTH),
                    pi));
            createHousehold();
            caller = started.keep(CallerApp.start(
                    endpoint("phone", Role.CALLER, Who.CALLER, callerRouter),
                    callerSound,
                    options.fault() == Fault.WRONG_KEY ? WrongKeys::new : it -> it));
            pi.start();
            agent.registered().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            await(Who.CALLER, EventName.REGISTERED);
            pairing = new Pairing(caller, PATIENCE);
            pairing.door("door", agent, pi);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** Starts the manager, the routers, the intercom and the caller; returns when both are registered. */
    public static Demo start(Options options) throws Exception {
        return new Demo(options);
    }

    /** Where a second terminal's endpoints find the manager. */
    public String managerUrl() {
        return "ws://127.0.0.1:" + manager.httpPort() + "/mqtt";
    }

    /** All that {@code transom join} needs at another caller. */
    public JoinLink inviteCaller(String name) throws Exception {
        PairingCode code = PairingCode.parse(pairing.app(name)).orElseThrow();
        InviteCode invite = InviteProgram.invite(
                options.folder().resolve("manager"),
                name,
                Role.CALLER,
                "home",
                Duration.ofHours(24),
                new SystemEntropy());
        return new JoinLink(code, Optional.of(ManagerUrl.parse(managerUrl())), Optional.of(invite));
    }

    /** The caller's app is its owner. */
    private void createHousehold() throws IOException {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        List<String> create =
                List.of("create", "--data", options.folder().resolve("phone").toString(), "--name", "phone");
        if (HouseholdProgram.run(create, Map.of(), nowhere, nowhere) != 0) {
            throw new IOException("no household could be made in " + options.folder());
        }
    }

    /** From now on the visitor at the door says the sentence whenever somebody calls. */
    public void receiveCallers() {
        receiving = true;
    }

    private void onDoor(Stamped stamped) {
        timeline.add(Who.DOOR, stamped.event(), stamped.monotonicNanos());
        if (receiving && stamped.event().name() == EventName.TALKING) {
            Thread.ofVirtual().start(() -> {
                pi.press(Line.TALK);
                wait(length(visitor).plus(BREATH));
                pi.release(Line.TALK);
            });
        }
    }

    /** The call, from the press to the hang-up, and what was heard. */
    public Outcome call() throws Exception {
        timeline.startAt(System.nanoTime());
        pi.press(Line.BUTTON);
        wait(Duration.ofMillis(200));
        pi.release(Line.BUTTON);
        CallerApp.Ring ring = caller.rings().poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (ring == null) {
            return judge("the caller's side never rang");
        }
        wait(REACHING_FOR_THE_PHONE);
        CompletableFuture<CallerApp.Ended> ended = caller.answer(ring);
        try {
            CompletableFuture.anyOf(caller.talking(), ended).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return judge("no call came about within " + PATIENCE.toSeconds() + " s");
        }
        if (ended.isDone()) {
            return judge("the call failed: " + ended.get().reason());
        }
        takeTurns();
        caller.hangUp();
        ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        wait(BREATH);
        doorSound.close();
        callerSound.close();
        return judge("");
    }

    private void takeTurns() {
        caller.talk(true);
        wait(length(resident).plus(BREATH));
        caller.talk(false);
        if (options.fault() != Fault.MUTED) {
            pi.press(Line.TALK);
        }
        wait(length(visitor).plus(BREATH));
        pi.release(Line.TALK);
        wait(BREATH.multipliedBy(2));
    }

    // ---- the judgement, from the recordings and the routers ----

    private Outcome judge(String failure) throws Exception {
        List<Heard> heard = List.of(
                heard("the caller", visitor, "heard-by-the-caller", Who.DOOR, Who.CALLER),
                heard("the door", resident, "heard-at-the-door", Who.CALLER, Who.DOOR));
        // The relay may be proved a moment before the direct path: what counts is the way that the sound stayed on.
        Optional<Entry> door = timeline.last(Who.DOOR, EventName.PATH_PROVED);
        Optional<Entry> phone = timeline.last(Who.CALLER, EventName.PATH_PROVED);
        boolean direct = leadsTo(door, CALLER_HOME) && leadsTo(phone, DOOR_HOME);
        String path = direct
                ? "direct, through both routers: " + field(phone, "local") + " and " + CALLER_HOME + " at home, "
                        + field(phone, "remote") + " at the door"
                : "not direct";
        String verdict;
        if (!failure.isEmpty()) {
            verdict = failure;
        } else if (!direct) {
            verdict = "the sound did not go directly between the two homes";
        } else {
            verdict = heard.stream()
                    .filter(side -> !side.enough())
                    .findFirst()
                    .map(side -> side.listener() + " did not understand the other side")
                    .orElse("each side heard the other");
        }
        boolean good = failure.isEmpty() && direct && heard.stream().allMatch(Heard::enough);
        Path page = options.folder().resolve("call.html");
        Files.writeString(page, Page.html(verdict, good, path, timeline.entries(), heard));
        Files.writeString(options.folder().resolve("timeline.svg"), Page.picture(timeline.entries()));
        return new Outcome(good, verdict, path, timeline.entries(), heard, page);
    }

    private static boolean leadsTo(Optional<Entry> proved, IpAddress home) {
        return field(proved, "path").equals("direct") && field(proved, "remote").startsWith(home + ":");
    }

    private Heard heard(String listener, short[] said, String recording, Who speaker, Who ears) throws Exception {
        short[] recorded = read(options.folder().resolve(recording + ".wav"));
        Optional<Entry> ended = timeline.first(ears, EventName.CALL_ENDED);
        if (recorded.length < Frame.SAMPLE_RATE) {
            return new Heard(listener, said, new short[0], 0, 100, 0);
        }
        Listening listening = Listening.of(said, recorded);
        int from = Math.max(0, (int) (listening.delayMillis() * Frame.SAMPLE_RATE / 1000));
        short[] sentence = java.util.Arrays.copyOfRange(recorded, from, from + said.length);
        return new Heard(listener, said, sentence, delay(ended), loss(ended), listening.similarity());
    }

    private static double loss(Optional<Entry> ended) {
        double concealed = number(ended, "framesConcealed");
        double received = number(ended, "packetsReceived");
        return concealed + received == 0 ? 100 : 100 * concealed / (concealed + received);
    }

    private static double delay(Optional<Entry> ended) {
        return number(ended, "delayMs");
    }

    private static double number(Optional<Entry> entry, String key) {
        String text = field(entry, key);
        return text.isEmpty() ? 0 : Double.parseDouble(text);
    }

    private static String field(Optional<Entry> entry, String key) {
        return entry.map(Entry::event).map(Event::fields).orElse(List.of()).stream()
                .filter(field -> field.key().equals(key))
                .map(field -> String.valueOf(field.value()))
                .findFirst()
                .orElse("");
    }

    // ---- the parts ----

    private EndpointSettings endpoint(String name, Role role, Who who, UserSpaceRouter router) throws IOException {
        EventFile events = started.keep(EventFile.appendingTo(options.folder().resolve(name + "-events.jsonl")));
        events.listen(
                who == Who.DOOR
                        ? this::onDoor
                        : stamped -> timeline.add(who, stamped.event(), stamped.monotonicNanos()));
        Path data = options.folder().resolve(name);
        return new EndpointSettings(
                ManagerUrl.parse(managerUrl()),
                data,
                Optional.of(InviteProgram.invite(
                        options.folder().resolve("manager"),
                        name,
                        role,
                        "home",
                        Duration.ofHours(1),
                        new SystemEntropy())),
                ViaRouter.through(router.insideAddress(), NettyUdp::bind),
                List.of(0, 0),
                events);
    }

    private static UserSpaceRouter router(String inside, IpAddress outside) throws IOException {
        // Ports are not preserved: on one machine the endpoint's own socket holds the inside port on every address.
        return new UserSpaceRouter(
                RouterKind.of(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT),
                UdpAddress.parse(inside + ":0").orElseThrow(),
                outside);
    }

    private WavSoundCard card(String says, String records) throws IOException {
        Path speech = options.folder().resolve("said-" + says + ".wav");
        Files.write(speech, WavFile.write(says.equals("visitor") ? visitor : resident));
        return WavSoundCard.of(
                Optional.of(speech), Optional.of(options.folder().resolve(records + ".wav")), Pace.system());
    }

    private static short[] speech(String who) throws IOException, WavException {
        try (InputStream wav =
                Objects.requireNonNull(WavFile.class.getResourceAsStream("/io/transom/media/speech/" + who + ".wav"))) {
            return WavFile.read(wav.readAllBytes(), who);
        }
    }

    private static short[] read(Path wav) throws IOException, WavException {
        return Files.exists(wav) ? WavFile.read(Files.readAllBytes(wav), wav.toString()) : new short[0];
    }

    private void await(Who who, EventName name) throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (timeline.first(who, name).isEmpty()) {
            if (System.nanoTime() > until) {
                throw new IOException(
                        who.text() + " did not get " + name.text() + " within " + PATIENCE.toSeconds() + " s");
            }
            wait(Duration.ofMillis(10));
        }
    }

    private static Duration length(short[] samples) {
        return Duration.ofMillis(1000L * samples.length / Frame.SAMPLE_RATE);
    }

    /** The demo plays people, who take their time. */
    private static void wait(Duration duration) {
        long until = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    @Override
    public void close() {
        started.close(problem -> options.lines().accept("a part did not close: " + problem));
    }
}
