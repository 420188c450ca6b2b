package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Belief;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PbxStopping;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * How far a PBX as a whole can be trusted.
 *
 * <p>A PBX that has just come up looks like a failure of every carrier: registrations are missing, the edge router may still be
 * booting. Booting ends when every trunk is registered and has answered since, or when the rest had a fair time after the others,
 * or with the grace. A PBX that restarts a third time within the hour is in a boot loop: its grace doubles with each further
 * start, and being well does not end it early, for it was well the last time, too.
 *
 * <p>A storm is trunks of several carriers coming back again and again, or the phones of the house coming back all at once; what is
 * slow or refused then is nobody's fault. It lasts for {@link RoutingPolicy#recovery} after the last of them, and after that for as long as
 * every carrier at once is answered late.
 */
final class PbxWatch {
    private static final Duration STORM_WINDOW = Duration.ofMinutes(1);
    private static final int MOST_RETURNS = 1_000;

    /** Starts within an hour that make a boot loop (field notes §1.5, 41). */
    private static final Duration LOOP_WINDOW = Duration.ofMinutes(60);

    private static final int LOOP_STARTS = 3;

    private static final int MOST_STARTS = 64;

    /** Long enough for a handful of OPTIONS, short enough to see the end. */
    private static final Duration LATE_WINDOW = Duration.ofSeconds(30);

    private final Inventory inventory;
    private final RoutingPolicy policy;

    private PbxState state = PbxState.LINK_LOST;
    private String reason = "Not connected to the PBX yet.";
    private Instant bootSince = Instant.EPOCH;
    private Instant bootUntil = Instant.EPOCH;
    private boolean snapshot;
    private final Map<TrunkId, Instant> settled = new HashMap<>();
    private final Map<TrunkId, Boolean> registered = new HashMap<>();
    private final Map<TrunkId, Boolean> reachable = new HashMap<>();
    private final Deque<Return> returns = new ArrayDeque<>();
    private final Deque<Instant> starts = new ArrayDeque<>();
    private final HouseWatch house;
    private final PathWatch paths;
    private Instant since = Instant.EPOCH;
    private Instant stormUntil = Instant.EPOCH;
    private boolean restarted;

    private record Return(Instant at, String carrier) {}

    PbxWatch(Inventory inventory, RoutingPolicy policy, HouseWatch house, PathWatch paths) {
        this.inventory = inventory;
        this.policy = policy;
        this.house = house;
        this.paths = paths;
    }

    PbxState state() {
        return state;
    }

    String reason() {
        return reason;
    }

    /** The PBX itself, while it boots, is in a storm, or has just been lost. */
    Optional<Culprit> culprit() {
        boolean loop = starts.size() >= LOOP_STARTS;
        return switch (state) {
            case READY -> Optional.empty();
            case BOOTING -> restarted ? Optional.of(culprit(Culprit.WITNESSED)) : Optional.empty();
            case STORM -> Optional.of(culprit(Culprit.INFERRED));
            case LINK_LOST ->
                restarted ? Optional.of(culprit(loop ? Culprit.INFERRED : Culprit.LIKELIEST)) : Optional.empty();
        };
    }

    private Culprit culprit(int confidencePercent) {
        return new Culprit(
                Attribution.PBX,
                "",
                inventory.trunks().stream().map(Trunk::id).toList(),
                confidencePercent,
                since,
                reason);
    }

    void accept(PbxSignal signal) {
        if (signal instanceof LinkLost lost) {
            // Until the first link of all there was none to be lost.
            restarted = state != PbxState.LINK_LOST || restarted;
            since = state == PbxState.BOOTING && restarted ? since : lost.at();
            enter(PbxState.LINK_LOST, "Our link to the PBX is gone: " + Words.bare(lost.why()) + ".");
        } else if (signal instanceof LinkRestored restored) {
            snapshot = false;
            restarted = false;
            boolean young = restored.runningSince()
                    .filter(since -> Duration.between(since, restored.at()).compareTo(policy.bootGrace()) < 0)
                    .isPresent();
            restarted = young;
            boot(
                    restored.at(),
                    young ? policy.bootGrace() : policy.linkGrace(),
                    young ? "The PBX has just started" : "Our link to the PBX has just come up");
        } else if (signal instanceof PbxRestarted) {
            started(signal.at());
        } else if (signal instanceof PbxStopping && state != PbxState.LINK_LOST) {
            restarted = true;
            boot(signal.at(), policy.bootGrace(), "The PBX is going down");
        } else if (signal instanceof SnapshotTaken) {
            snapshot = true;
        } else if (signal instanceof Registration registration && registration.state() != Registration.State.TRYING) {
            note(
                    registration.at(),
                    registration.trunk(),
                    registered,
                    registration.state() == Registration.State.REGISTERED);
        } else if (signal instanceof Reachability reachability) {
            note(
                    reachability.at(),
                    reachability.trunk(),
                    reachable,
                    reachability.state() == Reachability.State.REACHABLE);
        }
    }

    /** Lets time pass. */
    void step(Instant now, Map<TrunkId, Belief> beliefs) {
        while (!returns.isEmpty() && returns.getFirst().at().plus(STORM_WINDOW).isBefore(now)) {
            returns.removeFirst();
        }
        switch (state) {
            case READY -> ready(now);
            case BOOTING -> booting(now, beliefs);
            case STORM -> storm(now);
            case LINK_LOST -> {
                // Only a signal ends it.
            }
        }
    }

