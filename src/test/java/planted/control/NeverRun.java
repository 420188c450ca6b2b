package planted.control;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Has tests, and a name that no pattern of the build runs. */
public class NeverRun {
    @Test
    void isForgotten() {}

    @Nested
    class Inside {
        @Test
        void isForgottenToo() {}
    }
}
