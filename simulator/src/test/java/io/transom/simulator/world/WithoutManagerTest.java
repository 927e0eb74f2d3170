package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.Input;
import io.transom.core.event.EventName;
import io.transom.core.household.Issuing;
import io.transom.core.household.RootKey;
import io.transom.core.household.StatementSet;
import io.transom.core.lan.Lan;
import io.transom.simulator.home.Machine;
import io.transom.simulator.net.Dice;
import io.transom.simulator.net.Host;
import io.transom.simulator.net.Internet;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Bytes;
import io.transom.wire.IpAddress;
import io.transom.wire.Moment;
import io.transom.wire.UdpAddress;
import io.transom.wire.household.Right;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two of a household in one home, and no manager. */
class WithoutManagerTest {
    /** One way on a home's link, in the simulator. */
    private static final Duration LEG = Duration.ofMillis(1);

    private static final Duration ALLOWANCE = Duration.ofMillis(30);

    private final Scene scene = new Scene(home());
    private final Town town = scene.town;
    private final List<UdpAddress> sentTo = new ArrayList<>();

    private static Options home() {
        return Options.calm(Scene.ORDINARY, Scene.ORDINARY).in(Layout.ONE_HOME, RouterKind.linux());
    }

    /** They have met once, and the manager is away since. */
    private void metOnce() {
        scene.multicast();
        scene.ask().run(Duration.ofSeconds(2));
        hangUp();
        town.manager().stop();
        scene.run(Duration.ofSeconds(3));
    }

    private void hangUp() {
        hangUp(scene);
    }

    private static void hangUp(Scene scene) {
        Machine caller = scene.town.caller();
        scene.town.ledger().unfinished(caller).forEach(call -> caller.input(new Input.HangUp(call)));
        scene.run(Duration.ofSeconds(4));
    }

    private void assertTheyTalk() {
        assertTheyTalk(scene);
    }

    private static void assertTheyTalk(Scene scene) {
        for (Machine machine : List.of(scene.town.caller(), scene.town.device())) {
            Ledger.End end = scene.end(machine).orElseThrow();
            assertThat(end.over).as(machine.name() + " " + end.reason).isEmpty();
            assertThat(end.firstSound).as(machine.name()).isPresent();
            assertThat(end.talking).as(machine.name()).isPresent();
        }
    }

    @Test
    void a_call_is_made_and_heard_three_legs_after_asking() {
        metOnce();
        scene.ask().run(Duration.ofSeconds(2));
        assertTheyTalk();
        // No early sound on the link: a round trip proves the path first.
        assertThat(scene.soundArrivedAfter(town.caller()))
                .hasValueSatisfying(after -> assertThat(after)
                        .isLessThanOrEqualTo(LEG.multipliedBy(5).plus(ALLOWANCE)));
    }

    @Test
    void a_press_rings_in_one_leg_and_who_answers_talks() {
        metOnce();
        scene.press().run(Duration.ofSeconds(2));
        assertThat(scene.after(town.caller(), EventName.RINGING))
                .hasValueSatisfying(after -> assertThat(after).isLessThanOrEqualTo(LEG.plus(Duration.ofMillis(20))));
        scene.answer().run(Duration.ofSeconds(2));
        assertTheyTalk();
        hangUp();
        assertThat(scene.end(town.device()).orElseThrow().reason).contains("hung up");
    }

    @Test
    void both_start_anew_without_the_manager_and_still_know_each_other() {
        metOnce();
        town.device().die(true);
        town.caller().die(true);
        town.device().boot();
        town.caller().boot();
        scene.ask().run(Duration.ofSeconds(3));
        assertTheyTalk();
    }

    @Test
    void who_was_taken_out_of_the_household_is_refused_without_the_manager_also_after_both_start_anew() {
        RootKey root = pair(List.of(town.caller(), town.device()));
        startBothAnew();
        metOnce();
        scene.ask().run(Duration.ofSeconds(2));
        assertTheyTalk();
        // The ledger knows of no member who is taken out.
        town.ledger().lies();
        Issuing issuing = new Issuing(town.device().household().orElseThrow(), new Issuing.Authority.Root(root));
        Issuing.Outcome revocation = issuing.revoke(town.caller().id(), Machine.EPOCH);
        town.device().input(new Input.Stated(List.of(((Issuing.Outcome.Signed) revocation).statement())));
        scene.run(Duration.ofSeconds(4));
        assertThat(scene.end(town.device()).orElseThrow().reason).contains("taken out of this household");
        assertNobodyTalks();
        startBothAnew();
        assertNobodyTalks();
    }

    private void startBothAnew() {
        for (Machine machine : List.of(town.caller(), town.device())) {
            machine.die(true);
            machine.boot();
        }
        scene.run(Duration.ofSeconds(3));
    }

    private void assertNobodyTalks() {
        scene.ask().run(Duration.ofSeconds(12));
        assertThat(scene.after(town.device(), EventName.TALKING)).isEmpty();
        assertThat(scene.after(town.caller(), EventName.TALKING)).isEmpty();
        assertThat(scene.soundArrivedAfter(town.caller())).isEmpty();
        assertThat(scene.soundArrivedAfter(town.device())).isEmpty();
    }

