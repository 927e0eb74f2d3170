package io.transom.agent.gpio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** The sizes and offsets that a C compiler gives for linux/gpio.h, on x86-64 and arm64 alike. */
class GpioLayoutsTest {
    @Test
    void structures_have_the_sizes_of_the_kernels_header() {
        assertThat(GpioLayouts.CHIP_INFO.byteSize()).isEqualTo(68);
        assertThat(GpioLayouts.ATTRIBUTE.byteSize()).isEqualTo(16);
        assertThat(GpioLayouts.CONFIG_ATTRIBUTE.byteSize()).isEqualTo(24);
        assertThat(GpioLayouts.LINE_CONFIG.byteSize()).isEqualTo(272);
        assertThat(GpioLayouts.LINE_REQUEST.byteSize()).isEqualTo(592);
        assertThat(GpioLayouts.LINE_INFO.byteSize()).isEqualTo(256);
        assertThat(GpioLayouts.LINE_EVENT.byteSize()).isEqualTo(48);
        assertThat(GpioLayouts.LINE_VALUES.byteSize()).isEqualTo(16);
        assertThat(Libc.POLLFD.byteSize()).isEqualTo(8);
    }

    @Test
    void fields_lie_where_the_kernel_looks_for_them() {
        assertThat(offset(GpioLayouts.LINE_REQUEST, "consumer")).isEqualTo(256);
        assertThat(offset(GpioLayouts.LINE_REQUEST, "config")).isEqualTo(288);
        assertThat(offset(GpioLayouts.LINE_REQUEST, "num_lines")).isEqualTo(560);
        assertThat(offset(GpioLayouts.LINE_REQUEST, "fd")).isEqualTo(588);
        assertThat(offset(GpioLayouts.LINE_CONFIG, "attrs")).isEqualTo(32);
        assertThat(offset(GpioLayouts.LINE_INFO, "flags")).isEqualTo(72);
        assertThat(offset(GpioLayouts.LINE_EVENT, "line_seqno")).isEqualTo(20);
    }

    @Test
    void requests_are_numbered_as_the_ioctl_macros_do() {
        assertThat(GpioLayouts.GET_CHIPINFO).isEqualTo(0x8044_B401L);
        assertThat(GpioLayouts.GET_LINEINFO).isEqualTo(0xC100_B405L);
        assertThat(GpioLayouts.GET_LINE).isEqualTo(0xC250_B407L);
        assertThat(GpioLayouts.GET_VALUES).isEqualTo(0xC010_B40EL);
        assertThat(GpioLayouts.SET_VALUES).isEqualTo(0xC010_B40FL);
    }

    @Test
    void a_request_for_a_debounced_input_reads_as_the_kernel_will_read_it() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = GpioChip.request(
                    arena, 17, "a consumer whose name is longer than the kernel keeps", GpioLayouts.FLAG_INPUT);
            GpioChip.attribute(request, GpioLayouts.ATTRIBUTE_DEBOUNCE, 20_000);
            assertThat(request.get(ValueLayout.JAVA_INT, 0)).as("offsets[0]").isEqualTo(17);
            assertThat(request.getString(256)).isEqualTo("a consumer whose name is longer");
            assertThat(request.get(ValueLayout.JAVA_LONG, 288)).as("flags").isEqualTo(4);
            assertThat(request.get(ValueLayout.JAVA_INT, 296)).as("num_attrs").isEqualTo(1);
            assertThat(request.get(ValueLayout.JAVA_INT, 320)).as("attr.id").isEqualTo(3);
            assertThat(request.get(ValueLayout.JAVA_INT, 328))
                    .as("attr.debounce_period_us")
                    .isEqualTo(20_000);
            assertThat(request.get(ValueLayout.JAVA_LONG, 336)).as("mask").isEqualTo(1);
            assertThat(request.get(ValueLayout.JAVA_INT, 560)).as("num_lines").isEqualTo(1);
        }
    }

    private static long offset(StructLayout layout, String field) {
        return layout.byteOffset(PathElement.groupElement(field));
    }
}
