package io.transom.node.control;

import io.transom.core.Effect;
import io.transom.wire.Bytes;
import io.transom.wire.PublicIdentity;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The control connection over java.net.http and Eclipse Paho. */
public final class MqttControl implements Control {
    /** Two lost segments of a handshake on a slow line (RFC 6298: 1 s, then 2 s) and some. */
    static final Duration PATIENCE = Duration.ofSeconds(5);
    /** RFC 6585 section 4: too many requests of ours; and unavailable. */
    private static final List<Integer> BUSY = List.of(429, 503);
    /** A challenge has 300 characters. */
    private static final int LONGEST_ANSWER = 16 * 1024;

    private final ManagerAccess access;
    private final ExecutorService httpThreads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("http-", 0).factory());
    private final HttpClient http;
    private final TlsTrial trial;
    /** Where the last challenge came from: the login goes to the same place. */
    private ManagerUrl manager;

    private Optional<PahoSession> session = Optional.empty();
    private Optional<CompletableFuture<?>> asking = Optional.empty();

    public MqttControl(ManagerUrl manager) {
        this(ManagerAccess.to(manager));
    }

    public MqttControl(ManagerAccess access) {
        this.access = access;
        this.manager = access.url();
        this.trial = new TlsTrial(access, this::ask);
        // The name in the certificate is checked by the client itself.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(PATIENCE)
                .sslContext(access.trust().context())
                .sslParameters(TlsTrust.parameters())
                .executor(httpThreads)
                .build();
    }

    @Override
    public synchronized void fetchChallenge(Listener listener) {
        ManagerUrl from = access.url();
        manager = from;
        CompletableFuture<Challenge> answer = ask(from);
        asking = Optional.of(answer);
        answer.whenComplete((challenge, failure) -> {
            if (!answer.isCancelled()) {
                if (failure == null) {
                    listener.challenged(challenge);
                } else {
                    listener.lost("no challenge from " + from.challenge() + ": " + words(failure) + access.aside());
                }
            }
        });
    }

    private CompletableFuture<Challenge> ask(ManagerUrl from) {
        HttpRequest request = HttpRequest.newBuilder(from.challenge())
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .build();
        return http.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), LONGEST_ANSWER))
                .thenApplyAsync(response -> challenge(response, from), httpThreads);
    }

    private static Challenge challenge(HttpResponse<String> response, ManagerUrl from) {
        try {
            if (BUSY.contains(response.statusCode())) {
                throw new IOException("the manager has too much to do (" + response.statusCode() + ")");
            }
            if (response.statusCode() != 200) {
                throw new IOException("the answer is " + response.statusCode() + "; is this a Transom manager?");
            }
            return ChallengeReader.read(response.body(), from.plainHost());
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    static String words(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof java.net.ConnectException
                ? "nobody answers there"
                : TlsTrust.words(cause)
                        .or(() -> Optional.ofNullable(cause.getMessage()))
                        .orElse(cause.getClass().getSimpleName());
    }

    @Override
    public synchronized void connect(Effect.Connect connect, Listener listener) {
        session.ifPresent(PahoSession::end);
        session = Optional.of(PahoSession.open(manager, access, connect, listener));
    }

    @Override
    public void preferTls(int port, PublicIdentity identity) {
        trial.onWord(port, identity);
    }

    @Override
    public synchronized void publish(String topic, Bytes payload) {
        session.ifPresent(open -> open.publish(topic, payload));
    }

    @Override
    public synchronized void disconnect() {
        asking.ifPresent(future -> future.cancel(true));
        asking = Optional.empty();
        session.ifPresent(PahoSession::end);
        session = Optional.empty();
    }

    @Override
    public synchronized Optional<String> networkChanged(boolean slept) {
        boolean waiting = asking.filter(answer -> !answer.isDone()).isPresent();
        boolean cut = session.filter(PahoSession::hasLostItsAddress).isPresent();
        if (!waiting && !cut && !(slept && session.isPresent())) {
            return Optional.empty();
        }
        disconnect();
        return Optional.of(slept ? "this machine has slept" : "the network has changed");
    }

    @Override
    public void close() {
        Optional<PahoSession> last;
        synchronized (this) {
            last = session;
            disconnect();
        }
        trial.end();
        last.ifPresent(PahoSession::awaitEnd);
        http.shutdownNow();
        httpThreads.shutdownNow();
    }
}
