package io.transom.node.keys;

import io.transom.node.control.ManagerAccess;
import io.transom.wire.EndpointId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * {@code manager.tls}: the joined manager's id and the port at which it was reached over TLS, "ID PORT". Of another manager
 * than the joined one it says nothing.
 */
final class TlsPort implements ManagerAccess.Memory {
    private final Path file;
    private final Supplier<Optional<EndpointId>> joined;

    TlsPort(Path file, Supplier<Optional<EndpointId>> joined) {
        this.file = file;
        this.joined = joined;
    }

    /** Throws for a damaged file: taking it for empty would be a way back to plain connections. */
    @Override
    public OptionalInt tlsPort() {
        if (!Files.exists(file)) {
            return OptionalInt.empty();
        }
        String[] fields = read().strip().split(" ", -1);
        Optional<EndpointId> manager = EndpointId.parse(fields[0]);
        if (fields.length != 2 || manager.isEmpty() || !fields[1].matches("[1-9]\\d{0,4}")) {
            throw KeyStore.wrong(
                    file, "The file is damaged. Take it out: the manager then says again whether it has TLS.");
        }
        return manager.equals(joined.get()) ? OptionalInt.of(Integer.parseInt(fields[1])) : OptionalInt.empty();
    }

    private String read() {
        try {
            return KeyStore.text(file);
        } catch (IOException e) {
            throw KeyStore.wrong(file, "The file can't be read (" + e + ").");
        }
    }

    @Override
    public void keepTlsPort(OptionalInt port) throws IOException {
        Optional<EndpointId> manager = joined.get();
        if (port.isPresent() && manager.isPresent()) {
            KeyStore.replace(file, manager.get() + " " + port.getAsInt() + "\n");
        } else {
            Files.deleteIfExists(file);
        }
    }
}
