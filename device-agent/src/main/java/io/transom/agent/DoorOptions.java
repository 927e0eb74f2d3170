package io.transom.agent;

import io.transom.core.device.Device;
import io.transom.core.door.ReleaseRights;
import io.transom.node.config.WrongValue;
import io.transom.wire.EndpointId;
import io.transom.wire.Names;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The keys about the door whose relay this intercom drives; a picocli mixin. */
final class DoorOptions {
    @Option(
            names = "--door-name",
            paramLabel = "NAME",
            description = {
                "This intercom drives the relay of a door, called NAME in the events.",
                "Without it nobody can open anything here."
            })
    @Nullable
    private String name;

    @Option(
            names = "--may-release",
            paramLabel = "ID[,ID...]",
            description = {
                "Who may open it while this intercom belongs to no household: endpoint ids of 26 characters, as a refusal",
                "shows them. Names don't count, for the manager could give one to somebody else. Default: nobody.",
                "Counts for nothing once it belongs to one: then its records alone say who may ('transom members')."
            })
    @Nullable
    private String mayRelease;

    @Option(
            names = "--relay-pulse",
            paramLabel = "TIME",
            defaultValue = "3s",
            description = "How long the relay is held, 100ms to 10s. Default: ${DEFAULT-VALUE}.")
    private Duration pulse = Duration.ofSeconds(3);

    boolean present() {
        return name != null;
    }

    /**
     * The door; empty where there is none.
     *
     * @throws WrongValue naming the key, the value and the remedy
     */
    Optional<Device.DoorSettings> settings() {
        if (name == null) {
            if (mayRelease != null) {
                throw WrongValue.of("may-release", mayRelease, "There is no door to open: give door-name as well.");
            }
            return Optional.empty();
        }
        if (!Names.isAllowed(name)) {
            throw WrongValue.of(
                    "door-name", name, "Give 1 to " + Names.LONGEST + " octets of text, such as \"front door\".");
        }
        if (pulse.compareTo(DoorRelay.SHORTEST_PULSE) < 0 || pulse.compareTo(DoorRelay.LONGEST_PULSE) > 0) {
            throw WrongValue.of("relay-pulse", pulse.toMillis() + "ms", "Give at least 100ms and at most 10s.");
        }
        return Optional.of(new Device.DoorSettings(name, pulse, ReleaseRights.only(members())));
    }

    /** What people have to know who have paired this intercom since they wrote that; empty where there is nothing. */
    Optional<String> warning(boolean paired) {
        return paired && mayRelease != null
                ? Optional.of(
                        "may-release counts for nothing: this intercom belongs to a household, and its records alone"
                                + " say who may open the door ('transom members' shows them). Take it out.")
                : Optional.empty();
    }

    private Set<EndpointId> members() {
        Set<EndpointId> members = new LinkedHashSet<>();
        if (mayRelease != null) {
            for (String text : mayRelease.strip().split("\\s*,\\s*", -1)) {
                members.add(
                        EndpointId.parse(text)
                                .orElseThrow(
                                        () -> WrongValue.of(
                                                "may-release",
                                                text,
                                                "That is no endpoint's id: 26 characters of a-z and 2-7. Let the app ask once; the refusal in this intercom's log shows its id.")));
            }
        }
        return members;
    }
}
