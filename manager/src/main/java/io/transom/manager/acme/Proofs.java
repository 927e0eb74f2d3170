package io.transom.manager.acme;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the front door answers to the authority while an order is open. As many as it has names; none else. */
public final class Proofs {
    private final Map<String, String> byToken = new ConcurrentHashMap<>();

    void show(String token, String proof) {
        byToken.put(token, proof);
    }

    void clear() {
        byToken.clear();
    }

    /** From any thread. */
    public Optional<String> of(String token) {
        return Optional.ofNullable(byToken.get(token));
    }
}
