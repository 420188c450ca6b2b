package planted.health;

import java.time.Instant;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Allowed: here to show that the rule spares it. */
public class CountsInHistograms {
    Histogram delays = new Histogram(2);

    long[] innocent(Map<String, Instant[]> seen) {
        return new long[seen.size()];
    }
}
