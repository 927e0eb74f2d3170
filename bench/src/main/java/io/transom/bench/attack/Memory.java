package io.transom.bench.attack;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** This process's memory, in MB: the objects that are still needed, and all that the machine gives it. */
record Memory(double live, double resident) {
    private static final double MB = 1024 * 1024;
    /** Number, instances, octets, class. */
    private static final Pattern LINE = Pattern.compile("(?m)^ *\\d+: +\\d+ +(\\d+) +(\\S+)");
    /** Dead objects that a collector found too few of to be worth moving the living together. */
    private static final String DEAD = "jdk.internal.vm.Filler";

    /** After a collection, which stops everything for a moment. */
    static Memory now() throws IOException {
        return new Memory(liveNow(), residentNow());
    }

    /** As {@code jcmd GC.class_histogram}: the heap's own figure has the dead objects in it. */
    private static double liveNow() throws IOException {
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return LINE.matcher(histogram)
                            .results()
                            .filter(line -> !line.group(2).contains(DEAD))
                            .map(line -> line.group(1))
                            .mapToLong(Long::parseLong)
                            .sum()
                    / MB;
        } catch (JMException e) {
            throw new IOException("this Java doesn't count its objects", e);
        }
    }

    private static double residentNow() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0.0);
    }

    String words() {
        return String.format(Locale.ROOT, "live objects %6.1f MB, resident %6.1f MB", live, resident);
    }
}
