package io.transom.core.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.manager.Household.Endpoint;
import io.transom.core.manager.Switchboard.Verdict;
import io.transom.wire.CallId;
import io.transom.wire.Role;
import io.transom.wire.signal.ControlSignal;
import io.transom.wire.signal.ControlSignal.Peers;
import io.transom.wire.signal.Peer;
import io.transom.wire.signal.SignalKind;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever runs the manager has taken a phone out of its roster. */
class TakenOutTest {
    private final Household home = new Household();
    private final Endpoint door = home.new Endpoint();
    private final Endpoint phone = home.new Endpoint();
    private final Endpoint tablet = home.new Endpoint();

    @BeforeEach
    void all_are_there() {
        door.joined("door", Role.DEVICE, "home").registered("203.0.113.1:4000");
        phone.joined("phone", Role.CALLER, "home").registered("198.51.100.1:9");
        tablet.joined("tablet", Role.CALLER, "home").registered("198.51.100.2:9");
    }

    private void takeOut(Endpoint gone) {
        home.roster.remove(gone.id());
        home.deliver(home.switchboard.onTakenOut("home", home.now));
        home.after(Announcer.REST);
    }

    @Test
    void it_loses_its_connection_and_is_there_for_nobody_and_is_told_nothing_any_more() {
        takeOut(phone);
        assertThat(home.dropped).containsExactly(phone.id());
        assertThat(door.last(Peers.class).peers()).extracting(Peer::name).containsExactly("tablet");
        assertThat(home.switchboard.present())
                .extracting(present -> present.peer().name())
                .containsExactlyInAnyOrder("door", "tablet");
        int heard = phone.heard.size();
        phone.registered("198.51.100.1:9");
        phone.say(new ControlSignal.Lookup("door"));
        tablet.registered("198.51.100.2:10");
        home.after(Announcer.REST);
        assertThat(phone.heard).hasSize(heard);
        assertThat(phone.login()).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void the_relay_carries_none_of_its_calls_any_more_and_the_others_as_before() {
        phone.say(request());
        tablet.say(request());
        assertThat(home.relay.use().calls()).isEqualTo(2);
        phone.say(new ControlSignal.Leave());
        takeOut(phone);
        assertThat(home.relay.use().calls()).isEqualTo(1);
        assertThat(home.relay.ends()).containsExactlyInAnyOrder(door.id(), tablet.id());
    }

    @Test
    void who_was_not_taken_out_notices_nothing() {
        takeOut(phone);
        int heard = door.heard(Peers.class).size();
        home.deliver(home.switchboard.onTakenOut("home", home.now));
        home.after(Announcer.REST);
        assertThat(home.dropped).containsExactly(phone.id());
        assertThat(door.heard(Peers.class)).hasSize(heard);
        assertThat(tablet.login()).isInstanceOf(Verdict.Admitted.class);
    }

    private ControlSignal.Send request() {
        return new ControlSignal.Send(
                SignalKind.CALL_REQUEST,
                door.id(),
                CallId.random(home.entropy),
                Duration.ofSeconds(5),
                home.entropy.bytes(100));
    }
}
