package org.trunkpilot.console;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.trunkpilot.operator.Role;
import org.trunkpilot.operator.TokenFile;

/** {@code token create|list|revoke}: bearer tokens of the command line. One that is made is printed once. */
final class TokenCommand {
    private static final String USAGE = """
            usage: token create --name NAME --role viewer|operator|admin [--days N]
                   token list
                   token revoke --name NAME""";

    private TokenCommand() {}

    static int run(List<String> words, Path dataDir, PrintStream out, PrintStream err) {
        try {
            List<String> rest = words.subList(Math.min(1, words.size()), words.size());
            return switch (words.isEmpty() ? "" : words.get(0)) {
                case "create" -> create(new Options(rest, Set.of("--name", "--role", "--days")), dataDir, out, err);
                case "list" -> {
                    Options.none(rest);
                    yield list(dataDir, out, err);
                }
                case "revoke" -> revoke(new Options(rest, Set.of("--name")), dataDir, err);
                default -> throw new IllegalArgumentException("say what to do with tokens: create, list or revoke");
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
        var expires = options.optional("--days").map(TokenCommand::inDays);
        TokenFile.Made made = TokenFile.create(dataDir, options.required("--name"), role, expires);
        err.println("This is the only time it is shown. Delete " + made.path() + " to revoke it.");
        made.advice().ifPresent(err::println);
        out.println(made.token());
        return 0;
    }

    private static int list(Path dataDir, PrintStream out, PrintStream err) {
        List<TokenFile> tokens =
                TokenFile.all(dataDir, (file, why) -> err.println("trunkpilot: " + file + " is no token: " + why));
        tokens.forEach(token -> out.printf(
                "%-40s %-8s made %s%s%n",
                token.name(),
                token.role(),
                token.createdAt(),
                token.expires().map(at -> ", until " + at).orElse("")));
        err.println(tokens.size() + " made on the command line; those made in the page are listed there.");
        return 0;
    }

    private static int revoke(Options options, Path dataDir, PrintStream err) {
        String name = options.required("--name");
        TokenFile token = TokenFile.all(dataDir, (file, why) -> {}).stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no token named \"" + name
                        + "\" was made on the command line; one made in the page is revoked there"));
        token.delete();
        err.println("Token " + name + " is revoked; a running service knows within 5 s.");
        return 0;
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
