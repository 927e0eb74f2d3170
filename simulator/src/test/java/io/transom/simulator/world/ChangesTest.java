package io.transom.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.simulator.home.Machine;
import io.transom.simulator.net.Weather;
import io.transom.simulator.router.Router;
import io.transom.simulator.router.RouterKind;
import io.transom.wire.Moment;
import io.transom.wire.relay.ChannelFrame;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Life goes on under a call: how long the sound is away beyond the outage itself. */
class ChangesTest {
    private static final Duration A_WHILE = Duration.ofSeconds(5);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(15);
    /** A packet of sound leaves every 20 ms. */
    private static final Duration NO_GAP = Duration.ofMillis(21);

    /** What the outage may cost beyond itself. */
    private static final Duration SHORT_GAP = Duration.ofSeconds(1);

    /** Both have to, spread over time so that a city doesn't come at once. */
    private static final Duration TO_LOG_IN = Duration.ofSeconds(2);

    /** TCP, the upgrade, a bind and a null packet, each there and back. */
    private static final Duration TO_OPEN_A_TUNNEL = Scene.LEG.multipliedBy(8).plus(Duration.ofMillis(250));

    private static RouterKind kind(String text) {
        return RouterKind.parse(text).orElseThrow();
    }

    /** A call that talks both ways, and what each end hears of it. */
    private static final class Talk {
        final Scene scene;
        final SoundLog atCaller;
        final SoundLog atDevice;

        Talk(String caller, String device) {
            scene = new Scene(kind(caller), kind(device));
            atCaller = log(scene.town.caller());
            atDevice = log(scene.town.device());
        }

        private SoundLog log(Machine machine) {
            SoundLog log = new SoundLog(scene.town.time(), machine);
            scene.town.watch(log);
            return log;
        }

        Machine machine(String who) {
            return who.equals("caller") ? scene.town.caller() : scene.town.device();
        }

        void expectGap(Moment since, Duration longest) {
            assertThat(scene.end(scene.town.caller()).orElseThrow().over).isEmpty();
            assertThat(scene.end(scene.town.device()).orElseThrow().over).isEmpty();
            assertThat(atCaller.longestGap(since)).as("at the caller").isLessThanOrEqualTo(longest);
            assertThat(atDevice.longestGap(since)).as("at the device").isLessThanOrEqualTo(longest);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "linux, linux, caller",
        "linux, linux, device",
        "ei/ad, linux, device",
        "apd/apd+random, ei/ei, caller",
        "apd/apd+random, apd/apd+random, caller",
        "apd/apd+random, apd/apd+random, device"
    })
    void a_router_comes_back_with_another_address(String caller, String device, String whose) {
        Talk talk = new Talk(caller, device);
        talk.scene.ask().run(A_WHILE);
        Moment then = talk.scene.town.time().now();
        talk.scene.town.reboot(talk.machine(whose));
        talk.machine(whose).running().orElseThrow().line().hang();
        talk.scene.run(LONG_ENOUGH);
        talk.expectGap(then, SHORT_GAP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"caller", "device"})
    void a_router_forgets_its_mappings(String whose) {
        Talk talk = new Talk("linux", "linux");
        talk.scene.ask().run(A_WHILE);
        Moment then = talk.scene.town.time().now();
        Router router = talk.machine(whose).host().site().router();
        router.reboot(router.outsideIp());
        talk.scene.run(LONG_ENOUGH);
        talk.expectGap(then, SHORT_GAP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"caller", "device"})
    void wifi_goes_over_to_another_network(String whose) {
        Talk talk = new Talk("linux", "linux");
        talk.scene.ask().run(A_WHILE);
        Moment then = talk.scene.town.time().now();
        talk.machine(whose).running().orElseThrow().line().cut();
        talk.scene.town.carry(talk.machine(whose), false);
        talk.scene.run(LONG_ENOUGH);
        talk.expectGap(then, SHORT_GAP);
    }

    @Test
    void a_laptop_sleeps_for_two_seconds() {
        Duration nap = Duration.ofSeconds(2);
        Talk talk = new Talk("linux", "linux");
        talk.scene.ask().run(A_WHILE);
        Moment then = talk.scene.town.time().now();
        talk.scene.town.caller().sleep();
        talk.scene.run(nap);
        talk.scene.town.caller().wakeUp();
        talk.scene.run(LONG_ENOUGH);
        talk.expectGap(then, nap.plus(SHORT_GAP));
    }

    @ParameterizedTest
    @ValueSource(longs = {300, 20_000})
    void the_manager_is_away_and_nobody_who_talks_directly_hears_of_it(long millis) {
        Talk talk = new Talk("linux", "linux");
        talk.scene.ask().run(A_WHILE);
        Moment then = talk.scene.town.time().now();
        talk.scene.town.manager().stop();
        talk.scene.run(Duration.ofMillis(millis));
        talk.scene.town.manager().start();
        talk.scene.run(LONG_ENOUGH);
        talk.expectGap(then, NO_GAP);
    }

