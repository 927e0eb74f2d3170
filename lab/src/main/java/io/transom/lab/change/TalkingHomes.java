package io.transom.lab.change;

import io.transom.lab.kernel.Shell;
import io.transom.lab.tun.Home;
import io.transom.lab.tun.HomeRouter;
import io.transom.lab.tun.TunLab;
import io.transom.manager.InviteProgram;
import io.transom.media.Frame;
import io.transom.media.wav.WavFile;
import io.transom.node.time.SystemEntropy;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two homes, a manager, and one call at a time with sound both ways. The three programs are processes. */
final class TalkingHomes implements AutoCloseable {
    /** One way, between each home and the world. */
    private static final Duration LINE = Duration.ofMillis(20);
    /** Programs that start on a busy machine, beside others. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Longer than any call here. */
    private static final int HUM_SECONDS = 180;

    private static final String ENDED = "\"call-ended\"";
    private static final Pattern REFUSED = Pattern.compile("\"packetsRejected\":(\\d+)");
    private static final Pattern CONCEALED = Pattern.compile("\"framesConcealed\":(\\d+)");

    private static final double HERTZ = 220;
    private static final double LOUDNESS = 3_000;

    private final Path folder;
    private final TunLab lab;
    private final Home door;
    private final Home caller;
    private final SoundLog atDoor = new SoundLog();
    private final SoundLog atCaller = new SoundLog();
    private final Path hum;
    private final String callerInvite;
    private int managers;
    private int calls;
    private Process manager;
    private Optional<Process> phone = Optional.empty();

    private TalkingHomes(Path folder, TunLab lab) throws IOException {
        this.folder = folder;
        this.lab = lab;
        // What most homes have: a Linux masquerade.
        HomeRouter router = HomeRouter.of(RouterKind.linux()).behind(LINE);
        door = lab.home(router);
        caller = lab.home(router);
        door.tap(atDoor);
        caller.tap(atCaller);
        hum = Files.write(folder.resolve("hum.wav"), WavFile.write(hum()));
        manager = startManager();
        callerInvite = invite("phone", Role.CALLER);
        start(
                door,
                "door",
                List.of(
                        "io.transom.agent.AgentProgram",
                        "--hardware",
                        "simulated",
                        "--hands-free",
                        "--drop-in",
                        "allow"),
                "door",
                invite("door", Role.DEVICE));
        await("the door", () -> has("door-events", "\"registered\""));
    }

