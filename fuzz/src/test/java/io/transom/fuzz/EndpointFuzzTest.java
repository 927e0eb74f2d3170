package io.transom.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.caller.Caller;
import io.transom.core.device.Device;
import io.transom.core.door.ReleaseRights;
import io.transom.core.endpoint.Auditing;
import io.transom.core.endpoint.Station;
import io.transom.core.trust.Identity;
import io.transom.wire.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A manager, a member and a network that say whatever they like: an endpoint drops it and goes on. */
class EndpointFuzzTest {
    @FuzzTest(maxDuration = "1h")
    void a_device_survives_whatever_it_is_told(byte[] octets) {
        Foes foes = new Foes(Role.CALLER);
        Endpoint device = new Device(Device.Settings.of(settings(foes)), foes.entropy());
        foes.logIn(device);
        foes.play(device, Script.of(octets));
    }

    /** It has records of who is a member, and drives a door's lock: whoever it is told of may open it. */
    @FuzzTest(maxDuration = "1h")
    void a_lock_of_a_household_survives_whatever_it_is_told(byte[] octets) {
        Foes foes = new Foes(Role.CALLER);
        Endpoint device = lock(foes);
        foes.logIn(device);
        foes.play(device, Script.of(octets));
    }

    @FuzzTest(maxDuration = "1h")
    void a_caller_of_a_household_survives_whatever_it_is_told(byte[] octets) {
        Foes foes = new Foes(Role.DEVICE);
        Endpoint caller = callerOfAHousehold(foes);
        foes.logIn(caller);
        foes.feed(caller, new Input.OpenDoor(Foes.NAME));
        foes.play(caller, Script.of(octets));
    }

    static Endpoint lock(Foes foes) {
        Identity self = Identity.generate(foes.entropy());
        Device.DoorSettings door = new Device.DoorSettings("front door", Duration.ofSeconds(3), ReleaseRights.nobody());
        Station.Settings paired = paired(foes, self, Role.DEVICE);
        return new Device(
                new Device.Settings(paired, true, Device.RING_LENGTH, Optional.of(door), true), foes.entropy());
    }

    static Endpoint callerOfAHousehold(Foes foes) {
        return new Caller(paired(foes, Identity.generate(foes.entropy()), Role.CALLER), foes.entropy());
    }

    private static Station.Settings paired(Foes foes, Identity self, Role role) {
        return new Station.Settings(
                self,
                Optional.empty(),
                Optional.of(foes.managerId()),
                Map.of(),
                List.of(),
                1,
                Optional.of(foes.household(self.publicIdentity(), role)),
                Auditing.Known.NOTHING,
                0);
    }

    @FuzzTest(maxDuration = "1h")
    void a_caller_survives_whatever_it_is_told(byte[] octets) {
        Foes foes = new Foes(Role.DEVICE);
        Endpoint caller = new Caller(settings(foes), foes.entropy());
        foes.logIn(caller);
        foes.feed(caller, new Input.Ask(Foes.NAME));
        foes.play(caller, Script.of(octets));
    }

    private static Station.Settings settings(Foes foes) {
        return new Station.Settings(
                Identity.generate(foes.entropy()), Optional.empty(), Optional.of(foes.managerId()), Map.of());
    }
}
