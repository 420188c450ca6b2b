package org.trunkpilot.console;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.trunkpilot.operator.Role;
import org.trunkpilot.operator.UserFile;

/** {@code user create|password|list|remove}: who may sign in to the page. A password that is made up is printed once. */
final class UserCommand {
    private static final String USAGE = """
            usage: user create --name NAME --role viewer|operator|admin
                   user password --name NAME
                   user list
                   user remove --name NAME""";

    private UserCommand() {}

    static int run(List<String> words, Path dataDir, PrintStream out, PrintStream err) {
        try {
            List<String> rest = words.subList(Math.min(1, words.size()), words.size());
            return switch (words.isEmpty() ? "" : words.get(0)) {
                case "create" -> create(new Options(rest, Set.of("--name", "--role")), dataDir, out, err);
                case "password" -> told(named(rest, dataDir).withNewPassword(dataDir), out, err);
                case "list" -> {
                    Options.none(rest);
                    yield list(dataDir, out, err);
                }
                case "remove" -> remove(named(rest, dataDir), err);
                default ->
                    throw new IllegalArgumentException("say what to do with users: create, password, list or remove");
            };
        } catch (UncheckedIOException e) {
            err.println("trunkpilot: " + e.getMessage() + ": " + e.getCause());
            return 1;
        } catch (IllegalArgumentException e) {
            err.println("trunkpilot: " + e.getMessage());
            err.println(USAGE);
            return 2;
        }
    }

    private static int create(Options options, Path dataDir, PrintStream out, PrintStream err) {
        Role role = Role.named(options.required("--role"));
        return told(
                UserFile.create(dataDir, options.required("--name"), role, "command line", Instant.now()), out, err);
    }

    private static int told(UserFile.Made made, PrintStream out, PrintStream err) {
        err.println("The password of " + made.user().name()
                + "; this is the only time it is shown. They may change it in" + " the page.");
        made.advice().ifPresent(err::println);
        out.println(made.password());
        return 0;
    }

    private static int list(Path dataDir, PrintStream out, PrintStream err) {
        List<UserFile> users =
                UserFile.all(dataDir, (file, why) -> err.println("trunkpilot: " + file + " is no user: " + why));
        users.forEach(user ->
                out.printf("%-40s %-8s made %s by %s%n", user.name(), user.role(), user.createdAt(), user.createdBy()));
        err.println(users.size() + " besides admin, who is always there.");
        return 0;
    }

    private static int remove(UserFile user, PrintStream err) {
        user.delete();
        err.println("User " + user.name() + " is removed, and signed out if signed in.");
        return 0;
    }

    private static UserFile named(List<String> words, Path dataDir) {
        String name = new Options(words, Set.of("--name")).required("--name");
        return UserFile.find(dataDir, name, (file, why) -> {
                    throw new IllegalArgumentException(file + " is no user: " + why);
                })
                .orElseThrow(() -> new IllegalArgumentException(
                        name.equals("admin")
                                ? "the password of admin is set by TRUNKPILOT_ADMIN_PASSWORD at a start"
                                : "there is no user \"" + name + "\""));
    }
}
