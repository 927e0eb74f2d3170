package io.transom.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.core.endpoint.PortAllocation.Sample;
import io.transom.wire.Firewall.Filtering;
import io.transom.wire.Firewall.Hairpinning;
import io.transom.wire.Firewall.Mapping;
import io.transom.wire.Firewall.Ports;
import io.transom.wire.IpAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortsAndHairpinTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @ParameterizedTest
    @EnumSource(value = Ports.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void every_way_to_give_out_ports_is_told_behind_every_nat_and_with_one_reflector_address(Ports ports) {
        for (Mapping mapping : Mapping.values()) {
            for (int addresses : new int[] {2, 4}) {
                MeasuredHome line = new MeasuredHome();
                line.mapping = mapping;
                line.ports = ports;
                line.reflectors = MeasuredHome.FOUR.subList(0, addresses);
                line.begin().run(SOON);
                assertThat(line.firewall().ports()).isEqualTo(mapping == Mapping.NONE ? Ports.PRESERVED : ports);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, -1, -3})
    void the_step_is_known_and_the_next_port_can_be_foretold(int step) {
        MeasuredHome line = new MeasuredHome();
        line.mapping = Mapping.ADDRESS_AND_PORT_DEPENDENT;
        line.step = step;
        line.begin().run(Duration.ofSeconds(1));
        PortForecast forecast = line.client.forecast().orElseThrow();
        assertThat(forecast.step()).isEqualTo(step);
        assertThat(line.mappings()).contains(forecast.last());
    }

    @Test
    void nothing_is_foretold_where_ports_are_random_or_kept() {
        for (Ports ports : new Ports[] {Ports.RANDOM, Ports.PRESERVED}) {
            MeasuredHome line = new MeasuredHome();
            line.ports = ports;
            line.begin().run(SOON);
            assertThat(line.client.forecast()).isEmpty();
        }
    }

    @Test
    void few_or_contradictory_ports_tell_nothing() {
        assertThat(told()).isEqualTo(Ports.UNKNOWN);
        assertThat(told(100, 101)).isEqualTo(Ports.UNKNOWN);
        assertThat(told(100, 101, 9_000)).isEqualTo(Ports.UNKNOWN);
        assertThat(told(100, 101, 100)).isEqualTo(Ports.UNKNOWN);
        assertThat(told(100, 104, 101, 9_000, 7)).isEqualTo(Ports.UNKNOWN);
        assertThat(told(65_534, 65_535, 1024, 1025)).as("the range begins anew").isEqualTo(Ports.SEQUENTIAL);
        assertThat(told(100, 109, 111, 130)).as("others take ports too").isEqualTo(Ports.SEQUENTIAL);
    }

    @Test
    void random_ports_are_never_taken_for_a_sequence() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            int[] ports = random.ints(4, 1024, 65_536).toArray();
            assertThat(told(ports)).isNotEqualTo(Ports.SEQUENTIAL);
        }
    }

    private static Ports told(int... ports) {
        return PortAllocation.of(Arrays.stream(ports).mapToObj(Sample::ofSpare).toList())
                .ports();
    }

    @Test
    void a_lost_packet_spoils_the_order_and_it_is_asked_again() {
        MeasuredHome line = new MeasuredHome();
        SplittableRandom random = new SplittableRandom(3);
        line.lost = datagram -> random.nextInt(10) == 0;
        line.begin().run(Duration.ofMinutes(30));
        assertThat(line.firewall().ports()).isEqualTo(Ports.SEQUENTIAL);
        assertThat(line.openSpares).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Filtering.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void hairpinning_is_told_where_it_can_be_and_else_unknown(Filtering filtering) {
        for (Mapping mapping : Mapping.values()) {
            for (boolean hairpin : new boolean[] {true, false}) {
                MeasuredHome line = new MeasuredHome();
                line.mapping = mapping;
                line.filtering = filtering;
                line.hairpin = hairpin;
                line.begin().run(SOON);
                boolean independent = mapping == Mapping.ENDPOINT_INDEPENDENT || mapping == Mapping.UNKNOWN;
                boolean tellsSilence = independent || filtering == Filtering.ENDPOINT_INDEPENDENT;
                Hairpinning expected = mapping == Mapping.NONE || !tellsSilence
                        ? Hairpinning.UNKNOWN
                        : hairpin ? Hairpinning.YES : Hairpinning.NO;
                assertThat(line.firewall().hairpinning())
                        .as(mapping + " " + filtering + " " + hairpin)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void a_manager_that_says_every_few_minutes_that_we_are_elsewhere_has_few_packets_sent_to_few_strangers() {
        MeasuredHome line = new MeasuredHome();
        line.hairpin = false;
        line.begin();
        for (int lie = 0; lie < 24 * 12; lie++) {
            line.reboot(IpAddress.of(198, 51, 100, 1 + lie % 100));
            line.run(Duration.ofMinutes(5));
        }
        assertThat(line.crossed).hasSizeBetween(1, Crossings.MOST_ADDRESSES);
        assertThat(line.crossed.values()).allMatch(packets -> packets <= Crossings.MOST_PER_ADDRESS);
    }

    @Test
    void to_one_address_no_more_is_sent_in_a_day_than_one_measurement_needs() {
        MeasuredHome line = new MeasuredHome();
        line.hairpin = false;
        line.begin();
        for (int login = 0; login < 24; login++) {
            line.client.loggedIn(line.logIn(), line.now);
            line.bind();
            line.run(Duration.ofMinutes(50));
        }
        assertThat(line.crossed).hasSize(1);
        assertThat(line.crossed.values()).allMatch(packets -> packets <= Crossings.MOST_PER_ADDRESS);
    }

    @Test
    void with_one_reflector_address_silence_of_a_strict_nat_stays_unknown() {
        MeasuredHome line = new MeasuredHome();
        line.reflectors = MeasuredHome.FOUR.subList(0, 2);
        line.hairpin = false;
        line.begin().run(SOON);
        assertThat(line.firewall().mapping()).isEqualTo(Mapping.UNKNOWN);
        assertThat(line.firewall().hairpinning()).isEqualTo(Hairpinning.UNKNOWN);
        line.hairpin = true;
        MeasuredHome other = new MeasuredHome();
        other.reflectors = MeasuredHome.FOUR.subList(0, 2);
        other.begin().run(SOON);
        assertThat(other.firewall().hairpinning()).isEqualTo(Hairpinning.YES);
    }
}