    static TalkingHomes open(Path folder) throws IOException {
        TunLab lab = TunLab.open();
        try {
            return new TalkingHomes(folder, lab);
        } catch (IOException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private static short[] hum() {
        short[] samples = new short[HUM_SECONDS * Frame.SAMPLE_RATE];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (LOUDNESS * Math.sin(2 * Math.PI * HERTZ * i / Frame.SAMPLE_RATE));
        }
        return samples;
    }

    private String invite(String name, Role role) throws IOException {
        return InviteProgram.invite(
                        folder.resolve("manager-data"), name, role, "home", Duration.ofHours(1), new SystemEntropy())
                .text();
    }

    // ---- what is done to them ----

    /** Called anew; returns as soon as both ends hear each other on {@code path}. */
    void call(String path) throws IOException {
        atCaller.forget();
        atDoor.forget();
        calls++;
        phone = Optional.of(start(
                caller,
                log(),
                List.of("io.transom.caller.CallProgram", "door", "--for", "10m"),
                "phone",
                callerInvite));
        awaitPath(path);
        await("sound both ways", this::isSounding);
    }

    void awaitPath(String path) throws IOException {
        await("the path " + path, () -> has(log() + "-events", "\"path\":\"" + path + "\""));
    }

    void killManager() throws IOException {
        ended(manager.destroyForcibly());
    }

    void managerAgain() throws IOException {
        manager = startManager();
    }

    void shutDirectWay() throws IOException {
        caller.only(Set.of(TunLab.MANAGER, TunLab.MANAGER_ALTERNATE));
    }

    void openDirectWay() throws IOException {
        caller.only(Set.of());
    }

    Home callersHome() {
        return caller;
    }

    /** {@code STOP} or {@code CONT}, to the caller's process. */
    void signalCaller(String signal) throws IOException {
        Shell.run(
                List.of("kill", "-" + signal, String.valueOf(phone.orElseThrow().pid())));
    }

    /** The caller's program is told to end. */
    void hangUp() throws IOException {
        Process process = phone.orElseThrow();
        process.destroy();
        ended(process);
        phone = Optional.empty();
    }

    // ---- what is seen of them ----

    SoundLog atDoor() {
        return atDoor;
    }

    SoundLog atCaller() {
        return atCaller;
    }

    /** Whether both ends have been given sound within the last half second. */
    boolean isSounding() {
        long lately = System.nanoTime() - Duration.ofMillis(500).toNanos();
        return atCaller.arrived(lately) > 0 && atDoor.arrived(lately) > 0;
    }

    /** Whether neither end has ended the call that is going on; each call at the door is one that came to an end but this. */
    boolean isSameCall() {
        return !has(log() + "-events", ENDED) && count("door-events", ENDED) == calls - 1;
    }

    /**
     * What a program counted in the call that is over.
     *
     * @param refused packets that are none of its keys
     * @param concealed frames that did not come in time and had to be made up
     */
    record Counted(long refused, long concealed) {}

    Counted countedAtCaller() throws IOException {
        return counted(log() + "-events", 0);
    }

    /** It has ended every call before. */
    Counted countedAtDoor() throws IOException {
        return counted("door-events", calls - 1);
    }

    private Counted counted(String file, int endsBefore) throws IOException {
        await("the end of the call", () -> count(file, ENDED) > endsBefore);
        String end = text(file)
                .lines()
                .filter(line -> line.contains(ENDED))
                .skip(endsBefore)
                .findFirst()
                .orElse("");
        return new Counted(figure(REFUSED, end), figure(CONCEALED, end));
    }

    private static long figure(Pattern pattern, String end) throws IOException {
        Matcher counted = pattern.matcher(end);
        if (!counted.find()) {
            throw new IOException("a call's end tells no " + pattern + ": " + end);
        }
        return Long.parseLong(counted.group(1));
    }

    /** What both ends have told. */
    String story() {
        return "caller:\n" + text(log() + "-events") + "\ndoor:\n" + text("door-events");
    }

    // ---- how ----

    private String log() {
        return "call-" + calls;
    }

    private Process startManager() throws IOException {
        String log = "manager-" + managers++;
        Process process = lab.manager()
                .start(
                        folder.resolve(log),
                        command(List.of(
                                "io.transom.manager.ManagerProgram",
                                "--http-port",
                                "80",
                                "--udp-port",
                                "3478",
                                "--data",
                                folder.resolve("manager-data").toString())));
        await("a manager that is ready", () -> has(log, "ready"));
        return process;
    }

    private Process start(Home home, String log, List<String> program, String data, String invite) throws IOException {
        List<String> all = new ArrayList<>(program);
        all.addAll(List.of("--manager", "ws://" + TunLab.MANAGER + ":80/mqtt", "--mic", hum.toString()));
        all.addAll(List.of("--data", folder.resolve(data + "-data").toString()));
        all.addAll(List.of("--events", folder.resolve(log + "-events").toString()));
        if (Files.notExists(folder.resolve(data + "-data"))) {
            all.addAll(List.of("--invite", invite));
        }
        return home.host().start(folder.resolve(log), command(all));
    }

    /** Small programs start sooner with these. */
    private static List<String> command(List<String> program) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(program);
        return command;
    }

    private static void ended(Process process) throws IOException {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IOException("a program did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void await(String what, BooleanSupplier happened) throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new IOException(String.format(Locale.ROOT, "%s did not come; %s", what, story()));
            }
            rest(Duration.ofMillis(20));
        }
    }

    static void rest(Duration length) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(length.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private boolean has(String file, String text) {
        return count(file, text) > 0;
    }

    private long count(String file, String text) {
        return text(file).lines().filter(line -> line.contains(text)).count();
    }

    private String text(String file) {
        try {
            Path path = folder.resolve(file);
            return Files.exists(path) ? Files.readString(path) : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** A stopped process can't end: it is continued first. */
    @Override
    public void close() {
        phone.ifPresent(process -> Shell.works("kill", "-CONT", String.valueOf(process.pid())));
        lab.close();
    }
}
