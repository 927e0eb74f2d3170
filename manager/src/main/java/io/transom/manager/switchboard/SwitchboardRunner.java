package io.transom.manager.switchboard;

import io.transom.core.event.Event;
import io.transom.core.manager.Switchboard;
import io.transom.core.manager.Switchboard.Output;
import io.transom.core.manager.Switchboard.Presence;
import io.transom.core.manager.Switchboard.Verdict;
import io.transom.manager.broker.BrokerClient;
import io.transom.manager.count.Counters;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the switchboard on one thread. Every method may be called from any thread and returns at once. */
public final class SwitchboardRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SwitchboardRunner.class);
    /** At about 50 µs a message this is 0.2 s of work: what would wait longer is better sent again. */
    static final int MOST_WAITING_MESSAGES = 4096;

    /**
     * Logins and questions for a challenge, of people who have proved nothing: at 0.5 ms a login, 0.13 s of work, which a
     * call that is going on beside it doesn't notice.
     */
    static final int MOST_WAITING_STRANGERS = 256;

    private final Switchboard switchboard;
    private final BiPredicate<String, Bytes> publish;
    private final Consumer<Event> events;
    private final Counters counters;
    private final Clock wallClock;
    private final Thread thread;
    /** Bounded: messages by their count, everything else by the number of connections at the front door. */
    private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();

    private final AtomicInteger waitingMessages = new AtomicInteger();
    private final AtomicInteger waitingStrangers = new AtomicInteger();
    private volatile boolean closed;

    // Only the mailbox's thread touches these.
    private final Map<EndpointId, ControlConnection> newest = new LinkedHashMap<>();
    private final Map<ControlConnection, EndpointId> owners = new IdentityHashMap<>();

    /**
     * @param publish topic and payload to the broker; false where it was lost ({@link BrokerClient#publish})
     * @param events told of everything that the switchboard notes
     */
    public SwitchboardRunner(
            Switchboard switchboard,
            BiPredicate<String, Bytes> publish,
            Consumer<Event> events,
            Counters counters,
            Clock wallClock) {
        this.switchboard = switchboard;
        this.publish = publish;
        this.events = events;
        this.counters = counters;
        this.wallClock = wallClock;
        this.thread = Thread.ofPlatform().daemon().name("switchboard").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** From now on endpoints are told, as they register, that they may come over TLS on {@code port}. */
    public void servesTls(int port) {
        mailbox.add(() -> switchboard.servesTls(port));
    }

    /** Empty where too many strangers are waiting already. */
    public CompletableFuture<Optional<Bytes>> challenge() {
        return askForStranger(Optional.<Bytes>empty(), now -> Optional.of(switchboard.challenge(now)));
    }

    /** Judges a login; an endpoint that is admitted is on {@code connection} from then on, and on no other. */
    public CompletableFuture<Verdict> login(ControlConnection connection, String username, Bytes password) {
        Verdict busy = new Verdict.Refused("too many logins at once: try again in a while");
        return askForStranger(busy, now -> {
            Verdict verdict = switchboard.login(username, password, now, wallClock.instant());
            switch (verdict) {
                case Verdict.Admitted admitted ->
                    take(admitted.member().identity().id(), connection);
                case Verdict.Refused refused -> counters.count("logins refused");
            }
            return verdict;
        });
    }

    /** The front door saw the connection close. Harmless for one that never logged in or has been replaced. */
    public void closed(ControlConnection connection) {
        mailbox.add(() -> {
            EndpointId id = owners.remove(connection);
            if (id != null && newest.remove(id, connection)) {
                carryOut(switchboard.onClosed(id, now()));
            }
        });
    }

    /** A message from the broker; lost and counted where too many are waiting. */
    public void message(String topic, Bytes payload) {
        if (waitingMessages.get() >= MOST_WAITING_MESSAGES) {
            counters.count("messages lost: the switchboard is overloaded");
            return;
        }
        waitingMessages.incrementAndGet();
        mailbox.add(() -> {
            waitingMessages.decrementAndGet();
            carryOut(switchboard.onMessage(topic, payload, now()));
        });
    }

    /** The store has lost a member of {@code household}; true when its connection is being closed. */
    public CompletableFuture<Boolean> takenOut(String household) {
        return ask(now -> {
            carryOut(switchboard.onTakenOut(household, now));
            return true;
        });
    }

    public CompletableFuture<List<Presence>> present() {
        return ask(now -> List.copyOf(switchboard.present()));
    }

    @Override
    public void close() {
        closed = true;
        mailbox.add(() -> {});
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The clock that every moment of this manager is taken from. */
    public static Moment now() {
        return new Moment(System.nanoTime());
    }

    private <T> CompletableFuture<T> ask(Function<Moment, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        mailbox.add(() -> {
            try {
                answer.complete(question.apply(now()));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
                throw e;
            }
        });
        return answer;
    }

    private <T> CompletableFuture<T> askForStranger(T busy, Function<Moment, T> question) {
        if (waitingStrangers.incrementAndGet() > MOST_WAITING_STRANGERS) {
            waitingStrangers.decrementAndGet();
            counters.count("strangers refused: too many at once");
            return CompletableFuture.completedFuture(busy);
        }
        return ask(now -> {
            waitingStrangers.decrementAndGet();
            return question.apply(now);
        });
    }

    private void take(EndpointId id, ControlConnection connection) {
        ControlConnection old = newest.put(id, connection);
        owners.put(connection, id);
        if (old != null && old != connection) {
            owners.remove(old);
            old.replaced();
        }
    }

    private void run() {
        while (!closed) {
            try {
                Runnable next = next();
                if (next != null) {
                    next.run();
                }
                if (switchboard.wakeAt().reached(now())) {
                    carryOut(switchboard.wake(now()));
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // Our own mistake: it ends what it was about, never the manager.
                counters.count("mistakes of the switchboard");
                LOG.error("the switchboard failed on one input", e);
            }
        }
    }

    private @Nullable Runnable next() throws InterruptedException {
        Moment wakeAt = switchboard.wakeAt();
        if (wakeAt.equals(Moment.NEVER)) {
            return mailbox.take();
        }
        long nanos = wakeAt.nanos() - System.nanoTime();
        return nanos <= 0 ? mailbox.poll() : mailbox.poll(nanos, TimeUnit.NANOSECONDS);
    }

    private void carryOut(List<Output> outputs) {
        for (Output output : outputs) {
            switch (output) {
                case Output.Publish message -> {
                    if (!publish.test(message.topic(), message.payload())) {
                        counters.count("messages lost: the broker didn't take them");
                    }
                }
                case Output.Drop drop -> {
                    ControlConnection connection = newest.get(drop.id());
                    if (connection != null) {
                        connection.drop(drop.reason());
                    }
                }
                case Output.Note note -> events.accept(note.event());
            }
        }
    }
}
