package org.trunkpilot.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.trunkpilot.pbx.CalleeKey;

/**
 * What makes this installation itself: its name in the rows it writes, and the key its callees are hashed with. Both are made
 * at the first start and kept in the data folder; whoever loses them is a stranger to the rows on the PBX.
 */
public record Installation(String owner, CalleeKey calleeKey) {

    /** Reads them, or makes them at the first start. @throws UncheckedIOException when the folder cannot be written */
    public static Installation in(Path dataDir, Optional<String> owner) {
        try {
            Files.createDirectories(dataDir);
            String name = owner.isPresent() ? owner.get() : kept(dataDir.resolve("owner"), () -> "tp-" + random(4));
            return new Installation(
                    name,
                    new CalleeKey(HexFormat.of().parseHex(kept(dataDir.resolve("callee.key"), () -> random(32)))));
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder " + dataDir.toAbsolutePath() + " cannot be used", e);
        }
    }

    private static String kept(Path file, java.util.function.Supplier<String> made) throws IOException {
        if (!Files.exists(file)) {
            Path fresh = Files.createTempFile(
                    file.toAbsolutePath().getParent(),
                    "new",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, made.get(), StandardCharsets.UTF_8);
            // Moved whole, so a start that was cut short leaves no half key behind.
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }

    private static String random(int bytes) {
        byte[] value = new byte[bytes];
        new SecureRandom().nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
