package planted.routing;

import java.time.Instant;
import java.util.function.Supplier;

/** Pure code that learns the time by itself. */
public class ReadsTheClock {
    Instant byCall() {
        return Instant.now();
    }

    Supplier<Instant> byReference() {
        return Instant::now;
    }

    long byNanos() {
        return System.nanoTime();
    }

    long byMillis() {
        return System.currentTimeMillis();
    }
}
