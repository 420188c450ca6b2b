package planted.routing;

import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/** Only health may. */
public class CountsInHistograms {
    AbstractHistogram delays = new Histogram(2);
}
