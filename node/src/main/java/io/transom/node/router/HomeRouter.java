package io.transom.node.router;

import io.transom.core.Effect;
import io.transom.core.Input;
import io.transom.core.Input.GatewayChanged.Gateway;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The home's router, seen from this machine. */
public interface HomeRouter extends AutoCloseable {
    /** The default gateway of the machine's own link, now; quick. */
    Optional<Gateway> gateway();

    /** Asks by UPnP-IGD; {@code answer} is told once, later, on another thread. Never blocks. */
    void ask(Effect.AskUpnp wanted, Consumer<Input.UpnpAnswered> answer);

    /** Gives back what UPnP-IGD granted. Never blocks. */
    void end();

    /** Waits a second at most for what is being given back. */
    @Override
    void close();

    /** No router that could be asked: port mappings are switched off, or UDP goes another way. */
    static HomeRouter none() {
        return new HomeRouter() {
            @Override
            public Optional<Gateway> gateway() {
                return Optional.empty();
            }

            @Override
            public void ask(Effect.AskUpnp wanted, Consumer<Input.UpnpAnswered> answer) {
                answer.accept(new Input.UpnpAnswered(List.of(), "port mappings are switched off"));
            }

            @Override
            public void end() {}

            @Override
            public void close() {}
        };
    }

    /** The router that this machine's default route leads to. */
    static HomeRouter ofThisMachine() {
        return new UpnpRouter();
    }
}
