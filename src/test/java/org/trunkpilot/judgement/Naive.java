package org.trunkpilot.judgement;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * What scripts and simple monitors do. A trunk that is bad by their measure is put last, its carrier blamed, and it is put back when it is good by
 * the same measure, or after half an hour.
 *
 * <ul>
 *   <li>{@link #pings}: OPTIONS each 5 s; two unanswered in a row are a dead trunk, two answered a living one.
 *   <li>{@link #window}: the network effectiveness ratio (answered, busy, rung, rejected by the callee) of the last 30 calls; under 80 %
 *       is bad. With fewer than 30 it has no opinion.
 * </ul>
 */
abstract class Naive implements Judge {
    private static final Duration PACE = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration HELD_OUT = Duration.ofMinutes(30);
    private static final int WINDOW = 30;
    private static final double LEAST = 0.8;

    final Inventory inventory;
    private final Map<TrunkId, Instant> outSince = new HashMap<>();

    Naive(Inventory inventory) {
        this.inventory = inventory;
    }

    boolean isOut(TrunkId trunk) {
        return outSince.containsKey(trunk);
    }

    abstract boolean bad(TrunkId trunk, Instant now);

    abstract Set<TrunkId> probes(Instant now);

    /** A trunk was put back: what it did before does not count any more. */
    void forget(TrunkId trunk) {}

    @Override
    public Look look(Instant now) {
        var named = new TreeSet<Named>();
        var back = new HashSet<RouteId>();
        for (Trunk trunk : inventory.trunks()) {
            boolean bad = bad(trunk.id(), now);
            Instant since = outSince.get(trunk.id());
            if (bad && since == null) {
                outSince.put(trunk.id(), now);
            } else if (since != null && (!bad || !now.isBefore(since.plus(HELD_OUT)))) {
                outSince.remove(trunk.id());
                forget(trunk.id());
                inventory.steeredRoutes().forEach(route -> back.add(route.id()));
            }
            if (outSince.containsKey(trunk.id())) {
                named.add(new Named(Origin.CARRIER, trunk.carrier()));
            }
        }
        var orders = new LinkedHashMap<RouteId, List<TrunkId>>();
        inventory.steeredRoutes().forEach(route -> {
            var order = new ArrayList<>(route.trunks());
            List<TrunkId> out = order.stream().filter(outSince::containsKey).toList();
            order.removeAll(out);
            order.addAll(out);
            orders.put(route.id(), order);
        });
        return new Look(orders, named, back, probes(now), List.of());
    }

    static Naive pings(Inventory inventory) {
        return new Naive(inventory) {
            private final Map<TrunkId, Deque<Instant>> outstanding = new HashMap<>();
            private final Map<TrunkId, Integer> run = new HashMap<>();
            private Instant next = Instant.MIN;

            @Override
            public void accept(PbxSignal signal) {
                if (signal instanceof ProbeSent s) {
                    outstanding
                            .computeIfAbsent(s.trunk(), t -> new ArrayDeque<>())
                            .add(s.at());
                } else if (signal instanceof ProbeAnswered s) {
                    outstanding
                            .computeIfAbsent(s.trunk(), t -> new ArrayDeque<>())
                            .remove(s.sentAt());
                    run.merge(s.trunk(), 1, (old, one) -> old > 0 ? old + 1 : 1);
                }
            }

            @Override
            boolean bad(TrunkId trunk, Instant now) {
                Deque<Instant> sent = outstanding.computeIfAbsent(trunk, t -> new ArrayDeque<>());
                while (!sent.isEmpty() && !now.isBefore(sent.getFirst().plus(TIMEOUT))) {
                    sent.removeFirst();
                    run.merge(trunk, -1, (old, one) -> old < 0 ? old - 1 : -1);
                }
                int streak = run.getOrDefault(trunk, 1);
                return streak <= -2 || (streak == 1 && isOut(trunk));
            }

            @Override
            Set<TrunkId> probes(Instant now) {
                if (now.isBefore(next)) {
                    return Set.of();
                }
                next = now.plus(PACE);
                var all = new LinkedHashSet<TrunkId>();
                inventory.trunks().forEach(trunk -> all.add(trunk.id()));
                return all;
            }
        };
    }

    static Naive window(Inventory inventory) {
        return new Naive(inventory) {
            private final Map<TrunkId, Deque<Boolean>> last = new HashMap<>();
            private final Set<CallId> rang = new HashSet<>();

            @Override
            public void accept(PbxSignal signal) {
                if (signal instanceof Progress s) {
                    rang.add(s.call());
                } else if (signal instanceof Answer s) {
                    rang.add(s.call());
                } else if (signal instanceof CallEnd s) {
                    int code = s.sip().orElse(0);
                    boolean effective = rang.remove(s.call())
                            || Set.of(486, 600, 603, 404, 480).contains(code)
                            || s.by() == CallEnd.By.CALLER;
                    Deque<Boolean> calls = last.computeIfAbsent(s.trunk(), t -> new ArrayDeque<>());
                    calls.addLast(effective);
                    if (calls.size() > WINDOW) {
                        calls.removeFirst();
                    }
                }
            }

            @Override
            boolean bad(TrunkId trunk, Instant now) {
                Deque<Boolean> calls = last.getOrDefault(trunk, new ArrayDeque<>());
                long effective = calls.stream().filter(Boolean::booleanValue).count();
                return calls.size() == WINDOW && effective < LEAST * WINDOW;
            }

            @Override
            void forget(TrunkId trunk) {
                last.remove(trunk);
            }

            @Override
            Set<TrunkId> probes(Instant now) {
                return Set.of();
            }
        };
    }
}
