package planted.routing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Pure code that talks. */
public class TouchesAFile {
    boolean isThere(Path path) {
        return Files.exists(path);
    }
}
