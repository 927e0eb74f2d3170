package io.transom.simulator.control;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.simulator.net.EventQueue;
import io.transom.wire.Bytes;
import io.transom.wire.EndpointId;
import io.transom.wire.Moment;
import io.transom.wire.Topics;
import io.transom.wire.UdpAddress;
import io.transom.wire.signal.ControlSignal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One endpoint's way to the manager: at most one TCP connection at a time. */
public final class ControlLine {
    /** TCP's handshake, then question and answer. */
    private static final int LEGS_TO_ASK = 4;
    /** TCP, WebSocket, then CONNECT and its answer. */
    private static final int LEGS_TO_CONNECT = 6;

    private final EventQueue time;
    private final Manager manager;
    private final EndpointId id;
    private final Supplier<Duration> leg;
    private final Consumer<Input> listener;
    private final Consumer<List<UdpAddress>> reflectors;
    private Optional<Session> current = Optional.empty();
    private int attempt;

    /** {@code leg}: one way between endpoint and manager, now; {@code reflectors} hears where the reflector is said to be. */
    public ControlLine(
            EventQueue time,
            Manager manager,
            EndpointId id,
            Supplier<Duration> leg,
            Consumer<Input> listener,
            Consumer<List<UdpAddress>> reflectors) {
        this.time = time;
        this.manager = manager;
        this.id = id;
        this.leg = leg;
        this.listener = listener;
        this.reflectors = reflectors;
    }

    // ---- what the endpoint wants ----

    public void fetchChallenge() {
        int asked = ++attempt;
        time.after(leg.get().multipliedBy(LEGS_TO_ASK - 1), () -> {
            Optional<Manager.Challenge> challenge = manager.challenge();
            time.after(leg.get(), () -> {
                if (attempt == asked) {
                    challenge.ifPresent(told -> reflectors.accept(told.reflectors()));
                    listener.accept(challenge
                            .<Input>map(told -> new Input.ChallengeArrived(told.challenge(), told.manager()))
                            .orElse(new Input.ConnectionLost("the manager refuses connections")));
                }
            });
        });
    }

    public void connect(Effect.Connect connect) {
        int asked = ++attempt;
        Session session = new Session(connect.will());
        current = Optional.of(session);
        time.after(
                leg.get().multipliedBy(LEGS_TO_CONNECT - 1),
                () -> manager.inTurn(() -> {
                    Input answer;
                    if (!manager.isUp()) {
                        answer = new Input.ConnectionLost("the manager refuses connections");
                    } else {
                        answer = manager.login(session, connect.username(), connect.password())
                                .<Input>map(Input.ConnectRefused::new)
                                .orElse(new Input.Connected());
                    }
                    session.down(() -> {
                        if (attempt == asked) {
                            listener.accept(answer);
                        }
                    });
                }));
    }

    public void publish(String topic, Bytes payload) {
        current.ifPresent(session -> session.say(topic, payload));
    }

    public void disconnect() {
        attempt++;
        current.ifPresent(Session::closeByEndpoint);
        current = Optional.empty();
    }

    /** Whether there is a connection and something comes through. */
    public boolean works() {
        return current.filter(session -> session.alive && !session.hung).isPresent();
    }

    // ---- what befalls it ----

    /** The connection breaks: the endpoint notices at once, the manager too. */
    public boolean cut() {
        Optional<Session> cut = current.filter(session -> session.alive);
        cut.ifPresent(Session::breakDown);
        return cut.isPresent();
    }

    /** From now on nothing gets through in either direction, and nobody is told. */
    public boolean hang() {
        Optional<Session> hung = current.filter(session -> session.alive);
        hung.ifPresent(session -> session.hung = true);
        return hung.isPresent();
    }

    /** The endpoint's process dies: its kernel closes the connection. Without power nobody does. */
    public void die(boolean powerCut) {
        attempt++;
        current.ifPresent(session -> {
            if (powerCut) {
                session.hung = true;
            } else {
                session.breakDown();
            }
            session.deaf = true;
        });
        current = Optional.empty();
    }

    /** Bytes that somebody on port 80 puts into the stream towards the endpoint. */
    public void injectDown(Bytes payload) {
        current.filter(session -> session.alive)
                .ifPresent(session -> listener.accept(new Input.MessageArrived(Topics.down(id), payload)));
    }

    /** The same towards the manager. */
    public void injectUp(Bytes payload) {
        current.filter(session -> session.alive)
                .ifPresent(session -> manager.publish(session, Topics.up(id), payload, Optional.empty()));
    }

    /** One TCP connection. */
    final class Session {
        private final Bytes will;
        private boolean alive = true;
        private boolean hung;
        private boolean deaf;
        private Moment lastUp = Moment.ZERO;
        private Moment lastDown = Moment.ZERO;

        Session(Bytes will) {
            this.will = will;
        }

        EndpointId id() {
            return id;
        }

        /** TCP keeps the order; a copy that is later than usual was held up by something above it. */
        void say(String topic, Bytes payload) {
            Optional<ControlSignal.Up> signal = manager.read(id, topic, payload);
            String what = Wiretap.describe(signal);
            Overseer.Message message = new Overseer.Message(manager.nameOf(id), "manager", what, payload);
            manager.overseer().sent(message);
            for (Duration late : manager.overseer().copies(message)) {
                Runnable arrive = () -> {
                    if (alive && !hung) {
                        manager.overseer().arrived(message);
                        manager.publish(this, topic, payload, signal);
                    }
                };
                if (late.isZero()) {
                    lastUp = inOrder(lastUp, arrive);
                } else {
                    time.after(leg.get().plus(late), arrive);
                }
            }
        }

        void tell(String topic, Bytes payload, String what) {
            Overseer.Message message = new Overseer.Message("manager", manager.nameOf(id), what, payload);
            manager.overseer().sent(message);
            for (Duration late : manager.overseer().copies(message)) {
                Runnable arrive = () -> {
                    if (alive && !hung && !deaf) {
                        manager.overseer().arrived(message);
                        listener.accept(new Input.MessageArrived(topic, payload));
                    }
                };
                if (late.isZero()) {
                    lastDown = inOrder(lastDown, arrive);
                } else {
                    time.after(leg.get().plus(late), arrive);
                }
            }
        }

        void down(Runnable arrive) {
            lastDown = inOrder(lastDown, () -> {
                if (!hung && !deaf) {
                    arrive.run();
                }
            });
        }

        void cutByManager() {
            if (alive) {
                alive = false;
                time.after(leg.get(), () -> tellLost("the manager closed the connection"));
            }
        }

        private void breakDown() {
            if (alive) {
                alive = false;
                time.after(leg.get(), () -> manager.closed(this, Optional.of(will)));
                time.after(Duration.ZERO, () -> tellLost("the connection broke"));
            }
        }

        private void closeByEndpoint() {
            deaf = true;
            if (alive && !hung) {
                Moment last = inOrder(lastUp, () -> {
                    if (alive) {
                        alive = false;
                        manager.closed(this, Optional.empty());
                    }
                });
                lastUp = last;
            }
        }

        private void tellLost(String reason) {
            if (!hung && !deaf && current.equals(Optional.of(this))) {
                current = Optional.empty();
                listener.accept(new Input.ConnectionLost(reason));
            }
        }

        private Moment inOrder(Moment last, Runnable arrive) {
            Moment usual = time.now().plus(leg.get());
            Moment arrival = usual.isBefore(last) ? last : usual;
            time.at(arrival, arrive);
            return arrival;
        }
    }
}
