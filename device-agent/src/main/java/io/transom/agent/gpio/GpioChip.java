package io.transom.agent.gpio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A GPIO chip, found by its label. Its number means nothing: the header of a Raspberry Pi 5 moved from gpiochip4 to
 * gpiochip0 with a kernel update.
 */
public final class GpioChip implements AutoCloseable {
    /**
     * The chips that drive the 40-pin header; line n is BCM n on all of them. Raspberry Pi 5 (RP1); 4; 0 to 3 and Zero 2;
     * 2712 is Pi 5's own chip, which older kernels showed on boards without RP1.
     */
    public static final List<String> HEADERS =
            List.of("pinctrl-rp1", "pinctrl-bcm2711", "pinctrl-bcm2835", "pinctrl-bcm2712");

    /** Resistors in the chip. */
    public enum Bias {
        NONE,
        PULL_UP,
        PULL_DOWN
    }

    private final Path path;
    private final String label;
    private final int lines;
    private final int fd;

    private GpioChip(Path path, String label, int lines, int fd) {
        this.path = path;
        this.label = label;
        this.lines = lines;
        this.fd = fd;
    }

    /**
     * Opens the first chip that bears one of these labels; an earlier label wins.
     *
     * @throws GpioException saying which chips there are, or which permission is missing
     */
    public static GpioChip find(List<String> labels) {
        return find(labels, Path.of("/dev"));
    }

    static GpioChip find(List<String> labels, Path devices) {
        List<GpioChip> chips = new ArrayList<>();
        List<Path> forbidden = new ArrayList<>();
        for (Path path : paths(devices)) {
            int fd = Libc.open(path.toString(), Libc.O_RDWR | Libc.O_CLOEXEC);
            if (fd == -Libc.EACCES || fd == -Libc.EPERM) {
                forbidden.add(path);
            } else if (fd >= 0) {
                describe(path, fd, chips);
            }
        }
        GpioChip found = labels.stream()
                .flatMap(label -> chips.stream().filter(chip -> chip.label.equals(label)))
                .findFirst()
                .orElse(null);
        chips.stream().filter(chip -> chip != found).forEach(GpioChip::close);
        if (found == null) {
            throw missing(labels, chips, forbidden);
        }
        return found;
    }

    private static GpioException missing(List<String> labels, List<GpioChip> chips, List<Path> forbidden) {
        String wanted = "no GPIO chip labelled " + String.join(" or ", labels);
        if (!forbidden.isEmpty()) {
            return new GpioException(wanted + " may be opened: no permission for " + forbidden
                    + "; add this user to the group gpio (sudo adduser USER gpio) and log in again");
        }
        if (chips.isEmpty()) {
            return new GpioException(
                    wanted + ": this machine has no /dev/gpiochip* at all; on a computer without GPIO use"
                            + " --hardware simulated");
        }
        List<String> found =
                chips.stream().map(chip -> chip.label + " (" + chip.path + ")").toList();
        return new GpioException(
                wanted + " here; found " + String.join(", ", found) + "; name the header's with --gpio-chip LABEL");
    }

    private static List<Path> paths(Path devices) {
        try (Stream<Path> files = Files.list(devices)) {
            return files.filter(path -> path.getFileName().toString().matches("gpiochip[0-9]+"))
                    .filter(path -> !Files.isSymbolicLink(path)) // Raspberry Pi OS links gpiochip4 to gpiochip0
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void describe(Path path, int fd, List<GpioChip> chips) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(GpioLayouts.CHIP_INFO);
            if (Libc.ioctl(fd, GpioLayouts.GET_CHIPINFO, info) < 0) {
                Libc.close(fd); // not a GPIO chip, whatever its name says
                return;
            }
            String label = GpioLayouts.read(info, GpioLayouts.CHIP_INFO, "label");
            chips.add(new GpioChip(path, label, (int) GpioLayouts.CHIP_LINES.get(info, 0L), fd));
        }
    }

    public String label() {
        return label;
    }

    public Path path() {
        return path;
    }

    /** How many lines it has; offsets go from 0 to one less. */
    public int lines() {
        return lines;
    }

