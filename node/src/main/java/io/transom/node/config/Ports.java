package io.transom.node.config;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** UDP ports to bind, primary first; 0 stands for any. Written {@code 4000,4001}. */
public record Ports(List<Integer> numbers) {
    /** One primary and seven alternates: what a registration can name. */
    public static final int MOST = 8;

    public static final int HIGHEST = 65535;

    public Ports {
        numbers = List.copyOf(numbers);
    }

    public static Ports parse(String text) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String digits = part.strip();
            if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) > HIGHEST) {
                throw WrongValue.remedy(
                        "Give ports from 0 to " + HIGHEST + " with commas between them, such as 0,0; 0 means any.");
            }
            numbers.add(Integer.parseInt(digits));
        }
        if (numbers.size() > MOST) {
            throw WrongValue.remedy("Give at most " + MOST + " ports.");
        }
        return new Ports(numbers);
    }

    /** Refuses a single {@code port} of the setting {@code key} that isn't from 0 (any) to {@code highest}. */
    public static void check(String key, int port, int highest) {
        if (port < 0 || port > highest) {
            throw WrongValue.of(key, String.valueOf(port), "Give a port from 0 (any) to " + highest + ".");
        }
    }

    /** For picocli. */
    public static final class Converter implements CommandLine.ITypeConverter<Ports> {
        @Override
        public Ports convert(String value) {
            return parse(value);
        }
    }
}
