package io.transom.node.router;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** HTTP as small routers speak it: no redirect, no proxy, no upgrade; limited in size and in time as a whole. */
final class SmallHttp implements AutoCloseable {
    /** Descriptions of big home routers have 10 to 20 KB. */
    static final int LONGEST_BODY = 64 * 1024;
    /** A router on the same link answers within milliseconds; a busy one within a second or two. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(PATIENCE)
            .build();

    record Answer(int status, byte[] body) {}

    Answer get(URI from) throws IOException {
        return send(HttpRequest.newBuilder(from).GET());
    }

    Answer post(URI to, String soapAction, byte[] body) throws IOException {
        return send(HttpRequest.newBuilder(to)
                .header("Content-Type", "text/xml; charset=\"utf-8\"")
                .header("SOAPAction", soapAction)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private Answer send(HttpRequest.Builder request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(
                request.timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LONGEST_BODY));
        try {
            HttpResponse<byte[]> response = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no whole answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
