package io.transom.bench.setup;

import io.transom.bench.call.Places.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A library of ICE (RFC 8445): one program in each home, warm, an ICE agent for each call. */
final class IcePeer implements Peer {
    /** ICE gives up later than anyone waits for a door. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    /** A start of its program, a Java's among them, on a busy machine. */
    private static final Duration STARTING = Duration.ofSeconds(30);

    private final PeerLibrary library;
    private final boolean ahead;
    private final Meeting meeting;
    private final Path log;
    private Program answerer;
    private Program caller;
    private int starts;

    /** Where a peer's programs meet. */
    record Meeting(SetupPlaces places, int relayPort, int reflectorPort) {}

    /** {@code ahead}: candidates are gathered before the call is asked for: the best that it can do. */
    IcePeer(PeerLibrary library, boolean ahead, Meeting meeting, Path log) throws Exception {
        this.library = library;
        this.ahead = ahead;
        this.meeting = meeting;
        this.log = log;
        this.answerer = start("answer", Home.DOOR);
        this.caller = start("call", Home.CALLER);
        awaitBoth(STARTING);
    }

    private Program start(String role, Home home) throws IOException {
        List<String> command = new ArrayList<>(library.command());
        String pair = library.name() + (ahead ? "-ahead-" : "-now-") + starts;
        command.addAll(List.of(
                role,
                pair + "-" + role,
                SetupPlaces.managerAddress(),
                String.valueOf(meeting.relayPort()),
                SetupPlaces.managerAddress(),
                String.valueOf(meeting.reflectorPort()),
                ahead ? "ahead" : "now"));
        return new Program(name() + " " + role, meeting.places().namespace(home), command, log);
    }

    private void awaitBoth(Duration patience) throws IOException, InterruptedException {
        try {
            answerer.await("ready", patience);
            caller.await("ready", patience);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public String name() {
        return library.name() + (ahead ? ", gathered ahead" : "");
    }

    @Override
    public double call() throws Exception {
        try {
            caller.tell("call");
            double millis = Double.parseDouble(caller.await("heard", PATIENCE));
            caller.await("ready", PATIENCE);
            answerer.await("ready", PATIENCE);
            return millis;
        } catch (IOException e) {
            // Its two programs are out of step now.
            restart();
            throw e;
        }
    }

    private void restart() throws Exception {
        close();
        starts++;
        answerer = start("answer", Home.DOOR);
        caller = start("call", Home.CALLER);
        awaitBoth(STARTING);
    }

    @Override
    public void close() {
        caller.close();
        answerer.close();
    }
}
