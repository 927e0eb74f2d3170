package io.transom.caller.household;

import io.transom.node.config.Configuration;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code transom household ...}: hands over to the command that is named. */
public final class HouseholdProgram {
    private static final String USAGE = """
            The household: who belongs to it is signed by its own key, which stays with its owner's app.

              transom household create --data DIR --name ANNA     make a household; DIR becomes the owner's app
              transom household invite --manager URL --data DIR   a code with which an intercom or an app joins it
              transom household change NAME --rights R,R --data DIR   other rights, doors or times for a member
              transom household backup --data DIR                 the key as twenty words, under a passphrase
              transom household restore --data DIR --name ANNA    the key back from the words
              transom join --manager URL --data DIR               join with a code, which it asks for
              transom members --data DIR                          who belongs to it
              transom revoke NAME --manager URL --data DIR        take somebody out, everywhere
              transom audit NAME --manager URL --data DIR         what an intercom has let happen

            --help behind each tells all.
            """;

    private HouseholdProgram() {}

    public static void main(String... args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(args), System.getenv(), out, err));
    }

    /** The same with everything given; the exit code. */
    public static int run(List<String> args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        String command = args.isEmpty() ? "help" : args.getFirst();
        Optional<Callable<Integer>> program = switch (command) {
            case "create" -> Optional.of(new CreateProgram());
            case "invite" -> Optional.of(new InviteProgram());
            case "change" -> Optional.of(new ChangeProgram());
            case "backup" -> Optional.of(new BackupProgram());
            case "restore" -> Optional.of(new RestoreProgram());
            case "join" -> Optional.of(new JoinProgram());
            case "members" -> Optional.of(new MembersProgram());
            case "revoke" -> Optional.of(new RevokeProgram());
            case "audit" -> Optional.of(new AuditOfProgram());
            default -> Optional.empty();
        };
        if (program.isPresent()) {
            return Configuration.run(program.get(), args.subList(1, args.size()), environment, out, err);
        }
        boolean asked = List.of("help", "-h", "--help").contains(command);
        (asked ? out : err).print(USAGE);
        (asked ? out : err).flush();
        return asked ? 0 : Configuration.WRONG_USE;
    }
}
