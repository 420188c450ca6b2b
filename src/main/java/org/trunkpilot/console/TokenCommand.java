package org.trunkpilot.console;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.trunkpilot.operator.Role;
import org.trunkpilot.operator.TokenFile;

/** {@code token create --name N --role R [--days D]}: prints a new bearer token, once. */
final class TokenCommand {
    private static final Set<String> OPTIONS = Set.of("--name", "--role", "--days");

    private TokenCommand() {}

    static int run(List<String> words, Path dataDir, PrintStream out, PrintStream err) {
        try {
            if (words.isEmpty() || !words.get(0).equals("create")) {
                throw new IllegalArgumentException("say what to do with tokens: create");
            }
            Map<String, String> options = options(words.subList(1, words.size()));
            Role role = Role.named(required(options, "--role"));
            Optional<Instant> expires =
                    Optional.ofNullable(options.get("--days")).map(TokenCommand::inDays);
            TokenFile.Made made = TokenFile.create(dataDir, required(options, "--name"), role, expires);
            err.println("This is the only time it is shown. Delete " + made.path() + " to revoke it.");
            made.advice().ifPresent(err::println);
            out.println(made.token());
            return 0;
        } catch (UncheckedIOException e) {
            err.println("trunkpilot: " + e.getMessage() + ": " + e.getCause());
            return 1;
        } catch (IllegalArgumentException e) {
            err.println("trunkpilot: " + e.getMessage());
            err.println("usage: token create --name NAME --role viewer|operator|admin [--days N]");
            return 2;
        }
    }

    private static Map<String, String> options(List<String> words) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < words.size(); i += 2) {
            String option = words.get(i);
            if (!OPTIONS.contains(option) || i + 1 == words.size()) {
                throw new IllegalArgumentException(
                        "\"" + option + "\" " + (OPTIONS.contains(option) ? "needs a value" : "is no option"));
            }
            options.put(option, words.get(i + 1));
        }
        return options;
    }

    private static String required(Map<String, String> options, String option) {
        String value = options.get(option);
        if (value == null) {
            throw new IllegalArgumentException(option + " is missing");
        }
        return value;
    }

    private static Instant inDays(String days) {
        try {
            int count = Integer.parseInt(days);
            if (count >= 1 && count <= 3650) {
                return Instant.now().plus(Duration.ofDays(count));
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        throw new IllegalArgumentException("--days \"" + days + "\" must be 1 to 3650");
    }
}
