package io.transom.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.trust.InviteCode;
import io.transom.manager.status.StatusReport;
import io.transom.node.config.Configuration;
import io.transom.wire.Firewall;
import io.transom.wire.Role;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.ControlSignal.Peers;
import io.transom.wire.signal.Peer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code transom invite --remove}, beside a manager that runs. */
@Timeout(60)
final class RemovalTest {
    private static final int NOT_AUTHORIZED = 0x87;

    @TempDir
    Path directory;

    private final StringWriter said = new StringWriter();

    private int run(String... args) {
        PrintWriter printed = new PrintWriter(said, true);
        return Configuration.run(new InviteProgram(), List.of(args), Map.of(), printed, printed);
    }

    private int remove(String name) {
        return run("--data", directory.toString(), "--remove", name);
    }

    private Optional<InviteCode> invite(String name, Role role) throws Exception {
        return Optional.of(
                InviteProgram.invite(directory, name, role, "home", Duration.ofHours(1), RawEndpoint.ENTROPY));
    }

    private static void register(RawEndpoint endpoint) throws Exception {
        endpoint.say(new ControlSignal.Register(List.of(), Firewall.UNKNOWN, RawEndpoint.ENTROPY.bytes(16)));
        endpoint.hear(ControlSignal.Registered.class);
    }

    @Test
    void a_phone_that_is_taken_out_is_cut_off_at_once_and_let_in_no_more() throws Exception {
        try (Manager manager = Manager.start(Settings.in(directory), RawEndpoint.ENTROPY)) {
            assertThat(manager.awaitHealthy(RawEndpoint.PATIENCE)).isTrue();
            try (RawEndpoint door = new RawEndpoint(manager.httpPort()).comeIn(invite("door", Role.DEVICE));
                    RawEndpoint phone = new RawEndpoint(manager.httpPort()).comeIn(invite("phone", Role.CALLER))) {
                register(phone);
                register(door);
                assertThat(door.hear(Peers.class).peers())
                        .extracting(Peer::name)
                        .contains("phone");
                Optional<InviteCode> open = invite("phone", Role.CALLER);

                assertThat(remove("phone")).isZero();

                phone.awaitClosed();
                while (!door.hear(Peers.class).peers().isEmpty()) {
                    assertThat(door.isClosed()).isFalse();
                }
                assertThat(manager.status().endpoints())
                        .extracting(StatusReport.Line::name)
                        .containsExactly("door");
                assertThat(refused(manager, phone, Optional.empty())).isEqualTo(NOT_AUTHORIZED);
                assertThat(refused(manager, phone, open)).isEqualTo(NOT_AUTHORIZED);
                assertThat(door.isClosed()).isFalse();
            }
            assertThat(remove("phone")).isEqualTo(1);
        }
    }

    private static int refused(Manager manager, RawEndpoint who, Optional<InviteCode> invite) throws Exception {
        try (RawEndpoint again = new RawEndpoint(manager.httpPort(), who.identity)) {
            return again.connect(again.attempt(invite))
                            .variableHeader()
                            .connectReturnCode()
                            .byteValue()
                    & 0xFF;
        }
    }

    @Test
    void it_works_without_a_running_manager_and_invites_nobody_in_the_same_breath() throws Exception {
        try (Manager manager = Manager.start(Settings.in(directory), RawEndpoint.ENTROPY)) {
            assertThat(manager.awaitHealthy(RawEndpoint.PATIENCE)).isTrue();
            new RawEndpoint(manager.httpPort())
                    .comeIn(invite("phone", Role.CALLER))
                    .close();
        }
        assertThat(run("--data", directory.toString(), "--remove", "phone", "--name", "phone"))
                .isEqualTo(2);
        assertThat(said.toString()).contains("--remove", "leave out --name");
        assertThat(remove("phone")).isZero();
        assertThat(remove("phone")).isEqualTo(1);
    }
}
