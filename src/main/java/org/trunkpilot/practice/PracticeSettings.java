package org.trunkpilot.practice;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.trunkpilot.practice.ami.EventClass;
import org.trunkpilot.practice.world.IncidentScript;
import org.trunkpilot.practice.world.PbxTimers;
import org.trunkpilot.practice.world.Rows;
import org.trunkpilot.practice.world.Site;
import org.trunkpilot.practice.world.Traffic;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * What kind of world to make believe.
 *
 * @param dialect what the PBX speaks
 * @param dialplan the dialplan that the PBX says is installed, empty for none; it is shown, not run
 * @param write what the generated account of an Asterisk may do; it may read what Trunkpilot asks a site for
 */
public record PracticeSettings(
        Site site, IncidentScript script, Dialect dialect, String dialplan, Set<EventClass> write) {
    /** Reached by the emergency route. */
    public static final List<String> EMERGENCY_NUMBERS = List.of("112");

    /** Two carriers on one uplink, so that each is a witness when the other falls silent. */
    public static final Inventory TWO_CARRIERS = twoCarriers();

    public PracticeSettings {
        write = Set.copyOf(write);
    }

    /**
     * The world of the first run: steady calls, an ordinary PBX, least rights, and the incidents of {@link
     * IncidentScript#firstRun}.
     *
     * @param seed the same seed gives the same calls and the same losses
     */
    public static PracticeSettings firstRun(long seed) {
        var site = new Site(TWO_CARRIERS, PbxTimers.ORDINARY, Traffic.STEADY, Duration.ofMinutes(10), Rows.ASTDB, seed);
        return new PracticeSettings(
                site,
                IncidentScript.firstRun("Alpha Telecom", "Beta Voice", "fibre"),
                Dialect.AMI,
                "",
                Set.of(EventClass.SYSTEM, EventClass.REPORTING));
    }

    public PracticeSettings withScript(IncidentScript other) {
        return new PracticeSettings(site, other, dialect, dialplan, write);
    }

    public PracticeSettings withSite(Site other) {
        return new PracticeSettings(other, script, dialect, dialplan, write);
    }

    /** The same world beside a PBX of another kind, with the timers and the stores that are usual there. */
    public PracticeSettings speaking(Dialect other) {
        boolean esl = other == Dialect.ESL;
        var timers = esl ? PbxTimers.OF_FREESWITCH : PbxTimers.ORDINARY;
        var rows = esl ? Rows.HASH_AND_DB : Rows.ASTDB;
        var there = new Site(site.inventory(), timers, site.traffic(), site.lease(), rows, site.seed());
        return new PracticeSettings(there, script, other, dialplan, write);
    }

    public PracticeSettings withDialplan(String installed) {
        return new PracticeSettings(site, script, dialect, installed, write);
    }

    public PracticeSettings withWrite(Set<EventClass> other) {
        return new PracticeSettings(site, script, dialect, dialplan, other);
    }

    private static Inventory twoCarriers() {
        var alpha = new TrunkId("alpha");
        var beta = new TrunkId("beta");
        return new Inventory(
                new PbxId("practice"),
                List.of(
                        new Trunk(alpha, "alpha", "Alpha Telecom", "fibre", OptionalInt.of(30)),
                        new Trunk(beta, "beta", "Beta Voice", "fibre", OptionalInt.of(30))),
                // The second route keeps calls on the other carrier: a trunk without any is no proven target.
                List.of(
                        new SteeredRoute(new RouteId("default"), List.of(alpha, beta)),
                        new SteeredRoute(new RouteId("mobile"), List.of(beta, alpha)),
                        new EmergencyRoute(new RouteId("emergency"), List.of(beta, alpha))));
    }
}
