package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.RouteController;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * What Trunkpilot would have thought and done, had it heard what a capture holds: the core of the live loop, at its rhythm, in the time
 * of the capture.
 *
 * <p>Two things a capture does not hold have to be assumed, and are: that the PBX was up and settled when it began, its trunks
 * registered and answering, until the capture says otherwise; and what became of Trunkpilot's own OPTIONS ({@link StandIn}).
 *
 * <p>The same signals under the same policy tell the same, to the letter.
 */
public final class Replay {
    /** The rhythm of the live loop. */
    public static final Duration TICK = Duration.ofMillis(100);

    /** Lived through before the capture begins: longer than the grace after a link came up. */
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private final Inventory inventory;
    private final RouteController core;
    private final Teller teller;
    private final PriorityQueue<PbxSignal> own = new PriorityQueue<>(Comparator.comparing(PbxSignal::at));

    public Replay(Inventory inventory, Policies policies) {
        this.inventory = inventory;
        this.core = new RouteController(
                inventory, policies.routing(), policies.ofRoutes(), policies.health(), ControllerMemory.EMPTY);
        this.teller = new Teller(inventory, policies.health());
    }

    /**
     * Replays a capture; to be called once. Without any trunk there is nothing to judge.
     *
     * @param signals in the order of their times
     * @param until when its last bytes came; what a clock alone would have shown later is not told
     * @param into what it tells, in order
     */
    public void run(List<PbxSignal> signals, Instant from, Instant until, Consumer<Told> into) {
        if (inventory.trunks().isEmpty()) {
            return;
        }
        var standIn = new StandIn(signals);
        settle(from, standIn, signals);
        int next = 0;
        Instant tick = from;
        for (boolean over = false; !over; tick = tick.plus(TICK)) {
            over = !tick.isBefore(until);
            while (next < signals.size() && !signals.get(next).at().isAfter(tick)) {
                PbxSignal signal = signals.get(next++);
                hearOwn(signal.at());
                core.accept(signal);
                teller.hear(signal);
            }
            teller.judged(step(tick, standIn), into);
        }
    }

    private void settle(Instant from, StandIn standIn, List<PbxSignal> signals) {
        Instant start = from.minus(WARM_UP);
        core.accept(new LinkRestored(start, "the PBX of the capture", Optional.empty()));
        for (Trunk trunk : inventory.trunks()) {
            core.accept(new Registration(start, trunk.id(), assumed(trunk.id(), signals)));
        }
        core.accept(new SnapshotTaken(start));
        for (Instant tick = start; tick.isBefore(from); tick = tick.plus(TICK)) {
            teller.judgedBefore(step(tick, standIn));
        }
    }

    /** A trunk that the capture never sees register need not; any other was registered until something is said of it. */
    private static Registration.State assumed(TrunkId trunk, List<PbxSignal> signals) {
        boolean registers = signals.stream()
                .filter(Registration.class::isInstance)
                .map(Registration.class::cast)
                .anyMatch(r -> r.trunk().equals(trunk) && r.state() != Registration.State.NOT_USED);
        return registers ? Registration.State.REGISTERED : Registration.State.NOT_USED;
    }

    private Judgement step(Instant tick, StandIn standIn) {
        hearOwn(tick);
        Judgement judgement = core.decide(tick);
        var asked = new ArrayList<PbxSignal>();
        for (TrunkId trunk : judgement.probes()) {
            asked.add(new ProbeSent(tick, trunk));
            standIn.answer(trunk, tick)
                    .ifPresent(rtt -> own.add(new ProbeAnswered(tick.plus(rtt), trunk, tick, Optional.of(rtt))));
        }
        asked.forEach(core::accept);
        return judgement;
    }

    private void hearOwn(Instant until) {
        while (!own.isEmpty() && !own.peek().at().isAfter(until)) {
            core.accept(own.remove());
        }
    }
}
