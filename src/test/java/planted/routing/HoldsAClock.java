package planted.routing;

import java.time.InstantSource;

/** Pure code that holds what it should be told. */
public class HoldsAClock {
    InstantSource clock = InstantSource.system();
}
