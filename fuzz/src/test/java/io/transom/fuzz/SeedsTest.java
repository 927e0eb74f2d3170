package io.transom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Effect;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.caller.Caller;
import io.transom.core.device.Device;
import io.transom.core.endpoint.Station;
import io.transom.core.event.EventName;
import io.transom.core.trust.Identity;
import io.transom.wire.Moment;
import io.transom.wire.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Seeds are worth something only while what they say is believed: if the seals were others, they would be noise. */
class SeedsTest {
    private static final Path SEEDS = Path.of("src/test/resources/io/transom/fuzz/EndpointFuzzTestInputs");

    /** Passes everything on, and keeps what was noted. */
    private static final class Watched implements Endpoint {
        private final Endpoint inner;
        private final Set<EventName> noted;

        Watched(Endpoint inner, Set<EventName> noted) {
            this.inner = inner;
            this.noted = noted;
        }

        @Override
        public List<Effect> on(Input input, Moment now) {
            List<Effect> effects = inner.on(input, now);
            for (Effect effect : effects) {
                if (effect instanceof Effect.Note note) {
                    noted.add(note.event().name());
                }
            }
            return effects;
        }

        @Override
        public Moment wakeAt() {
            return inner.wakeAt();
        }
    }

    @Test
    void the_seeds_of_a_device_come_as_far_as_a_call() throws IOException {
        Set<EventName> noted = EnumSet.noneOf(EventName.class);
        for (Path seed : seeds("a_device_survives_whatever_it_is_told")) {
            Foes foes = new Foes(Role.CALLER);
            Endpoint device = new Watched(new Device(Device.Settings.of(settings(foes)), foes.entropy()), noted);
            foes.logIn(device);
            foes.play(device, Script.of(Files.readAllBytes(seed)));
        }
        assertThat(noted).contains(EventName.CALL_NOTICE, EventName.WINDOW_OPENED);
    }

    @Test
    void the_seeds_of_a_caller_come_as_far_as_a_ring_and_an_answer() throws IOException {
        Set<EventName> noted = EnumSet.noneOf(EventName.class);
        for (Path seed : seeds("a_caller_survives_whatever_it_is_told")) {
            Foes foes = new Foes(Role.DEVICE);
            Endpoint caller = new Watched(new Caller(settings(foes), foes.entropy()), noted);
            foes.logIn(caller);
            foes.feed(caller, new Input.Ask(Foes.NAME));
            foes.play(caller, Script.of(Files.readAllBytes(seed)));
        }
        assertThat(noted).contains(EventName.RINGING, EventName.READY);
    }

    @Test
    void the_seeds_of_a_lock_open_the_door_and_are_refused_too() throws IOException {
        Set<EventName> noted = EnumSet.noneOf(EventName.class);
        for (Path seed : seeds("a_lock_of_a_household_survives_whatever_it_is_told")) {
            Foes foes = new Foes(Role.CALLER);
            Endpoint lock = new Watched(EndpointFuzzTest.lock(foes), noted);
            foes.logIn(lock);
            foes.play(lock, Script.of(Files.readAllBytes(seed)));
        }
        assertThat(noted)
                .contains(
                        EventName.CALL_NOTICE, EventName.WINDOW_OPENED, EventName.RELEASED, EventName.RELEASE_REFUSED);
    }

    @Test
    void the_seeds_of_a_caller_of_a_household_come_as_far_as_a_ring_and_a_log() throws IOException {
        Set<EventName> noted = EnumSet.noneOf(EventName.class);
        for (Path seed : seeds("a_caller_of_a_household_survives_whatever_it_is_told")) {
            Foes foes = new Foes(Role.DEVICE);
            Endpoint caller = new Watched(EndpointFuzzTest.callerOfAHousehold(foes), noted);
            foes.logIn(caller);
            foes.feed(caller, new Input.OpenDoor(Foes.NAME));
            foes.play(caller, Script.of(Files.readAllBytes(seed)));
        }
        assertThat(noted).contains(EventName.RINGING, EventName.LOG_READ, EventName.LOG_BROKEN);
    }

    private static Station.Settings settings(Foes foes) {
        return new Station.Settings(
                Identity.generate(foes.entropy()), Optional.empty(), Optional.of(foes.managerId()), Map.of());
    }

    private static List<Path> seeds(String test) throws IOException {
        try (Stream<Path> files = Files.list(SEEDS.resolve(test))) {
            return files.sorted().toList();
        }
    }
}
