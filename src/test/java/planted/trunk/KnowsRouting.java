package planted.trunk;

import planted.routing.ReadsTheClock;

/** Pure to pure, but against the direction of the table. */
public class KnowsRouting {
    Class<?> above = ReadsTheClock.class;
}
