package io.transom.caller.household;

import io.transom.node.config.Configuration;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** {@code transom household ...}: hands over to the command that is named. */
public final class HouseholdProgram {
    private static final String USAGE = """
            The household: who belongs to it is signed by its own key, which stays with its owner's app.

              transom household create --data DIR --name ANNA     make a household; DIR becomes the owner's app
              transom household invite --manager URL --data DIR   a code with which an intercom or an app joins it
              transom household backup --data DIR                 the key as twenty words, under a passphrase
              transom household restore --data DIR --name ANNA    the key back from the words
              transom join CODE --manager URL --data DIR          join with a code (an intercom: transom agent --join CODE)
              transom members --data DIR                          who belongs to it
              transom revoke NAME --manager URL --data DIR        take somebody out, everywhere

            --help behind each tells all.
            """;

    private HouseholdProgram() {}

    public static void main(String... args) {
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        System.exit(
                switch (args.length == 0 ? "help" : args[0]) {
                    case "create" -> Configuration.run(new CreateProgram(), rest);
                    case "invite" -> Configuration.run(new InviteProgram(), rest);
                    case "backup" -> Configuration.run(new BackupProgram(), rest);
                    case "restore" -> Configuration.run(new RestoreProgram(), rest);
                    case "join" -> Configuration.run(new JoinProgram(), rest);
                    case "members" -> Configuration.run(new MembersProgram(), rest);
                    case "revoke" -> Configuration.run(new RevokeProgram(), rest);
                    case "help", "-h", "--help" -> usage(0);
                    default -> usage(Configuration.WRONG_USE);
                });
    }

    private static int usage(int code) {
        PrintWriter out = new PrintWriter(code == 0 ? System.out : System.err, true, StandardCharsets.UTF_8);
        out.print(USAGE);
        out.flush();
        return code;
    }
}
