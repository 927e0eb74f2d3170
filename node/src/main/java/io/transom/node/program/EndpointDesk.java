package io.transom.node.program;

import io.transom.core.Input;
import io.transom.core.event.Event;
import io.transom.core.event.EventName;
import io.transom.core.household.Household;
import io.transom.core.household.Issuing;
import io.transom.core.household.Membership;
import io.transom.core.household.PairingCode;
import io.transom.core.household.StatementSet;
import io.transom.core.household.WallClock.Reading;
import io.transom.node.keys.KeyStore;
import io.transom.node.running.Desk;
import io.transom.node.running.Request;
import io.transom.node.time.MachineClock;
import io.transom.node.time.SystemEntropy;
import io.transom.wire.EndpointId;
import io.transom.wire.Role;
import io.transom.wire.household.Right;
import io.transom.wire.household.SignedStatement;
import io.transom.wire.household.Statement.Admit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * What a running agent or app does when a command asks it: {@code status}, {@code join}, {@code invite}, {@code change},
 * {@code revoke}, {@code audit}.
 * The commands ask in the same way the app that they start themselves where none is running.
 */
public final class EndpointDesk implements Desk {
    /** As long as the core asks for a welcome, and a little. */
    private static final Duration JOINING = Duration.ofSeconds(310);
    /** The core's own time for such a code, and a little. */
    private static final Duration DEVICE_INVITED = Duration.ofSeconds(302);

    private static final Duration APP_INVITED = Duration.ofHours(24).plusSeconds(2);
    /** From the endpoint's mailbox to the disk; and for what follows a welcome through the manager. */
    private static final Duration A_MOMENT = Duration.ofSeconds(5);

    /** Of an intercom, through the manager; this app may have to connect first. */
    private static final Duration ANSWERING = Duration.ofSeconds(10);
    /** As many entries as an intercom still tells. */
    private static final Duration READING = Duration.ofMinutes(2);
    /** Exit code of a command that has to do with what it knew before. */
    public static final int AWAY = 3;

    private static final String NOBODY_CAME = "nobody has used the code in time: make another";
    private static final String NO_HOUSEHOLD = "this app belongs to no household";

    private final KeyStore keys;
    private final Role role;
    private final Consumer<Input.OfHousehold> endpoint;
    private final EndpointState state = new EndpointState();
    private final List<Consumer<Event>> listening = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> gaveUp = new CompletableFuture<>();
    private Optional<Waiting> inviting = Optional.empty();

    /** @param endpoint takes what is to happen; from any thread */
    public EndpointDesk(KeyStore keys, Role role, Consumer<Input.OfHousehold> endpoint) {
        this.keys = keys;
        this.role = role;
        this.endpoint = endpoint;
    }

    /** Every event of the endpoint. */
    public void hear(Event event) {
        state.hear(event);
        listening.forEach(ear -> ear.accept(event));
    }

    /** It is pointless to wait for anything more: a bad invite, a wrong manager. */
    public void gaveUp(String reason) {
        gaveUp.complete(reason);
    }

    /** Why there is no manager, in words for people; empty where there is one, or nothing is known yet. */
    public String trouble() {
        return state.trouble();
    }

    @Override
    public int answer(Request request, Asker asker) throws InterruptedException {
        return switch (request.command()) {
            case "status" -> status(request, asker);
            case "join" -> join(request, asker);
            case "invite" -> invite(request, asker);
            case "change" -> change(request, asker);
            case "revoke" -> revoke(request, asker);
            case "audit" -> audit(request, asker);
            default -> wrong(asker, "this program doesn't know the command '" + request.command() + "'");
        };
    }

    // ---- status ----

    private int status(Request request, Asker asker) {
        StatusText text = new StatusText(keys.identity().id(), role, state, keys.manager(), keys.household(), time());
        asker.out(request.field("json").equals("true") ? text.json() : text.lines());
        return state.online() ? 0 : 1;
    }

    // ---- join ----