    /**
     * An input that tells both edges.
     *
     * @param consumer the name that gpioinfo shows
     * @param debounce how long a level must last to count; zero for none. The kernel counts in microseconds
     */
    GpioLine requestInput(int offset, String consumer, Bias bias, Duration debounce) {
        long flags = GpioLayouts.FLAG_INPUT | GpioLayouts.FLAG_EDGE_RISING | GpioLayouts.FLAG_EDGE_FALLING;
        flags |= switch (bias) {
            case NONE -> 0;
            case PULL_UP -> GpioLayouts.FLAG_PULL_UP;
            case PULL_DOWN -> GpioLayouts.FLAG_PULL_DOWN;
        };
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, offset, consumer, flags);
            if (!debounce.isZero()) {
                attribute(request, GpioLayouts.ATTRIBUTE_DEBOUNCE, debounce.toNanos() / 1_000);
            }
            return requested(request, offset, consumer);
        }
    }

    /** An output that has its level from the first moment on. */
    GpioLine requestOutput(int offset, String consumer, boolean high) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, offset, consumer, GpioLayouts.FLAG_OUTPUT);
            attribute(request, GpioLayouts.ATTRIBUTE_OUTPUT_VALUES, high ? 1 : 0);
            return requested(request, offset, consumer);
        }
    }

    /** The request as it goes to the kernel, but for its attributes. */
    static MemorySegment request(Arena arena, int offset, String consumer, long flags) {
        MemorySegment request = arena.allocate(GpioLayouts.LINE_REQUEST);
        GpioLayouts.REQUEST_OFFSETS.set(request, 0L, 0L, offset);
        GpioLayouts.REQUEST_LINES.set(request, 0L, 1);
        GpioLayouts.REQUEST_FLAGS.set(request, 0L, flags);
        GpioLayouts.write(request, GpioLayouts.LINE_REQUEST, "consumer", consumer);
        return request;
    }

    static void attribute(MemorySegment request, int id, long value) {
        GpioLayouts.REQUEST_ATTRIBUTES.set(request, 0L, 1);
        GpioLayouts.REQUEST_ATTRIBUTE_ID.set(request, 0L, 0L, id);
        GpioLayouts.REQUEST_ATTRIBUTE_VALUE.set(request, 0L, 0L, value);
        GpioLayouts.REQUEST_ATTRIBUTE_MASK.set(request, 0L, 0L, 1L);
    }

    private GpioLine requested(MemorySegment request, int offset, String consumer) {
        String name = consumer + " (line " + offset + " of " + label + ")";
        if (offset < 0 || offset >= lines) {
            throw new GpioException(name + " does not exist: this chip has the lines 0 to " + (lines - 1)
                    + "; choose another BCM number");
        }
        int result = Libc.ioctl(fd, GpioLayouts.GET_LINE, request);
        if (result < 0) {
            throw refused(name, offset, -result);
        }
        return new GpioLine(name, (int) GpioLayouts.REQUEST_FD.get(request, 0L));
    }

    private GpioException refused(String name, int offset, int errno) {
        return new GpioException(
                switch (errno) {
                    case Libc.EBUSY ->
                        name + " is in use by \"" + consumer(offset)
                                + "\"; stop that program, take its overlay out of config.txt, or choose another BCM number";
                    case Libc.EPERM, Libc.EACCES -> name + " may not be used; add this user to the group gpio";
                    case Libc.EINVAL, Libc.EOPNOTSUPP, Libc.ENOTTY ->
                        name
                                + " can't be set up this way: the kernel knows no version 2 of the GPIO interface (5.10 and later do)"
                                + " or the chip has no such pull resistor (set the input's pull to none and wire one)";
                    default -> name + " can't be requested: error " + errno + " of the kernel";
                });
    }

    /** Who holds a line, as gpioinfo shows it; empty where nobody does. */
    String consumer(int offset) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(GpioLayouts.LINE_INFO);
            GpioLayouts.INFO_OFFSET.set(info, 0L, offset);
            return Libc.ioctl(fd, GpioLayouts.GET_LINEINFO, info) < 0
                    ? ""
                    : GpioLayouts.read(info, GpioLayouts.LINE_INFO, "consumer");
        }
    }

    /** Lets go of the chip; lines that were requested stay ours. */
    @Override
    public void close() {
        Libc.close(fd);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s (%s, %d lines)", label, path, lines);
    }
}
