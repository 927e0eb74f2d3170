package io.transom.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.caller.CallerApp;
import io.transom.core.event.EventName;
import io.transom.core.trust.InviteCode;
import io.transom.manager.InviteProgram;
import io.transom.manager.Manager;
import io.transom.manager.Settings;
import io.transom.node.config.Configuration;
import io.transom.node.control.ManagerUrl;
import io.transom.node.events.EventFile;
import io.transom.node.program.EndpointSettings;
import io.transom.node.sound.WavSoundCard;
import io.transom.node.time.Pace;
import io.transom.node.time.SystemEntropy;
import io.transom.node.udp.NettyUdp;
import io.transom.wire.Role;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real manager's refusal, through the real MQTT client, reaches who waits for it. */
@Timeout(60)
final class UsedInviteTest {
    @TempDir
    Path directory;

    @Test
    void a_second_endpoint_with_the_same_invite_is_told_so_at_once() throws Exception {
        Path data = directory.resolve("manager");
        try (Manager manager = Manager.start(Settings.in(data), new SystemEntropy())) {
            assertThat(manager.awaitHealthy(Duration.ofSeconds(20))).isTrue();
            ManagerUrl url = ManagerUrl.parse("ws://127.0.0.1:" + manager.httpPort() + "/mqtt");
            InviteCode invite =
                    InviteProgram.invite(data, "phone", Role.CALLER, "home", Duration.ofHours(1), new SystemEntropy());
            CompletableFuture<Void> registered = new CompletableFuture<>();
            try (WavSoundCard silence = WavSoundCard.of(Optional.empty(), Optional.empty(), Pace.system())) {
                try (CallerApp first = start(url, "first", invite, registered, silence)) {
                    registered.get(10, TimeUnit.SECONDS);
                    assertThat(first.gaveUp()).isNotDone();
                }
                try (CallerApp second = start(url, "second", invite, new CompletableFuture<>(), silence)) {
                    assertThat(second.gaveUp().get(5, TimeUnit.SECONDS)).contains("its invite was used");
                }
            }
        }
    }

    @Test
    void who_was_taken_out_goes_on_asking_and_comes_back_with_a_new_invite() throws Exception {
        Path data = directory.resolve("manager");
        try (Manager manager = Manager.start(Settings.in(data), new SystemEntropy());
                WavSoundCard silence = WavSoundCard.of(Optional.empty(), Optional.empty(), Pace.system())) {
            assertThat(manager.awaitHealthy(Duration.ofSeconds(20))).isTrue();
            ManagerUrl url = ManagerUrl.parse("ws://127.0.0.1:" + manager.httpPort() + "/mqtt");
            InviteCode used = invite(data);
            CompletableFuture<Void> registered = new CompletableFuture<>();
            try (CallerApp phone = start(url, "phone", used, registered, silence)) {
                registered.get(10, TimeUnit.SECONDS);
                assertThat(remove(data)).isZero();
                awaitTrouble(phone);
                assertThat(phone.gaveUp()).isNotDone();
            }
            try (CallerApp restarted = start(url, "phone", used, new CompletableFuture<>(), silence)) {
                awaitTrouble(restarted);
                assertThat(restarted.gaveUp()).isNotDone();
            }
            CompletableFuture<Void> again = new CompletableFuture<>();
            try (CallerApp back = start(url, "phone", invite(data), again, silence)) {
                again.get(10, TimeUnit.SECONDS);
                assertThat(back.gaveUp()).isNotDone();
            }
        }
    }

    private static void awaitTrouble(CallerApp app) throws InterruptedException {
        while (!app.trouble().contains("transom invite")) {
            Thread.sleep(20);
        }
    }

    private static InviteCode invite(Path data) throws Exception {
        return InviteProgram.invite(data, "phone", Role.CALLER, "home", Duration.ofHours(1), new SystemEntropy());
    }

    private static int remove(Path data) {
        PrintWriter unread = new PrintWriter(Writer.nullWriter());
        List<String> args = List.of("--data", data.toString(), "--remove", "phone");
        return Configuration.run(new InviteProgram(), args, Map.of(), unread, unread);
    }

    private CallerApp start(
            ManagerUrl url, String name, InviteCode invite, CompletableFuture<Void> registered, WavSoundCard card)
            throws Exception {
        EventFile events = EventFile.unwritten();
        events.listen(stamped -> {
            if (stamped.event().name() == EventName.REGISTERED) {
                registered.complete(null);
            }
        });
        return CallerApp.start(
                new EndpointSettings(
                        url, directory.resolve(name), Optional.of(invite), NettyUdp::bind, List.of(0, 0), events),
                card);
    }
}
