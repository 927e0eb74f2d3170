package io.transom.manager.door;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the pages of the front door tell. Called on its event loops: none may block. */
public interface Pages {
    /** The answer of {@code /healthz}: 200 or 503, and its JSON. */
    record Health(boolean well, String json) {}

    Health health();

    /** The JSON of {@code /challenge}; empty where too many ask at once, and fails where the manager can't make one now. */
    CompletableFuture<Optional<String>> challenge();

    /** What an authority for certificates wants to find under its token (RFC 8555 section 8.3). */
    Optional<String> acmeProof(String token);
}