    @Test
    void somebody_who_was_never_met_is_not_called_and_the_reason_is_true() {
        scene.multicast();
        town.manager().stop();
        scene.run(Duration.ofSeconds(2));
        scene.ask().run(Duration.ofSeconds(10));
        assertThat(scene.end(town.device())).isEmpty();
        assertThat(scene.after(town.device(), EventName.CALL_NOTICE)).isEmpty();
    }

    /** Each has joined the manager by itself, while the other was off; then the household has paired both. */
    private Scene joinedOneByOne(boolean paired) {
        Scene dark = Scene.dark(home());
        List<Machine> both = List.of(dark.town.device(), dark.town.caller());
        for (Machine machine : both) {
            machine.boot();
            dark.run(Duration.ofSeconds(5));
            assertThat(dark.after(machine, EventName.REGISTERED)).isPresent();
            machine.die(false);
            dark.run(Duration.ofSeconds(5));
        }
        if (paired) {
            pair(both);
        }
        dark.town.manager().stop();
        both.forEach(Machine::boot);
        return dark.multicast();
    }

    private static RootKey pair(List<Machine> members) {
        Dice dice = new Dice(7);
        RootKey root = RootKey.generate(dice);
        StatementSet records = StatementSet.empty(root.publicKey());
        for (Machine member : members) {
            Issuing issuing = new Issuing(records, new Issuing.Authority.Root(root));
            Issuing.Terms terms = Issuing.Terms.always(
                    member.name(), member.role(), EnumSet.of(Right.CALL, Right.DROP_IN, Right.TALK));
            Issuing.Outcome signed = issuing.admit(member.identity(), terms, Machine.EPOCH);
            records = records.add(List.of(((Issuing.Outcome.Signed) signed).statement()))
                    .set();
        }
        for (Machine member : members) {
            member.pair(records);
        }
        return root;
    }

    @Test
    void two_who_are_paired_but_were_never_there_at_the_same_time_call_and_ring_each_other() {
        Scene paired = joinedOneByOne(true);
        Machine anna = paired.town.caller();
        Machine door = paired.town.device();
        assertThat(anna.remembered()).as("whom it has met").isEmpty();
        assertThat(door.remembered()).as("whom it has met").isEmpty();
        paired.ask().run(Duration.ofSeconds(2));
        assertTheyTalk(paired);
        hangUp(paired);
        paired.press().run(Duration.ofSeconds(2));
        assertThat(paired.after(anna, EventName.RINGING)).isPresent();
        paired.answer().run(Duration.ofSeconds(2));
        assertTheyTalk(paired);
    }

    @Test
    void the_same_two_unpaired_are_strangers() {
        Scene strangers = joinedOneByOne(false);
        strangers.ask().run(Duration.ofSeconds(10));
        assertThat(strangers.after(strangers.town.device(), EventName.CALL_NOTICE))
                .isEmpty();
        assertThat(strangers.end(strangers.town.device())).isEmpty();
    }

    @Test
    void a_manager_that_comes_back_does_not_disturb_the_call() {
        metOnce();
        SoundLog heard = new SoundLog(town.time(), town.caller());
        town.watch(heard);
        scene.ask().run(Duration.ofSeconds(2));
        Moment since = town.time().now();
        town.manager().start();
        scene.run(Duration.ofSeconds(40));
        assertThat(scene.after(town.device(), EventName.REGISTERED)).isPresent();
        assertTheyTalk();
        assertThat(heard.longestGap(since)).isLessThanOrEqualTo(Duration.ofMillis(60));
        assertThat(heard.lostOrDoubled()).isZero();
    }

    @Test
    void where_the_manager_is_there_the_link_only_makes_it_quicker() {
        scene.multicast();
        scene.ask().run(Duration.ofSeconds(2));
        assertTheyTalk();
        hangUp();
        scene.press().run(Duration.ofSeconds(1));
        assertThat(scene.after(town.caller(), EventName.RINGING))
                .hasValueSatisfying(after -> assertThat(after).isLessThanOrEqualTo(LEG.plus(Duration.ofMillis(20))));
    }

    @Test
    void a_stranger_on_the_link_who_says_anything_is_never_sent_a_packet() {
        metOnce();
        Host stranger = town.internet().host(town.device().host().site(), "stranger", IpAddress.of(192, 168, 1, 66));
        List<Bytes> overheard = new ArrayList<>();
        stranger.onDatagram((local, from, datagram) -> overheard.add(datagram));
        town.device().die(true);
        town.device().boot();
        scene.run(Duration.ofSeconds(3));
        assertThat(overheard).as("multicast reaches him").isNotEmpty();
        town.device().die(true);
        scene.run(Duration.ofSeconds(1));
        town.internet().observe(new Internet.Observer() {
            @Override
            public void sent(Host host, int port, UdpAddress outside, UdpAddress to, Bytes datagram) {
                sentTo.add(to);
            }
        });
        for (int i = 0; i < 200; i++) {
            for (Bytes message : overheard) {
                stranger.multicast(message);
                stranger.send(4000, town.caller().host().at(4000), message);
                stranger.send(Lan.MDNS_PORT, town.caller().host().at(Lan.MDNS_PORT), message);
            }
            scene.run(Duration.ofMillis(50));
        }
        scene.ask().run(Duration.ofSeconds(10));
        assertThat(sentTo.stream().filter(to -> to.ip().equals(stranger.ip())))
                .as("what he replays names the door, not him")
                .isEmpty();
        assertThat(scene.end(town.caller()).orElseThrow().reason).contains("did not answer");
    }
}
