package org.trunkpilot.operator;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tokens of the command line as the service sees them: read anew each time, so that it needs no restart. */
final class TokenFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TokenFiles.class);

    private final Path dataDir;

    /** Files that are no tokens, as last seen, so that each is said once. Replaced as a whole. */
    private volatile Set<Path> said = Set.of();

    TokenFiles(Path dataDir) {
        this.dataDir = dataDir;
    }

    List<TokenFile> all() {
        Map<Path, String> noTokens = new HashMap<>();
        List<TokenFile> found = TokenFile.all(dataDir, noTokens::put);
        Set<Path> before = said;
        said = Set.copyOf(noTokens.keySet());
        noTokens.forEach((file, why) -> {
            if (!before.contains(file)) {
                LOG.warn(
                        "token file={} ignored because=\"{}\": make it readable for the user of the service, or delete it",
                        file,
                        why);
            }
        });
        return found;
    }

    Optional<TokenFile> byHash(String hash) {
        return all().stream().filter(file -> file.sha256().equals(hash)).findFirst();
    }

    Optional<TokenFile> byName(String name) {
        return all().stream().filter(file -> file.name().equals(name)).findFirst();
    }

    /** @throws ApiProblem 409 when the file cannot be deleted: the token still works then */
    void delete(TokenFile file) {
        try {
            file.delete();
        } catch (UncheckedIOException e) {
            LOG.warn("token file={} not deleted because=\"{}\"", file.path(), e.toString());
            throw ApiProblem.conflict("The token still works: its file "
                    + file.path().toAbsolutePath() + " could not be deleted. Delete it on the host, as root.");
        }
    }
}
