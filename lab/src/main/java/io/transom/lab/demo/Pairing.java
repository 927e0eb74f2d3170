package io.transom.lab.demo;

import io.transom.agent.Agent;
import io.transom.agent.simulated.SimulatedPi;
import io.transom.caller.CallerApp;
import io.transom.core.Input.LineChanged.Line;
import io.transom.core.household.Issuing.Terms;
import io.transom.node.program.TermsFields;
import io.transom.node.running.Desk;
import io.transom.node.running.Request;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** How others come into the caller's household: what the commands ask of the programs that run. */
final class Pairing {
    private final CallerApp owner;
    private final Duration patience;

    Pairing(CallerApp owner, Duration patience) {
        this.owner = owner;
        this.patience = patience;
    }

    /** A code at the owner's app, typed in at the intercom, and a press of its button. */
    void door(String name, Agent agent, SimulatedPi pi) throws Exception {
        CompletableFuture<String> code = new CompletableFuture<>();
        CompletableFuture<Integer> invited = invite(Terms.always(name, Role.DEVICE, Set.of()), code);
        Request join = Request.of("join", "code", get("a code", code));
        CompletableFuture<Integer> joined = new CompletableFuture<>();
        Consumer<String> press = advice -> {
            pi.press(Line.BUTTON);
            pi.release(Line.BUTTON);
        };
        ask(agent.desk(), join, line -> {}, press, joined);
        if (get("the intercom's joining", joined) + get("the invite", invited) != 0) {
            throw new IOException("the intercom did not come into the household");
        }
    }

    /** A code with which an app joins, within a day. */
    String app(String name) throws Exception {
        CompletableFuture<String> code = new CompletableFuture<>();
        invite(Terms.always(name, Role.CALLER, Set.of(Right.CALL, Right.DROP_IN, Right.TALK)), code);
        return get("a code", code);
    }

    private CompletableFuture<Integer> invite(Terms terms, CompletableFuture<String> code) {
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        ask(owner.desk(), TermsFields.invite(terms), code::complete, line -> {}, exit);
        return exit;
    }

    private <T> T get(String what, CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException(what + " did not come within " + patience.toSeconds() + " s", e);
        }
    }

    private static void ask(
            Desk desk, Request request, Consumer<String> out, Consumer<String> err, CompletableFuture<Integer> exit) {
        Desk.Asker asker = new Desk.Asker() {
            private final CompletableFuture<Void> gone = new CompletableFuture<>();

            @Override
            public void out(String line) {
                out.accept(line);
            }

            @Override
            public void err(String line) {
                err.accept(line);
            }

            @Override
            public CompletableFuture<Void> gone() {
                return gone;
            }
        };
        Thread.ofVirtual().start(() -> {
            try {
                exit.complete(desk.answer(request, asker));
            } catch (InterruptedException e) {
                exit.completeExceptionally(e);
            }
        });
    }
}
