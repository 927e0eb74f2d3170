package io.transom.node.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.transom.wire.IpAddress;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DefaultGatewayTest {
    private static final String HEADER =
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";

    @BeforeAll
    static void the_lines_below_are_of_a_little_endian_machine() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void the_default_route_with_the_lowest_metric_leads_to_the_router() {
        assertThat(DefaultGateway.in(List.of(
                        HEADER,
                        "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0",
                        "eth0\t00000000\t0102A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0",
                        "eth0\t0002A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0")))
                .contains(IpAddress.of(192, 168, 2, 1));
    }

    @Test
    void routes_without_a_gateway_that_are_down_or_not_default_lead_nowhere() {
        assertThat(DefaultGateway.in(List.of(
                        HEADER,
                        "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0",
                        "eth0\t00000000\t0102A8C0\t0002\t0\t0\t0\t00000000\t0\t0\t0",
                        "tun1\t00000000\t0108000A\t0003\t0\t0\t0\t00000080\t0\t0\t0",
                        "eth0\t00000000\tnonsense\t0003\t0\t0\t0\t00000000\t0\t0\t0",
                        "")))
                .isEmpty();
    }
}
