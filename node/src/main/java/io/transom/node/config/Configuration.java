package io.transom.node.config;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Runs a program that is a picocli command, with its options filled from file, flags and environment. Options must take
 * a single value (a list is one value with commas), so that a stronger place replaces and never adds.
 */
public final class Configuration {
    /** A program whose configuration is wrong, and a command line that means nothing. */
    public static final int WRONG_USE = 2;

    private static final String PREFIX = "TRANSOM_";
    private static final String CONFIG = "config";
    /** Parameters that only ask for something to be printed, and so stand in no file and no environment. */
    private static final List<String> HELP_KEYS = List.of("help", "version");
    /** Their values are codes, secrets until they are spent: a log may keep what is printed here. */
    private static final List<String> SECRET_KEYS = List.of("invite", "with-invite", "join");

    private final CommandLine commandLine;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;
    /** Where each key's winning value stands, for the error message. */
    private final Map<String, String> places = new TreeMap<>();

    private Configuration(Object program, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        this.commandLine = new CommandLine(program)
                .setOverwrittenOptionsAllowed(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(java.time.Duration.class, Durations::parse)
                .setUsageHelpWidth(100)
                .setOut(out)
                .setErr(err);
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Fills {@code program}'s options and calls it with the process's environment; the exit code. */
    public static <P extends Callable<Integer>> int run(P program, String... args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return run(program, List.of(args), System.getenv(), out, err);
    }

    /** The same with everything given. {@link WrongValue} from the program itself is explained too, exit code 2. */
    public static <P extends Callable<Integer>> int run(
            P program, List<String> args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        Configuration configuration = new Configuration(program, environment, out, err);
        try {
            Optional<Integer> printed = configuration.fill(args);
            return printed.isPresent() ? printed.get() : program.call();
        } catch (WrongValue e) {
            return configuration.explain(e);
        } catch (Exception e) {
            err.println("transom: " + sentence(e));
            return 1;
        }
    }

    /** Fills the options; an exit code where help was asked for or something is wrong. */
    private Optional<Integer> fill(List<String> args) {
        List<String> all = withEnvironment(args);
        try {
            Map<String, ConfigFile.Entry> file = ConfigFile.read(configPath(all));
            refuseUnknownFileKeys(file);
            commandLine.setDefaultValueProvider(arg -> fromFile(file, arg));
            CommandLine.ParseResult result = commandLine.parseArgs(all.toArray(String[]::new));
            if (result.isUsageHelpRequested()) {
                commandLine.usage(out);
                return Optional.of(0);
            }
            if (result.isVersionHelpRequested()) {
                commandLine.printVersionHelp(out);
                return Optional.of(0);
            }
            return Optional.empty();
        } catch (WrongValue e) {
            return Optional.of(explain(e));
        } catch (CommandLine.ParameterException e) {
            return Optional.of(explain(e));
        }
    }

    /** {@code args} and behind them, so that it wins, what the environment says. */
    private List<String> withEnvironment(List<String> args) {
        List<String> all = new ArrayList<>();
        for (OptionSpec option : commandLine.getCommandSpec().options()) {
            String key = key(option);
            String variable = variable(key);
            String value = environment.get(variable);
            if (value != null && !HELP_KEYS.contains(key)) {
                places.put(key, "environment variable " + variable);
                all.add(option.longestName() + "=" + value);
            }
        }
        // Flags of the environment go in front of any positional parameter, but must win: picocli takes the last one.
        List<String> joined = new ArrayList<>(beforeSeparator(args));
        joined.addAll(all);
        joined.addAll(args.subList(beforeSeparator(args).size(), args.size()));
        refuseMisspelledVariables();
        return joined;
    }

    private static List<String> beforeSeparator(List<String> args) {
        int separator = args.indexOf("--");
        return separator < 0 ? args : args.subList(0, separator);
    }

    private Optional<String> configPath(List<String> args) {
        Optional<String> path = Optional.empty();
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (arg.startsWith("--config=")) {
                path = Optional.of(arg.substring("--config=".length()));
            } else if (arg.equals("--config") && i + 1 < args.size()) {
                path = Optional.of(args.get(i + 1));
            }
        }
        return path;
    }

    private @Nullable String fromFile(Map<String, ConfigFile.Entry> file, ArgSpec arg) {
        if (!(arg instanceof OptionSpec option)) {
            return null;
        }
        String key = key(option);
        ConfigFile.Entry entry = file.get(key);
        if (entry != null) {
            places.putIfAbsent(key, entry.place());
            return entry.value();
        }
        return option.defaultValue();
    }

    private void refuseUnknownFileKeys(Map<String, ConfigFile.Entry> file) {
        List<String> known = keys();
        file.forEach((key, entry) -> {
            if (!known.contains(key)) {
                places.put(key, entry.place());
                throw WrongValue.kept(key, unknown(key, known) + " Known keys: " + String.join(", ", known) + ".");
            }
        });
    }

    /** A variable that is nearly one of ours is a mistake; any other may belong to another program of ours. */
    private void refuseMisspelledVariables() {
        List<String> known = keys();
        environment.keySet().forEach(variable -> {
            if (!variable.startsWith(PREFIX)) {
                return;
            }
            String key =
                    variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
            if (!known.contains(key) && Spelling.nearest(key, known).isPresent()) {
                throw WrongValue.kept(variable, unknown(key, known));
            }
        });
    }

    private static String unknown(String key, List<String> known) {
        return Spelling.nearest(key, known)
                .map(near -> "There is no such key; did you mean " + near + "?")
                .orElse("There is no such key; take it out.");
    }

    private List<String> keys() {
        return commandLine.getCommandSpec().options().stream()
                .map(Configuration::key)
                .filter(key -> !HELP_KEYS.contains(key) && !key.equals(CONFIG))
                .sorted()
                .toList();
    }

    private static String key(OptionSpec option) {
        return option.longestName().replaceFirst("^--?", "");
    }

    private static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private int explain(WrongValue wrong) {
        String key = wrong.key().orElse("configuration");
        String place = places.getOrDefault(key, places.containsKey(key) ? key : place(key));
        err.println("transom: " + place
                + wrong.value()
                        .map(v -> " is " + shown(key, v))
                        .orElse(wrong.isKept() ? " can't be used" : " is missing")
                + ".");
        err.println("  " + wrong.remedy());
        return WRONG_USE;
    }

    private String place(String key) {
        return keys().contains(key) ? "option --" + key : key;
    }

    private int explain(CommandLine.ParameterException e) {
        ArgSpec arg = e.getArgSpec();
        if (arg instanceof OptionSpec option && e.getValue() != null) {
            String remedy = e.getCause() instanceof WrongValue wrong ? wrong.remedy() : remedy(option, e);
            return explain(WrongValue.of(key(option), e.getValue(), remedy));
        }
        if (e instanceof CommandLine.MissingParameterException missing && explainMissing(missing)) {
            return WRONG_USE;
        }
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            return explainUnmatched(unmatched.getUnmatched());
        }
        err.println("transom: " + e.getMessage());
        err.println("  Give --help to see what this program takes.");
        return WRONG_USE;
    }