    private int join(Request request, Asker asker) throws InterruptedException {
        Optional<PairingCode> code = PairingCode.parse(request.field("code"));
        if (code.isEmpty()) {
            return wrong(asker, "the code is mistyped: it has four groups of five characters");
        }
        Waiting wait = new Waiting(asker, NOBODY_CAME) {
            private boolean welcome;

            @Override
            void hear(Event event) {
                if (event.name() == EventName.PAIRED) {
                    asker.out("joined household " + event.text("household").orElse(""));
                    welcome = true;
                    // The records come right behind; where they are lost, with the next digest.
                    done.completeOnTimeout(0, A_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
                } else if (welcome && event.name() == EventName.HOUSEHOLD_CHANGED) {
                    done.complete(0);
                }
                refusal(event);
            }
        };
        return wait.run(JOINING, () -> {
            endpoint.accept(new Input.JoinHousehold(code.get(), role));
            if (role == Role.DEVICE) {
                asker.err("Now press the intercom's button, within five minutes.");
            }
        });
    }

    // ---- invite ----

    private int invite(Request request, Asker asker) throws InterruptedException {
        if (keys.household().isEmpty()) {
            return wrong(asker, "this app belongs to no household: make one with 'transom household create'");
        }
        Optional<Issuing.Terms> terms = TermsFields.read(request);
        if (terms.isEmpty()) {
            return wrong(asker, "what the new member is to be makes no sense");
        }
        Optional<String> objection = new Issuing(keys.household().get(), authority()).objection(MachineClock.seconds());
        if (objection.isPresent()) {
            return failed(asker, objection.get());
        }
        PairingCode code = PairingCode.make(new SystemEntropy());
        Waiting wait = new Waiting(asker, NOBODY_CAME) {
            @Override
            void hear(Event event) {
                if (event.name() == EventName.PAIRED) {
                    asker.out("paired: " + event.text("member").orElse(""));
                    done.complete(0);
                }
                refusal(event);
            }
        };
        replaceInvite(wait);
        try {
            boolean device = terms.get().role() == Role.DEVICE;
            return wait.run(device ? DEVICE_INVITED : APP_INVITED, () -> {
                endpoint.accept(new Input.OpenInvite(code, authority(), terms.get()));
                asker.out(code.text());
            });
        } finally {
            // What was lost on the way is still asked for again; a code that nobody has used is void.
            if (wait.done.getNow(1) != 0) {
                endpoint.accept(new Input.CloseInvite(code));
            }
        }
    }

    /** The core holds one code at a time. */
    private synchronized void replaceInvite(Waiting wait) {
        inviting.ifPresent(before -> before.end(1, "another code was made meanwhile: this one is void"));
        inviting = Optional.of(wait);
    }

    /** With what this endpoint signs: the household's root key if it is the owner's, otherwise its own. */
    private Issuing.Authority authority() {
        return keys.rootKey()
                .<Issuing.Authority>map(Issuing.Authority.Root::new)
                .orElseGet(() -> new Issuing.Authority.Manager(keys.identity()));
    }

    // ---- change ----

    private int change(Request request, Asker asker) throws InterruptedException {
        Optional<StatementSet> known = keys.household();
        if (known.isEmpty()) {
            return wrong(asker, NO_HOUSEHOLD);
        }
        Optional<Admit> before = member(known.get(), request.field(TermsFields.WHO));
        Optional<Issuing.Terms> terms =
                TermsFields.read(request).filter(read -> !read.name().isEmpty());
        if (before.isEmpty() || terms.isEmpty()) {
            return wrong(asker, "what the member is to be makes no sense");
        }
        Issuing issuing = new Issuing(known.get(), authority());
        return switch (issuing.admit(before.get().identity(), terms.get(), MachineClock.seconds())) {
            case Issuing.Outcome.Refused refused -> failed(asker, refused.reason());
            case Issuing.Outcome.Signed signed ->
                spread("changed: " + terms.get().name(), signed.statement(), asker);
        };
    }

    // ---- revoke ----

    private int revoke(Request request, Asker asker) throws InterruptedException {
        Optional<StatementSet> known = keys.household();
        if (known.isEmpty()) {
            return wrong(asker, NO_HOUSEHOLD);
        }
        String name = request.field("name");
        Optional<EndpointId> who = member(known.get(), name).map(Admit::about);
        if (who.isEmpty()) {
            return wrong(asker, "there is no member called '" + name + "'; 'transom members' tells them");
        }
        return switch (new Issuing(known.get(), authority()).revoke(who.get(), MachineClock.seconds())) {
            case Issuing.Outcome.Refused refused -> failed(asker, refused.reason());
            case Issuing.Outcome.Signed signed -> {
                int result = spread("revoked: " + name, signed.statement(), asker);
                if (result == 0) {
                    asker.out(
                            "the manager isn't told: 'transom invite --remove NAME' there keeps those keys from it too");
                }
                yield result;
            }
        };
    }

    private static Optional<Admit> member(StatementSet known, String name) {
        return new Membership(known)
                .members(time()).stream()
                        .filter(member -> member.name().equals(name)
                                || member.about().text().equals(name))
                        .findFirst();
    }

    /** Done when it is on the disk: it holds then, also if this program is ended before it could tell anybody. */
    private int spread(String done, SignedStatement statement, Asker asker) throws InterruptedException {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        Consumer<Event> ear = event -> {
            if (event.name() == EventName.HOUSEHOLD_CHANGED && isKept(statement)) {
                kept.complete(null);
            }
        };
        listening.add(ear);
        try {
            endpoint.accept(new Input.Stated(List.of(statement)));
            if (!await(kept)) {
                return failed(asker, "it could not be kept in time; the program's log says why. Ask again.");
            }
        } finally {
            listening.remove(ear);
        }
        asker.out(done + "; telling whoever is online");
        return 0;
    }

    private boolean isKept(SignedStatement statement) {
        return keys.household().filter(held -> held.all().contains(statement)).isPresent();
    }

    // ---- audit ----

    /** Done when all that the intercom has written down since is in the copy here; {@link #AWAY} where it can't be asked. */
    private int audit(Request request, Asker asker) throws InterruptedException {
        Optional<StatementSet> known = keys.household();
        if (known.isEmpty()) {
            return wrong(asker, NO_HOUSEHOLD);
        }
        Optional<Admit> whose = member(known.get(), request.field("name"));
        if (whose.isEmpty() || whose.get().role() != Role.DEVICE) {
            return wrong(
                    asker,
                    "there is no intercom called '" + request.field("name") + "'; 'transom members' tells them. An app"
                            + " tells its log to nobody");
        }
        Membership.Verdict verdict =
                new Membership(known.get()).judge(keys.identity().id(), Right.MANAGE, time());
        if (verdict instanceof Membership.Verdict.Refused refused) {
            return failed(asker, "only who may manage the household is told an intercom's log: " + refused.reason());
        }
        LogWait wait = new LogWait(whose.get(), asker);
        return wait.run(READING, () -> {
            endpoint.accept(new Input.ReadLog(whose.get().about()));
            CompletableFuture.delayedExecutor(ANSWERING.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(wait::awayUnlessHeard);
        });
    }

    private final class LogWait extends Waiting {
        private final Admit whose;
        private volatile boolean heard;

        LogWait(Admit whose, Asker asker) {
            super(asker, "it takes too long: ask again, it goes on from there");
            this.whose = whose;
        }

        @Override
        void hear(Event event) {
            if (!event.text("of").equals(Optional.of(whose.about().text()))) {
                refusal(event);
                return;
            }
            heard = true;
            if (event.name() == EventName.LOG_BROKEN) {
                end(
                        1,
                        "THE LOG OF '" + whose.name()
                                + "' WAS CUT OR ALTERED since it was last read here, or its disk has" + " lost it: "
                                + event.text("reason").orElse(""));
            } else if (event.text("complete").equals(Optional.of("true"))) {
                complete(event.text("length").map(Long::parseLong).orElse(0L));
            }
        }

        /** What is in the copy, the events before this one have it: an intercom that tells too much is heard on later. */
        private void complete(long length) {
            long kept = Optional.ofNullable(keys.headsOfOthers().get(whose.about()))
                    .map(head -> head.sequence() + 1)
                    .orElse(0L);
            if (kept >= length) {
                done.complete(0);
            } else {
                end(
                        1,
                        "of " + length + " entries of '" + whose.name() + "' the first " + kept
                                + " are in the copy here."
                                + " The disk didn't take the others, which this program has told, or there were too many at"
                                + " once: ask again in a while");
            }
        }

        private void awayUnlessHeard() {
            if (!heard) {
                end(AWAY, "'" + whose.name() + "' doesn't answer now; what it has told before is shown");
            }
        }
    }

    // ---- waiting ----

    private static boolean await(CompletableFuture<Void> future) throws InterruptedException {
        try {
            future.get(A_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    /** A command that waits for what happens to the endpoint. */
    private abstract class Waiting {
        final CompletableFuture<Integer> done = new CompletableFuture<>();
        private final Asker asker;
        private final String tooLate;
        private String trouble = "";

        /** @param tooLate what is said when the command's time is over */
        Waiting(Asker asker, String tooLate) {
            this.asker = asker;
            this.tooLate = tooLate;
        }

        abstract void hear(Event event);

        void refusal(Event event) {
            String pairing = event.text(Household.PAIRING).orElse("");
            if (event.name() == EventName.REFUSED && !pairing.isEmpty()) {
                asker.err("transom: " + event.text("reason").orElse(""));
                if (pairing.equals(Household.OVER)) {
                    done.complete(1);
                }
            } else if (event.name() == EventName.REFUSED && event.text("reason").equals(Optional.of(state.trouble()))) {
                sayTrouble(state.trouble());
            }
        }

        /** Of a manager that refuses us, once for each of its reasons: it is asked again and again. */
        private void sayTrouble(String reason) {
            if (!reason.equals(trouble)) {
                trouble = reason;
                asker.err("transom: not connected (" + reason + "); trying again");
            }
        }

        void end(int exit, String reason) {
            if (!done.isDone()) {
                asker.err("transom: " + reason);
                done.complete(exit);
            }
        }

        int run(Duration patience, Runnable begin) throws InterruptedException {
            Consumer<Event> ear = this::hear;
            listening.add(ear);
            try {
                asker.gone().thenRun(() -> done.complete(1));
                gaveUp.thenAccept(reason -> end(1, reason));
                begin.run();
                return done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                end(1, tooLate);
                return 1;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } finally {
                listening.remove(ear);
            }
        }
    }

    private static Reading time() {
        return new Reading.Known(MachineClock.seconds());
    }

    private static int failed(Asker asker, String reason) {
        asker.err("transom: " + reason);
        return 1;
    }

    private static int wrong(Asker asker, String reason) {
        asker.err("transom: " + reason);
        return 2;
    }
}
