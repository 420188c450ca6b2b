package org.trunkpilot.exercise;

import java.util.List;
import java.util.Locale;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.practice.BadDay;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * A bad day that can be had at will.
 *
 * @param expects what a careful engineer would expect of Trunkpilot on it
 */
public record Exercise(BadDay day, List<Expectation> expects) {
    private static final TrunkId FIRST = new TrunkId("alpha");
    private static final TrunkId SECOND = new TrunkId("beta");
    private static final RouteId DEFAULT = new RouteId("default");
    private static final RouteId MOBILE = new RouteId("mobile");

    public Exercise {
        expects = List.copyOf(expects);
    }

    static Exercise on(BadDay day) {
        return new Exercise(
                day,
                switch (day) {
                    case LINK_DROP ->
                        List.of(
                                Expectation.leavesAlone(),
                                Expectation.blames(Attribution.UPLINK, BadDay.UPLINK),
                                Expectation.comesBack());
                    case MAINTENANCE, SLOW_RINGING, ONE_WAY_AUDIO ->
                        List.of(
                                Expectation.leaves(DEFAULT, FIRST),
                                Expectation.blames(Attribution.CARRIER, BadDay.FIRST),
                                Expectation.comesBack());
                    case DEAD_BACKUP ->
                        List.of(
                                Expectation.leaves(MOBILE, SECOND),
                                Expectation.neverTo(SECOND),
                                Expectation.blames(Attribution.CARRIER, BadDay.SECOND),
                                Expectation.comesBack());
                });
    }

    /** Short, as in an address: {@code link-drop}. */
    public String name() {
        return day.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
