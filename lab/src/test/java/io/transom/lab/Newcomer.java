package io.transom.lab;

import io.transom.manager.InviteProgram;
import io.transom.node.control.ManagerUrl;
import io.transom.node.events.EventFile;
import io.transom.node.program.EndpointSettings;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.UdpSockets;
import io.transom.wire.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whoever a test invites to its manager. */
public final class Newcomer {
    private Newcomer() {}

    /** {@code directory}: in it are the manager's data, and will be those of {@code name}. */
    public static EndpointSettings invited(
            Path directory, ManagerUrl url, String name, Role role, UdpSockets.Factory udp, EventFile events)
            throws IOException {
        return new EndpointSettings(
                url,
                directory.resolve(name),
                Optional.of(InviteProgram.invite(
                        directory.resolve("manager"), name, role, "home", Duration.ofHours(1), new SystemEntropy())),
                udp,
                List.of(0, 0),
                events);
    }
}
