package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.IpAddress;
import io.transom.wire.stun.StunAttribute;
import io.transom.wire.stun.StunCodec;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimeTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private final MeasuredHome home = new MeasuredHome();

    @ParameterizedTest
    @CsvSource({"11,10", "20,19", "30,28", "60,57", "90,85", "120,115", "180,175", "300,295", "600,590", "7200,590"})
    void the_longest_silence_that_was_survived_is_told(int truth, int told) {
        for (boolean inboundRefreshes : new boolean[] {false, true}) {
            MeasuredHome line = new MeasuredHome();
            line.life = Duration.ofSeconds(truth);
            line.inboundRefreshes = inboundRefreshes;
            line.begin().run(HOUR);
            assertThat(line.firewall().lifetime()).contains(Duration.ofSeconds(told));
            assertThat(line.openSpares).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Mapping.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void it_is_told_behind_every_kind_of_nat_and_firewall_and_with_one_reflector_address(Mapping mapping) {
        for (Filtering filtering : Filtering.values()) {
            for (int addresses : new int[] {2, 4}) {
                MeasuredHome line = new MeasuredHome();
                line.mapping = mapping;
                line.filtering = filtering;
                line.reflectors = MeasuredHome.FOUR.subList(0, addresses);
                line.life = Duration.ofSeconds(65);
                line.begin().run(HOUR);
                assertThat(line.firewall().lifetime()).contains(Duration.ofSeconds(57));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 30, 60, 120, 300, 600})
    void the_windows_are_kept_open_as_seldom_as_the_life_allows_and_never_lost(int seconds) {
        home.life = Duration.ofSeconds(seconds);
        home.begin().run(HOUR);
        assertThat(home.client.keepalive())
                .isLessThanOrEqualTo(home.life.dividedBy(2))
                .isLessThanOrEqualTo(Duration.ofSeconds(90))
                .isGreaterThanOrEqualTo(
                        home.life.multipliedBy(2).dividedBy(5).compareTo(Duration.ofSeconds(90)) < 0
                                ? home.life.multipliedBy(2).dividedBy(5)
                                : Duration.ofSeconds(90));
        home.run(HOUR);
        assertThat(home.remade).isZero();
    }

    @Test
    void until_it_is_measured_the_windows_are_kept_open_every_15_seconds() {
        home.begin().run(Duration.ofMinutes(1));
        assertThat(home.firewall().lifetime()).isEmpty();
        assertThat(home.client.keepalive()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void a_reflector_that_can_not_answer_to_another_port_leaves_it_unknown_and_is_asked_ever_more_seldom() {
        int[] asked = {0};
        home.lost = datagram -> has(datagram, StunAttribute.ResponsePort.class) && asked[0]++ >= 0;
        home.begin().run(HOUR);
        int inTheFirstHour = asked[0];
        assertThat(home.firewall().lifetime()).isEmpty();
        assertThat(home.client.keepalive()).isEqualTo(Duration.ofSeconds(15));
        assertThat(home.openSpares).isEmpty();
        home.run(HOUR);
        assertThat(asked[0] - inTheFirstHour)
                .isLessThanOrEqualTo(2 * Silence.MOST_TRIES)
                .isPositive();
    }

    @Test
    void one_packet_in_ten_lost_by_chance_never_makes_it_longer_and_seldom_shorter() {
        int shorter = 0;
        for (int seed = 0; seed < 50; seed++) {
            MeasuredHome line = new MeasuredHome();
            SplittableRandom random = new SplittableRandom(seed);
            line.lost = datagram -> random.nextInt(10) == 0;
            line.begin();
            assertThat(line.runUntilMeasured(HOUR.multipliedBy(3))).isTrue();
            Duration told = line.firewall().lifetime().orElseThrow();
            assertThat(told).isLessThan(line.life);
            shorter += told.toSeconds() < 115 ? 1 : 0;
        }
        assertThat(shorter).isLessThanOrEqualTo(3);
    }

    @Test
    void a_window_that_is_lost_early_shortens_the_pace_at_once_and_is_measured_again() {
        home.begin().run(HOUR);
        assertThat(home.client.keepalive()).isGreaterThan(Duration.ofSeconds(50));
        home.life = Duration.ofSeconds(33);
        home.run(Duration.ofMinutes(2));
        assertThat(home.remade).isPositive();
        assertThat(home.client.keepalive()).isLessThanOrEqualTo(Duration.ofSeconds(15));
        int lost = home.remade;
        home.run(HOUR);
        assertThat(home.firewall().lifetime()).contains(Duration.ofSeconds(28));
        assertThat(home.remade).isEqualTo(lost);
    }

    @Test
    void at_another_public_address_nothing_is_known_and_back_at_the_old_one_it_is_known_still() {
        IpAddress first = home.outside;
        home.begin().run(HOUR);
        home.reboot(IpAddress.of(198, 51, 100, 2));
        home.run(Duration.ofMinutes(2));
        assertThat(home.firewall().lifetime()).isEmpty();
        assertThat(home.client.keepalive()).isEqualTo(Duration.ofSeconds(15));
        home.reboot(first);
        home.run(Duration.ofSeconds(20));
        assertThat(home.firewall().lifetime()).contains(Duration.ofSeconds(115));
    }

    @Test
    void other_sockets_at_the_same_address_begin_with_what_is_known() {
        home.begin().run(HOUR);
        home.bind();
        home.run(Duration.ofSeconds(1));
        assertThat(home.firewall().lifetime()).contains(Duration.ofSeconds(115));
    }

    @Test
    void a_login_that_ends_in_the_middle_of_a_silence_only_delays() {
        home.begin().run(Duration.ofMinutes(2));
        home.client.loggedOut();
        home.run(Duration.ofMinutes(5));
        assertThat(home.firewall().lifetime()).isEmpty();
        home.client.loggedIn(home.logIn(), home.now);
        home.run(HOUR);
        assertThat(home.firewall().lifetime()).contains(Duration.ofSeconds(115));
        assertThat(home.openSpares).isEmpty();
    }

    @Test
    void a_machine_that_sleeps_does_not_take_its_own_silence_for_the_firewalls() {
        home.begin().run(Duration.ofSeconds(40));
        home.sleep(Duration.ofHours(8));
        home.run(HOUR);
        assertThat(home.firewall().lifetime()).contains(Duration.ofSeconds(115));
    }

    @Test
    void after_a_new_login_the_windows_are_tried_at_once() {
        home.begin().run(HOUR);
        home.run(Duration.ofSeconds(20));
        home.reboot(IpAddress.of(198, 51, 100, 3));
        home.client.loggedOut();
        home.client.loggedIn(home.logIn(), home.now);
        home.run(Duration.ofMillis(100));
        assertThat(home.client.observed(0, true).orElseThrow().address().ip()).isEqualTo(home.outside);
    }

    private static boolean has(io.transom.wire.Bytes datagram, Class<? extends StunAttribute> kind) {
        return StunCodec.decode(datagram).orElseThrow().has(kind);
    }
}