    private void started(Instant at) {
        starts.removeIf(start -> !at.isBefore(start.plus(LOOP_WINDOW)));
        if (starts.size() == MOST_STARTS) {
            starts.removeFirst();
        }
        starts.addLast(at);
        restarted = true;
        int beyond = starts.size() - LOOP_STARTS;
        if (beyond < 0) {
            boot(at, policy.bootGrace(), "The PBX has restarted");
            return;
        }
        Duration grace = policy.bootGrace();
        for (int i = 0; i <= beyond && grace.compareTo(LOOP_WINDOW) < 0; i++) {
            grace = grace.multipliedBy(2);
        }
        boot(
                at,
                grace.compareTo(LOOP_WINDOW) > 0 ? LOOP_WINDOW : grace,
                "The PBX is in a boot loop: it has started " + starts.size() + " times within "
                        + Words.span(LOOP_WINDOW));
    }

    private boolean looping(Instant now) {
        return starts.size() >= LOOP_STARTS && now.isBefore(starts.getLast().plus(LOOP_WINDOW));
    }

    private void ready(Instant now) {
        long beyond = returnsBeyondOneCarrier();
        int phones = house.storm(now);
        if (beyond >= policy.stormChanges()) {
            stormUntil = now;
            enter(
                    PbxState.STORM,
                    "A storm: trunks of several carriers came back " + returns.size() + " times within a minute, "
                            + beyond + " of them beyond the busiest carrier.");
        } else if (phones > 0) {
            stormUntil = now.plus(policy.recovery());
            enter(
                    PbxState.STORM,
                    "A storm: " + phones + " phones came back within a minute; a PBX that lets them all in is late with"
                            + " everything else.");
        } else {
            return;
        }
        since = now;
    }

    private void storm(Instant now) {
        if (house.storm(now) > 0) {
            stormUntil = now.plus(policy.recovery());
        }
        boolean late = now.isBefore(since.plus(policy.bootGrace()))
                && inventory.trunks().stream()
                        .allMatch(t -> paths.ofTrunk(t.id(), now.minus(LATE_WINDOW)) == PathWatch.State.BAD);
        boolean flapping = returnsBeyondOneCarrier() >= policy.stormChanges();
        if (!flapping && !late && !now.isBefore(stormUntil)) {
            enter(
                    PbxState.READY,
                    "The storm is over: fewer than " + policy.stormChanges() + " trunks came back in the last minute.");
        }
    }

    private void booting(Instant now, Map<TrunkId, Belief> beliefs) {
        for (Belief belief : beliefs.values()) {
            boolean answers = belief.registered()
                    && belief.probeSent()
                            .filter(sent -> sent.isAfter(bootSince))
                            .isPresent();
            if (answers) {
                settled.putIfAbsent(belief.trunk(), now);
            }
        }
        boolean told = snapshot || !now.isBefore(bootUntil.plus(policy.bootGrace()));
        if (!told || now.isBefore(bootSince.plus(policy.linkGrace()))) {
            return;
        }
        int all = inventory.trunks().size();
        if (looping(now) && now.isBefore(bootUntil)) {
            return;
        }
        if (settled.size() == all) {
            enter(PbxState.READY, "All trunks are registered and answer.");
        } else if (!now.isBefore(bootUntil)) {
            enter(
                    PbxState.READY,
                    "The time for coming up is over; " + settled.size() + " of " + all
                            + " trunks are registered and answer.");
        } else if (settled.values().stream()
                .max(Instant::compareTo)
                .filter(last -> !now.isBefore(last.plus(policy.recovery())))
                .isPresent()) {
            enter(
                    PbxState.READY,
                    "For " + Words.span(policy.recovery()) + " no further trunk has come up; " + settled.size() + " of "
                            + all + " are registered and answer.");
        }
    }

    private void boot(Instant at, Duration grace, String what) {
        boolean goneBefore = state == PbxState.LINK_LOST && restarted && since.isAfter(Instant.EPOCH);
        since = goneBefore ? since : at;
        bootSince = at;
        bootUntil = at.plus(grace);
        settled.clear();
        enter(
                PbxState.BOOTING,
                what + "; nothing is moved until its trunks are back, " + Words.span(grace) + " at most.");
    }

    private void enter(PbxState next, String why) {
        if (next != PbxState.STORM) {
            returns.clear();
        }
        state = next;
        reason = why;
    }

    private void note(Instant at, TrunkId trunk, Map<TrunkId, Boolean> last, boolean well) {
        Boolean before = last.put(trunk, well);
        if (well && Boolean.FALSE.equals(before)) {
            inventory.trunk(trunk).ifPresent(known -> returns.addLast(new Return(at, known.carrier())));
            if (returns.size() > MOST_RETURNS) {
                returns.removeFirst();
            }
        }
    }

    private long returnsBeyondOneCarrier() {
        var perCarrier = new HashMap<String, Long>();
        returns.forEach(one -> perCarrier.merge(one.carrier(), 1L, Long::sum));
        long busiest =
                perCarrier.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return returns.size() - busiest;
    }
}
