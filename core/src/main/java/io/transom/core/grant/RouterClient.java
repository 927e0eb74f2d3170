package io.transom.core.grant;

import io.transom.core.Effect;
import io.transom.core.Input.GatewayChanged.Gateway;
import io.transom.wire.Moment;
import java.util.List;

/** One protocol with which the router is asked. */
sealed interface RouterClient permits PcpClient, NatPmpClient, UpnpClient {
    /** A socket and the port of our own that it is bound to. */
    record Port(int socket, int number) {}

    /** Whom to ask, and for what; at most {@code ControlSignal.MOST_SOCKETS} ports. */
    record Wish(Gateway gateway, List<Port> ports) {
        public Wish {
            ports = List.copyOf(ports);
        }
    }

    /** Begins to ask at {@code start}, from the beginning. */
    void begin(Wish wish, Moment start);

    /** The home's link has changed: whether the router still holds what it granted is looked at with the next wake. */
    void look(Moment now);

    /** What is held isn't where the world sees us: it is asked for anew with the next wake. */
    void askAnew(Moment now);

    List<Effect> wake(Moment now);

    Moment wakeAt();

    /** Something is granted, asked for, or about to be. */
    boolean isBusy();

    /** What holds now. */
    List<Grant> grants();

    /** Asks no more; what was granted is left to run out. */
    void stop();

    /** Gives back what was granted, and asks no more. */
    List<Effect> release();

    /** What became of a datagram from the gateway. */
    enum Verdict {
        /** No answer to an open question. */
        NOT_OURS,
        TAKEN,
        /** An answer, of a router that has forgotten everything since the last one. */
        RESTARTED
    }
}