    @Test
    void a_relayed_call_goes_on_through_a_manager_that_was_restarted() {
        Duration away = Duration.ofMillis(300);
        Talk talk = new Talk("apd/apd+random", "apd/apd+random");
        talk.scene.ask().run(A_WHILE);
        assertThat(talk.scene.end(talk.scene.town.caller()).orElseThrow().path).contains("relay");
        Moment then = talk.scene.town.time().now();
        talk.scene.town.manager().stop();
        talk.scene.run(away);
        talk.scene.town.manager().start();
        talk.scene.run(LONG_ENOUGH);
        talk.expectGap(then, away.plus(TO_LOG_IN).plus(SHORT_GAP));
    }

    @ParameterizedTest
    @ValueSource(strings = {"caller", "device"})
    void where_only_trying_helps_it_is_done_again_for_another_address(String whose) {
        Talk talk = new Talk("apd/apd+random", "linux");
        talk.scene.ask().run(LONG_ENOUGH);
        assertThat(talk.scene.end(talk.scene.town.caller()).orElseThrow().path).contains("direct");
        talk.scene.town.reboot(talk.machine(whose));
        talk.machine(whose).running().orElseThrow().line().hang();
        talk.scene.run(Duration.ofSeconds(30));
        for (Machine machine : List.of(talk.scene.town.caller(), talk.scene.town.device())) {
            assertThat(talk.scene.end(machine).orElseThrow().over).isEmpty();
            assertThat(talk.scene.end(machine).orElseThrow().path).contains("direct");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {30, 600})
    void who_sleeps_for_longer_than_a_call_waits_has_its_call_ended_and_calls_again_at_once(long seconds) {
        Talk talk = new Talk("linux", "linux");
        talk.scene.ask().run(A_WHILE);
        talk.scene.town.caller().sleep();
        talk.scene.run(Duration.ofSeconds(seconds));
        assertThat(talk.scene.end(talk.scene.town.device()).orElseThrow().over).isPresent();
        talk.scene.town.caller().wakeUp();
        talk.scene.run(A_WHILE);
        assertThat(talk.scene.end(talk.scene.town.caller()).orElseThrow().over).isPresent();
        talk.scene.ask().run(A_WHILE);
        assertThat(talk.scene.end(talk.scene.town.caller()).orElseThrow().path).contains("direct");
        assertThat(talk.scene.end(talk.scene.town.device()).orElseThrow().over).isEmpty();
    }

    @Test
    void a_tunnel_that_hangs_without_a_word_is_replaced() {
        Talk talk = new Talk("blocked", "linux");
        talk.scene.ask().run(A_WHILE);
        assertThat(talk.scene.end(talk.scene.town.caller()).orElseThrow().path).contains("tunnel");
        Moment then = talk.scene.town.time().now();
        talk.scene.town.caller().running().orElseThrow().tunnel().orElseThrow().hang();
        talk.scene.run(LONG_ENOUGH);
        talk.expectGap(then, SHORT_GAP.plus(TO_OPEN_A_TUNNEL));
        // Once, and not again and again.
        assertThat(talk.scene.town.caller().running().orElseThrow().tunnel()).isPresent();
    }

    @Test
    void sound_moves_from_the_relay_to_the_direct_path_without_a_lost_or_doubled_packet() {
        Talk talk = new Talk("linux", "linux");
        talk.scene.weather(onlyToAndFromTheRelay(talk));
        talk.scene.ask().run(A_WHILE);
        assertThat(talk.scene.end(talk.scene.town.caller()).orElseThrow().path).contains("relay");
        Moment then = talk.scene.town.time().now();
        talk.scene.weather(Weather.CLEAR);
        talk.scene.run(Duration.ofSeconds(40));
        assertThat(talk.scene.end(talk.scene.town.caller()).orElseThrow().path).contains("direct");
        talk.expectGap(then, SHORT_GAP);
        assertThat(talk.atCaller.lostOrDoubled()).isZero();
        assertThat(talk.atDevice.lostOrDoubled()).isZero();
    }

    private static Weather onlyToAndFromTheRelay(Talk talk) {
        return packet -> talk.scene.town.manager().reflectors().contains(packet.to())
                        || talk.scene.town.manager().reflectors().contains(packet.from())
                        || ChannelFrame.decode(packet.datagram()).isPresent()
                ? List.of(Duration.ZERO)
                : List.of();
    }

    @Test
    void a_direct_path_that_goes_dark_is_replaced_by_the_relay_within_a_second() {
        Talk talk = new Talk("linux", "linux");
        talk.scene.ask().run(A_WHILE);
        assertThat(talk.scene.end(talk.scene.town.caller()).orElseThrow().path).contains("direct");
        Moment then = talk.scene.town.time().now();
        talk.scene.weather(onlyToAndFromTheRelay(talk));
        talk.scene.run(LONG_ENOUGH);
        assertThat(talk.scene.end(talk.scene.town.caller()).orElseThrow().path).contains("relay");
        talk.expectGap(then, SHORT_GAP);
    }
}
