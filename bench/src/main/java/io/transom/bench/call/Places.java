package io.transom.bench.call;

import io.transom.manager.Manager;
import io.transom.node.control.ManagerUrl;
import io.transom.node.udp.UdpSockets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Where the manager and both ends of a call stand, and what is between them. */
public interface Places extends AutoCloseable {
    /** The homes. */
    enum Home {
        DOOR,
        CALLER
    }

    /** Starts the manager where it belongs. The caller of this closes it. */
    Manager manager(Path data) throws IOException;

    /** How {@code home} reaches that manager. */
    ManagerUrl control(Home home, Manager manager) throws IOException;

    UdpSockets.Factory udp(Home home) throws IOException;

    /** Runs {@code work} with its sockets, and those of the threads that it makes, in {@code home}. */
    <T> T in(Home home, Callable<T> work) throws Exception;

    @Override
    void close();
}
