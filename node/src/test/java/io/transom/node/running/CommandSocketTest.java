package io.transom.node.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class CommandSocketTest {
    @TempDir
    Path directory;

    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();

    private Path socket() {
        return directory.resolve("endpoint.sock");
    }

    private OptionalInt ask(Request request) throws IOException {
        return RunningProgram.ask(socket(), request, out::add, err::add);
    }

    /** Sends these octets and nothing more; what is answered. */
    private String raw(String text) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.shutdownOutput();
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int echo(Request request, Desk.Asker asker) {
        asker.out(request.command() + " " + request.field("name"));
        asker.err("two\nlines");
        return 7;
    }

    @Test
    void a_command_is_answered_with_lines_and_an_exit_code() throws Exception {
        try (CommandSocket server = CommandSocket.listen(socket(), CommandSocketTest::echo)) {
            assertThat(ask(Request.of("revoke", "name", "ben \"the\" \u00fcncle")))
                    .hasValue(7);
            assertThat(out).containsExactly("revoke ben \"the\" \u00fcncle");
            assertThat(err).containsExactly("two\nlines");
        }
        assertThat(socket()).doesNotExist();
    }

    @Test
    void only_the_directory_s_user_may_connect() throws Exception {
        try (CommandSocket server = CommandSocket.listen(socket(), CommandSocketTest::echo)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void where_nobody_runs_the_command_does_it_itself() throws Exception {
        assertThat(ask(Request.of("status"))).isEmpty();
        Path kept = directory.resolve("kept");
        try (CommandSocket server = CommandSocket.listen(socket(), CommandSocketTest::echo)) {
            Files.createLink(kept, socket());
        }
        // As a program that was killed leaves it.
        Files.move(kept, socket());
        assertThat(ask(Request.of("status"))).isEmpty();
        try (CommandSocket server = CommandSocket.listen(socket(), CommandSocketTest::echo)) {
            assertThat(ask(Request.of("status"))).hasValue(7);
        }
    }

    @Test
    void what_is_no_request_is_told_so_and_reaches_nobody() throws Exception {
        CommandSocket server = CommandSocket.listen(socket(), (request, asker) -> {
            throw new AssertionError("asked: " + request);
        });
        try (server) {
            for (String bad : List.of(
                    "",
                    "\n",
                    "status\n",
                    "[]\n",
                    "null\n",
                    "{}\n",
                    "{\"command\":null}\n",
                    "{\"command\":{\"a\":\"b\"}}\n",
                    "{\"command\":\"status\"",
                    "x".repeat(Request.LONGEST))) {
                assertThat(raw(bad)).as(bad).contains("this is no request").contains("\"exit\":2");
            }
        }
    }

    @Test
    void who_goes_away_takes_back_what_was_waited_for() throws Exception {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        CommandSocket server = CommandSocket.listen(socket(), (request, asker) -> {
            asker.out("waiting");
            asker.gone().thenRun(() -> gone.complete(null)).join();
            return 1;
        });
        try (server) {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
                channel.write(ByteBuffer.wrap("{\"command\":\"invite\"}\n".getBytes(StandardCharsets.UTF_8)));
                assertThat(Channels.newInputStream(channel).read()).isEqualTo('{');
                assertThat(gone).isNotDone();
            }
            gone.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void more_askers_than_anybody_has_terminals_are_turned_away() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(CommandSocket.MOST_ASKERS);
        CommandSocket server = CommandSocket.listen(socket(), (request, asker) -> {
            waiting.countDown();
            release.await();
            return 0;
        });
        try (server) {
            List<CompletableFuture<OptionalInt>> asked = new ArrayList<>();
            for (int i = 0; i < CommandSocket.MOST_ASKERS; i++) {
                asked.add(CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return RunningProgram.ask(socket(), Request.of("invite"), line -> {}, line -> {});
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        },
                        command -> Thread.ofPlatform().daemon().start(command)));
            }
            waiting.await();
            assertThat(raw("{\"command\":\"status\"}\n")).contains("too many commands");
            release.countDown();
            for (CompletableFuture<OptionalInt> one : asked) {
                assertThat(one.get(5, TimeUnit.SECONDS)).hasValue(0);
            }
        }
    }

    @Test
    void a_program_that_breaks_off_is_told_of() throws Exception {
        CommandSocket server = CommandSocket.listen(socket(), (request, asker) -> {
            throw new IllegalStateException("our own mistake");
        });
        try (server) {
            assertThatThrownBy(() -> ask(Request.of("status"))).hasMessageContaining("ended before it answered");
        }
    }
}