    /** Only the flag's own name: what stands behind it, or alone, may be a code. */
    private int explainUnmatched(List<String> arguments) {
        Optional<String> flag = arguments.stream()
                .filter(argument -> argument.startsWith("--"))
                .map(argument -> argument.substring(2).split("=", 2)[0])
                .findFirst();
        err.println("transom: "
                + flag.map(name -> "there is no option --" + name).orElse("there is an argument too many") + ".");
        err.println("  "
                + flag.flatMap(name -> Spelling.nearest(name, keys()))
                        .map(near -> "Did you mean --" + near + "?")
                        .orElse("Give --help to see what this program takes."));
        return WRONG_USE;
    }

    /** Whether it was about options, and is told. */
    private boolean explainMissing(CommandLine.MissingParameterException e) {
        boolean told = false;
        for (ArgSpec arg : e.getMissing()) {
            if (arg instanceof OptionSpec option) {
                explain(WrongValue.missing(
                        key(option),
                        "Give " + option.longestName() + " " + option.paramLabel()
                                + ", put it into the file of --config, or set " + variable(key(option)) + "."));
                told = true;
            }
        }
        return told;
    }

    private static String remedy(OptionSpec option, CommandLine.ParameterException e) {
        Class<?> type = option.type();
        if (type.isEnum()) {
            return "Give one of: "
                    + Stream.of(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))
                    + ".";
        }
        if (type == int.class || type == Integer.class || type == long.class) {
            return "Give a whole number" + (option.defaultValue() == null ? "" : ", such as " + option.defaultValue())
                    + ".";
        }
        return lastClause(e);
    }

    /** What picocli says after the option's name: "'x' is not an int". */
    private static String lastClause(CommandLine.ParameterException e) {
        String message = String.valueOf(e.getMessage());
        int colon = message.indexOf(": ");
        return (colon < 0 ? message : message.substring(colon + 2)) + "; see --help for what it takes.";
    }

    private static String shown(String key, String value) {
        return SECRET_KEYS.contains(key) ? "a code of " + value.length() + " characters" : "'" + value + "'";
    }

    private static String sentence(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
