package io.transom.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.transom.core.Endpoint;
import io.transom.core.Input;
import io.transom.core.caller.Caller;
import io.transom.core.device.Device;
import io.transom.core.endpoint.Station;
import io.transom.core.trust.Identity;
import io.transom.wire.Role;
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
