package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
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
import org.trunkpilot.trunk.TrunkId;

/**
 * How far a PBX as a whole can be trusted.
 *
 * <p>A PBX that has just come up looks like a failure of every carrier: registrations are missing, the edge router may still be
 * booting. Booting ends when every trunk is registered and has answered since, or when the rest had a fair time after the others,
 * or with the grace. A storm is trunks of several carriers coming back again and again; what is slow or refused then is nobody's
 * fault.
 */
final class PbxWatch {
    private static final Duration STORM_WINDOW = Duration.ofMinutes(1);
    private static final int MOST_RETURNS = 1_000;

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

    private record Return(Instant at, String carrier) {}

    PbxWatch(Inventory inventory, RoutingPolicy policy) {
        this.inventory = inventory;
        this.policy = policy;
    }

    PbxState state() {
        return state;
    }

    String reason() {
        return reason;
    }

    void accept(PbxSignal signal) {
        if (signal instanceof LinkLost lost) {
            enter(PbxState.LINK_LOST, "Our link to the PBX is gone: " + Words.bare(lost.why()) + ".");
        } else if (signal instanceof LinkRestored restored) {
            snapshot = false;
            boolean young = restored.runningSince()
                    .filter(since -> Duration.between(since, restored.at()).compareTo(policy.bootGrace()) < 0)
                    .isPresent();
            boot(
                    restored.at(),
                    young ? policy.bootGrace() : policy.linkGrace(),
                    young ? "The PBX has just started" : "Our link to the PBX has just come up");
        } else if (signal instanceof PbxRestarted) {
            boot(signal.at(), policy.bootGrace(), "The PBX has restarted");
        } else if (signal instanceof PbxStopping && state != PbxState.LINK_LOST) {
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
            case READY -> ready();
            case BOOTING -> booting(now, beliefs);
            case STORM -> storm();
            case LINK_LOST -> {
                // Only a signal ends it.
            }
        }
    }

    private void ready() {
        long beyond = returnsBeyondOneCarrier();
        if (beyond >= policy.stormChanges()) {
            enter(
                    PbxState.STORM,
                    "A storm: trunks of several carriers came back " + returns.size() + " times within a minute, "
                            + beyond + " of them beyond the busiest carrier.");
        }
    }

    private void storm() {
        if (returnsBeyondOneCarrier() < policy.stormChanges()) {
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
