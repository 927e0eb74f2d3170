package io.transom.bench.ice4j;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.LogManager;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;

/** {@code call|answer NAME RELAY_IP RELAY_PORT STUN_IP STUN_PORT ahead|now}, as {@code ../libnice/peer.c}. */
public final class Ice4jPeer {
    private final boolean caller;
    private final boolean ahead;
    private final TransportAddress reflector;
    private final Signalling signalling;
    private Optional<IceCall> gathered = Optional.empty();

    private Ice4jPeer(String... arguments) throws IOException {
        caller = arguments[0].equals("call");
        signalling = new Signalling(arguments[2], Integer.parseInt(arguments[3]), arguments[1]);
        reflector = new TransportAddress(arguments[4], Integer.parseInt(arguments[5]), Transport.UDP);
        ahead = arguments[6].equals("ahead");
    }

    public static void main(String... arguments) throws Exception {
        LogManager.getLogManager().reset();
        Ice4jPeer peer = new Ice4jPeer(arguments);
        peer.ready();
        if (peer.caller) {
            peer.call();
        } else {
            peer.answer();
        }
        System.exit(0);
    }

    private void call() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while ("call".equals(commands.readLine())) {
            long asked = System.nanoTime();
            try (IceCall call = next()) {
                signalling.send(call.describe("offer"));
                call.begin(signalling.receive().orElseThrow());
                call.listen();
                say(String.format(Locale.ROOT, "heard %.3f", (System.nanoTime() - asked) / 1e6));
                signalling.send("bye");
            }
            ready();
        }
    }

    private void answer() throws IOException, InterruptedException {
        for (Optional<String> offer = signalling.receive(); offer.isPresent(); offer = signalling.receive()) {
            try (IceCall call = next()) {
                signalling.send(call.describe("answer"));
                call.begin(offer.get());
                Thread talking = Thread.ofPlatform().start(() -> talk(call));
                signalling.receive();
                call.close();
                talking.join();
            }
            ready();
        }
    }

    private static void talk(IceCall call) {
        try {
            call.talk();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready() throws IOException {
        if (ahead) {
            gathered = Optional.of(gather());
        }
        say("ready");
    }

    private IceCall next() throws IOException {
        IceCall call = gathered.isPresent() ? gathered.get() : gather();
        gathered = Optional.empty();
        return call;
    }

    private IceCall gather() throws IOException {
        return new IceCall(caller, reflector);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
