package io.transom.node.running;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a program has started: closed last first, each of them also where another one can't be. */
public final class Started implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** {@code part}, which is closed with the rest from now on. */
    public synchronized <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    /** {@code trouble} is told of each that couldn't be closed. What is closed once isn't closed again. */
    public void close(Consumer<Exception> trouble) {
        boolean interrupted = false;
        for (Optional<AutoCloseable> part = next(); part.isPresent(); part = next()) {
            try {
                part.get().close();
            } catch (InterruptedException e) {
                interrupted = true;
                trouble.accept(e);
            } catch (Exception e) {
                trouble.accept(e);
            }
        }
        if (interrupted) {
            // Only now: the parts behind would not have waited for their own ends.
            Thread.currentThread().interrupt();
        }
    }

    /** @throws IllegalStateException where something couldn't be closed; every other part is. */
    @Override
    public void close() {
        List<Exception> troubles = new ArrayList<>();
        close(troubles::add);
        if (!troubles.isEmpty()) {
            IllegalStateException all = new IllegalStateException("something can't be closed", troubles.getFirst());
            troubles.stream().skip(1).forEach(all::addSuppressed);
            throw all;
        }
    }

    private synchronized Optional<AutoCloseable> next() {
        return Optional.ofNullable(parts.poll());
    }
}
