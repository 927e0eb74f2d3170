package io.transom.agent.gpio;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * The structures of {@code linux/gpio.h}, version 2 of the interface, in the host's byte order. The kernel keeps them for
 * ever, and they have no pointers: the same on x86-64 and on arm64.
 */
final class GpioLayouts {
    /** {@code GPIO_MAX_NAME_SIZE}, with its closing zero. */
    static final int NAME = 32;

    /** {@code struct gpiochip_info}: name, label, lines. 68 octets. */
    static final StructLayout CHIP_INFO =
            MemoryLayout.structLayout(text("name"), text("label"), JAVA_INT.withName("lines"));

    /** {@code struct gpio_v2_line_attribute}: what (FLAGS 1, OUTPUT_VALUES 2, DEBOUNCE 3) and its value. 16 octets. */
    static final StructLayout ATTRIBUTE = MemoryLayout.structLayout(
            JAVA_INT.withName("id"), JAVA_INT.withName("padding"), JAVA_LONG.withName("value"));

    /** {@code struct gpio_v2_line_config_attribute}: an attribute and the lines of the request that it is for. 24 octets. */
    static final StructLayout CONFIG_ATTRIBUTE =
            MemoryLayout.structLayout(ATTRIBUTE.withName("attr"), JAVA_LONG.withName("mask"));

    /** {@code struct gpio_v2_line_config}: flags for all lines, then up to 10 attributes. 272 octets. */
    static final StructLayout LINE_CONFIG = MemoryLayout.structLayout(
            JAVA_LONG.withName("flags"),
            JAVA_INT.withName("num_attrs"),
            MemoryLayout.sequenceLayout(5, JAVA_INT).withName("padding"),
            MemoryLayout.sequenceLayout(10, CONFIG_ATTRIBUTE).withName("attrs"));

    /** {@code struct gpio_v2_line_request}: which lines, for whom, how; the kernel fills in {@code fd}. 592 octets. */
    static final StructLayout LINE_REQUEST = MemoryLayout.structLayout(
            MemoryLayout.sequenceLayout(64, JAVA_INT).withName("offsets"),
            text("consumer"),
            LINE_CONFIG.withName("config"),
            JAVA_INT.withName("num_lines"),
            JAVA_INT.withName("event_buffer_size"),
            MemoryLayout.sequenceLayout(5, JAVA_INT).withName("padding"),
            JAVA_INT.withName("fd"));

    /** {@code struct gpio_v2_line_info}: who holds a line. 256 octets. */
    static final StructLayout LINE_INFO = MemoryLayout.structLayout(
            text("name"),
            text("consumer"),
            JAVA_INT.withName("offset"),
            JAVA_INT.withName("num_attrs"),
            JAVA_LONG.withName("flags"),
            MemoryLayout.sequenceLayout(10, ATTRIBUTE).withName("attrs"),
            MemoryLayout.sequenceLayout(4, JAVA_INT).withName("padding"));

    /** {@code struct gpio_v2_line_event}: an edge, at what time of the monotonic clock. 48 octets. */
    static final StructLayout LINE_EVENT = MemoryLayout.structLayout(
            JAVA_LONG.withName("timestamp_ns"),
            JAVA_INT.withName("id"),
            JAVA_INT.withName("offset"),
            JAVA_INT.withName("seqno"),
            JAVA_INT.withName("line_seqno"),
            MemoryLayout.sequenceLayout(6, JAVA_INT).withName("padding"));

    /** {@code struct gpio_v2_line_values}: a bit for each line of the request, and which bits count. 16 octets. */
    static final StructLayout LINE_VALUES =
            MemoryLayout.structLayout(JAVA_LONG.withName("bits"), JAVA_LONG.withName("mask"));

    static final long GET_CHIPINFO = request(2, 0x01, CHIP_INFO);
    static final long GET_LINEINFO = request(3, 0x05, LINE_INFO);
    static final long GET_LINE = request(3, 0x07, LINE_REQUEST);
    static final long GET_VALUES = request(3, 0x0e, LINE_VALUES);
    static final long SET_VALUES = request(3, 0x0f, LINE_VALUES);

