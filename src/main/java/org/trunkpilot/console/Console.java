package org.trunkpilot.console;

import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.trunkpilot.pbx.CheckItem;
import org.trunkpilot.pbx.PbxAdapter;
import org.trunkpilot.pbx.PbxUnavailable;
import org.trunkpilot.settings.PbxSettings;
import org.trunkpilot.settings.Settings;
import org.trunkpilot.settings.SettingsException;

/**
 * The command line. Each command reads the same configuration as the service, does one thing and ends; none starts the web
 * server or opens the database, so all work while the service runs.
 *
 * <p>Exit status: 0 done, 1 the answer is bad news (a check failed, the PBX is out of reach), 2 wrong use or configuration.
 */
public final class Console {
    private static final Set<String> COMMANDS =
            Set.of("setup", "discover", "check", "token", "user", "replay", "help", "--help", "-h");

    private static final String USAGE = """
            usage: java -jar trunkpilot.jar                  run the service
                   java -jar trunkpilot.jar setup PBX        print what to put on the PBX: account, rights, dialplan
                   java -jar trunkpilot.jar setup PBX --dialplan   print the dialplan alone: the file to install
                   java -jar trunkpilot.jar discover PBX     list the trunks of the PBX as configuration
                   java -jar trunkpilot.jar check PBX        connect and test everything that setup asks for
                   java -jar trunkpilot.jar token create --name NAME --role viewer|operator|admin [--days N]
                                                             also: token list, token revoke --name NAME
                   java -jar trunkpilot.jar user create --name NAME --role viewer|operator|admin
                                                             also: user list, user password|remove --name NAME
                   java -jar trunkpilot.jar replay --kind asterisk|freeswitch [--config FILE] CAPTURE...
                                                             what it would have noticed and done, one JSON object a line
            PBX is a name under trunkpilot.pbxs in config/application.yml.""";

    private final Settings settings;
    private final PrintStream out;
    private final PrintStream err;

    private Console(Settings settings, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
    }

    /** Whether these arguments are for the command line rather than for the service. A word we do not know is ours to refuse. */
    public static boolean wants(String[] args) {
        return args.length > 0 && (COMMANDS.contains(args[0]) || !args[0].startsWith("-"));
    }

    /** Runs one command and returns the exit status. */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        // Libraries would log to where the answer goes, and the answer may be a file to install. What went wrong is
        // said in it.
        LoggingSystem.get(Console.class.getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF);
        List<String> words = List.of(args);
        if (Set.of("help", "--help", "-h").contains(words.get(0))) {
            out.println(USAGE);
            return 0;
        }
        if (!COMMANDS.contains(words.get(0))) {
            err.println("trunkpilot: unknown command \"" + words.get(0) + "\"");
            err.println(USAGE);
            return 2;
        }
        if (words.get(0).equals("replay")) {
            return ReplayCommand.run(words.subList(1, words.size()), out, err);
        }
        try {
            // Who is about to find the trunks cannot have named them yet.
            Settings settings = words.get(0).equals("discover") ? Settings.loadWithoutTrunks() : Settings.load();
            return new Console(settings, out, err).run(words);
        } catch (SettingsException e) {
            err.println("trunkpilot: " + e.getMessage());
            return 2;
        }
    }

    private int run(List<String> words) {
        if (words.get(0).equals("token")) {
            return TokenCommand.run(words.subList(1, words.size()), settings.dataDir(), out, err);
        }
        if (words.get(0).equals("user")) {
            return UserCommand.run(words.subList(1, words.size()), settings.dataDir(), out, err);
        }
        boolean dialplan = words.size() == 3
                && words.get(0).equals("setup")
                && words.get(2).equals("--dialplan");
        if (words.size() != 2 && !dialplan) {
            err.println(USAGE);
            return 2;
        }
        PbxSettings pbx = settings.pbx(words.get(1));
        try (var context = new AnnotationConfigApplicationContext("org.trunkpilot.pbx")) {
            PbxAdapter adapter = context.getBeansOfType(PbxAdapter.class).values().stream()
                    .filter(a -> a.kind() == pbx.address().kind())
                    .findFirst()
                    .orElseThrow(() -> new SettingsException(
                            pbx.key("kind"), pbx.address().kind() + " is not spoken by this version; use asterisk"));
            return switch (words.get(0)) {
                case "setup" ->
                    print(
                            dialplan
                                    ? adapter.dialplan(pbx.address(), pbx.inventory(), pbx.terms())
                                    : adapter.setup(pbx.address(), pbx.inventory(), pbx.terms()));
                case "discover" -> print(adapter.discover(pbx.address()));
                default -> check(adapter, pbx);
            };
        } catch (PbxUnavailable e) {
            err.println("trunkpilot: " + e.getMessage());
            return 1;
        }
    }

    private int print(String text) {
        out.println(text.stripTrailing());
        return 0;
    }

    private int check(PbxAdapter adapter, PbxSettings pbx) {
        List<CheckItem> items = adapter.check(pbx.address(), pbx.inventory(), pbx.terms());
        for (CheckItem item : items) {
            out.printf("%-7s %s: %s%n", item.result(), item.what(), item.found());
            if (!item.remedy().isEmpty()) {
                out.println("        → " + item.remedy());
            }
        }
        long failed =
                items.stream().filter(i -> i.result() == CheckItem.Result.FAIL).count();
        long warned =
                items.stream().filter(i -> i.result() == CheckItem.Result.WARN).count();
        out.printf("%s: %d items, %d failed, %d warned%n", pbx.address().pbx(), items.size(), failed, warned);
        return failed == 0 ? 0 : 1;
    }
}
