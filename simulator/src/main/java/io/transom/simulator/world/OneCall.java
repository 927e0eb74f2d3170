package io.transom.simulator.world;

import io.transom.core.Input;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.CallId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One calm call between two homes behind ordinary routers, as a document: {@code docs/one-call.txt}. */
public final class OneCall {
    private static final List<String> HEAD = List.of(
            "One call, message by message",
            "",
            "From the simulator (OneCall.java), in virtual time: anna's phone calls the intercom at the door. Both are behind home",
            "routers that keep one port for everybody and let in only whom they have sent to; one leg, from any party to any",
            "other, takes 20 ms, and nothing is lost. A test keeps this page true; -Dtransom.write=true writes it anew.",
            "",
            "   ms      who     -> over the control connection (sealed between endpoint and manager)",
            "                   ~> datagram over UDP: one line when it is sent, one when it arrives",
            "                   *** what it means to the one who tells it");

    private OneCall() {}

    /** The document, line by line. */
    public static List<String> document() {
        RouterKind ordinary = RouterKind.parse("ei/apd").orElseThrow();
        Town town = new Town(Options.calm(ordinary, ordinary), line -> {}, false);
        MessageLog log = new MessageLog(town.time());
        town.internet().observe(log);
        town.watch(log);
        town.oversee(log);
        log.part("1. Both register: where does the manager see us, and who is there?");
        town.boot();
        town.run(Duration.ofMillis(400));
        log.part("2. anna asks for the door");
        town.caller().input(new Input.Talk(true));
        town.caller().input(new Input.Ask(Town.DEVICE));
        town.run(Duration.ofMillis(300));
        log.part("3. anna hangs up");
        for (CallId call : town.ledger().unfinished(town.caller())) {
            town.caller().input(new Input.HangUp(call));
        }
        town.run(Duration.ofMillis(200));
        log.untold("4. From now on one path is kept warm between them; the null packets that open it are as in part 2");
        town.run(Duration.ofSeconds(25));
        log.part(
                "5. A visitor presses the button: the ring takes one leg, in a null packet through the windows that are open");
        town.device().input(new Input.LineChanged(Input.LineChanged.Line.BUTTON, true));
        town.run(Duration.ofMillis(200));
        List<String> document = new ArrayList<>(HEAD);
        document.addAll(log.lines());
        return document;
    }
}
