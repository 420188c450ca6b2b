package org.trunkpilot.practice.ami;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.trunkpilot.practice.PracticeSettings;
import org.trunkpilot.practice.world.Callee;
import org.trunkpilot.practice.world.PbxTimers;
import org.trunkpilot.practice.world.Rows;
import org.trunkpilot.practice.world.Site;
import org.trunkpilot.practice.world.Traffic;
import org.trunkpilot.practice.world.World;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** A world and one AMI session with it, in virtual time and without a socket. */
final class Rig {
    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    static final TrunkId ALPHA = new TrunkId("alpha");
    static final RouteId DEFAULT = new RouteId("default");
    static final String SECRET = "a-secret";

    /** The settings of the PBX that was recorded. */
    static final PbxTimers RECORDED = new PbxTimers(
            Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofSeconds(60), Duration.ofSeconds(10), false);

    final World world;
    final AmiDialogue dialogue;
    private final StringBuilder wire = new StringBuilder();
    boolean hungUp;

    private Rig(PbxTimers timers, Account account) {
        var sessions = new Sessions();
        var site =
                new Site(PracticeSettings.TWO_CARRIERS, timers, Traffic.NONE, Duration.ofMinutes(10), Rows.ASTDB, 22);
        world = new World(site, START, new AmiEvents("practice", sessions));
        dialogue = new AmiDialogue(world, account, new Actions(world, ""), sessions, wire::append, () -> hungUp = true);
        world.begin();
        advance(Duration.ofSeconds(1));
        dialogue.begin();
    }

    /** Somebody who may do everything. */
    static Rig mighty(PbxTimers timers) {
        var all = EnumSet.allOf(EventClass.class);
        return new Rig(timers, new Account("controller", SECRET, all, all));
    }

    static Rig least() {
        return new Rig(PbxTimers.ORDINARY, Account.leastRights("controller", SECRET));
    }

    Rig login(String events) {
        return send(
                "Action: Login\r\nUsername: controller\r\nSecret: " + SECRET + "\r\nEvents: " + events + "\r\n\r\n");
    }

    Rig send(String text) {
        dialogue.receive(text);
        return this;
    }

    Rig advance(Duration time) {
        world.advanceTo(world.now().plus(time));
        return this;
    }

    Rig seconds(long seconds) {
        return advance(Duration.ofSeconds(seconds));
    }

    Rig call(String number, Callee.Does does) {
        world.call(DEFAULT, new Callee(number, does));
        return this;
    }

    String wire() {
        return wire.toString();
    }

    List<Heard> heard() {
        return Heard.all(wire());
    }

    List<Heard> heard(String event) {
        return heard().stream().filter(h -> h.is(event)).toList();
    }

    /** Forgets what was heard so far. */
    Rig forget() {
        wire.setLength(0);
        wire.append(AmiDialogue.BANNER);
        return this;
    }
}
