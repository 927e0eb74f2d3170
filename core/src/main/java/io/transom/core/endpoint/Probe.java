package io.transom.core.endpoint;

import io.transom.core.Effect;
import io.transom.core.trust.ControlChannel.ReflectorCredentials;
import io.transom.wire.Bytes;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import java.util.List;

/** One thing that is measured of the firewall, beside the questions that keep its windows open. */
interface Probe {
    /** {@code credentials}: what the reflector knows us by while this login lasts. */
    default void loggedIn(ReflectorCredentials credentials, Moment now) {}

    default void loggedOut() {}

    /** We are seen elsewhere now: it may be another firewall. */
    void forget(Moment now);

    /** What is due now; the result may be another one afterwards. */
    List<Effect> wake(Moment now);

    /** True where the datagram is this probe's; the result may be another one afterwards. */
    boolean onStun(int socket, UdpAddress from, Bytes datagram, Moment now);

    Moment wakeAt();
}