    static final long FLAG_USED = 1;
    static final long FLAG_INPUT = 1 << 2;
    static final long FLAG_OUTPUT = 1 << 3;
    static final long FLAG_EDGE_RISING = 1 << 4;
    static final long FLAG_EDGE_FALLING = 1 << 5;
    static final long FLAG_PULL_UP = 1 << 8;
    static final long FLAG_PULL_DOWN = 1 << 9;

    static final int ATTRIBUTE_OUTPUT_VALUES = 2;
    static final int ATTRIBUTE_DEBOUNCE = 3;

    static final int EVENT_RISING = 1;

    static final VarHandle CHIP_LINES = handle(CHIP_INFO, "lines");
    static final VarHandle REQUEST_OFFSETS =
            LINE_REQUEST.varHandle(PathElement.groupElement("offsets"), PathElement.sequenceElement());
    static final VarHandle REQUEST_FLAGS =
            LINE_REQUEST.varHandle(PathElement.groupElement("config"), PathElement.groupElement("flags"));
    static final VarHandle REQUEST_ATTRIBUTES =
            LINE_REQUEST.varHandle(PathElement.groupElement("config"), PathElement.groupElement("num_attrs"));
    static final VarHandle REQUEST_ATTRIBUTE_ID = attribute(PathElement.groupElement("attr"), "id");
    static final VarHandle REQUEST_ATTRIBUTE_VALUE = attribute(PathElement.groupElement("attr"), "value");
    static final VarHandle REQUEST_ATTRIBUTE_MASK = LINE_REQUEST.varHandle(
            PathElement.groupElement("config"),
            PathElement.groupElement("attrs"),
            PathElement.sequenceElement(),
            PathElement.groupElement("mask"));
    static final VarHandle REQUEST_LINES = handle(LINE_REQUEST, "num_lines");
    static final VarHandle REQUEST_FD = handle(LINE_REQUEST, "fd");
    static final VarHandle INFO_OFFSET = handle(LINE_INFO, "offset");
    static final VarHandle INFO_FLAGS = handle(LINE_INFO, "flags");
    static final VarHandle EVENT_TIMESTAMP = handle(LINE_EVENT, "timestamp_ns");
    static final VarHandle EVENT_ID = handle(LINE_EVENT, "id");
    static final VarHandle VALUES_BITS = handle(LINE_VALUES, "bits");
    static final VarHandle VALUES_MASK = handle(LINE_VALUES, "mask");

    private GpioLayouts() {}

    /** A text field of a structure. */
    static String read(MemorySegment struct, StructLayout layout, String field) {
        return struct.asSlice(layout.byteOffset(PathElement.groupElement(field)), NAME)
                .getString(0, StandardCharsets.UTF_8);
    }

    /** Writes a text field, cut so that its closing zero fits. */
    static void write(MemorySegment struct, StructLayout layout, String field, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment target = struct.asSlice(layout.byteOffset(PathElement.groupElement(field)), NAME);
        target.fill((byte) 0);
        MemorySegment.copy(MemorySegment.ofArray(octets), 0, target, 0, Math.min(octets.length, NAME - 1));
    }

    /** {@code _IOR} (2) and {@code _IOWR} (3) of {@code asm-generic/ioctl.h}: direction, size, type 0xB4, number. */
    private static long request(int direction, int number, StructLayout argument) {
        return (long) direction << 30 | argument.byteSize() << 16 | 0xB4 << 8 | number;
    }

    private static MemoryLayout text(String name) {
        return MemoryLayout.sequenceLayout(NAME, JAVA_BYTE).withName(name);
    }

    private static VarHandle handle(StructLayout layout, String field) {
        return layout.varHandle(PathElement.groupElement(field));
    }

    private static VarHandle attribute(PathElement inner, String field) {
        return LINE_REQUEST.varHandle(
                PathElement.groupElement("config"),
                PathElement.groupElement("attrs"),
                PathElement.sequenceElement(),
                inner,
                PathElement.groupElement(field));
    }
}
