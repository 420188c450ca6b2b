package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.override.Order;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.RoutePlan;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.routing.ServiceState;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/**
 * Bugs, each with the rule that a storm must find broken. Where it can be, the true controller is given a wrong policy, wrong signals or
 * wrong orders; else what it says is changed as the bug would.
 */
enum Planted {
    NO_DWELL("soft moves and fail-backs keep the dwell") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return new Subject(Storm.controller(
                    changed(policy, Duration.ZERO, policy.holdOut(), policy.holdOutCap(), policy.movesPerDay()),
                    memory));
        }
    },
    NO_BUDGET("soft moves and fail-backs keep the budget") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return new Subject(Storm.controller(with(policy, OptionalInt.empty()), memory));
        }
    },
    NO_HOLD_OUT("a trunk is held out longer each time") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return new Subject(Storm.controller(withoutHoldOut(policy), memory));
        }
    },
    HOLD_OUT_THAT_DOES_NOT_GROW("a trunk is held out longer each time") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return new Subject(Storm.controller(
                    changed(policy, policy.dwell(), policy.holdOut(), policy.holdOut(), policy.movesPerDay()), memory));
        }
    },
    HOLD_OUT_WITHOUT_END("what is well comes back") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return new Subject(Storm.controller(
                    changed(policy, policy.dwell(), Duration.ofHours(2), Duration.ofHours(4), policy.movesPerDay()),
                    memory));
        }

        @Override
        RoutingPolicy policy() {
            return RoutingPolicy.exercise();
        }
    },
    ORDERS_THAT_OUTSTAY("orders end on time", "a trunk held out is last", "every change of order is a decision") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return ordering(
                    policy,
                    memory,
                    orders -> orders.stream()
                            .map(o -> new Order(
                                    o.id(),
                                    o.kind(),
                                    o.trunk(),
                                    o.route(),
                                    o.who(),
                                    o.reason(),
                                    o.since(),
                                    o.until().plusSeconds(5)))
                            .toList());
        }
    },
    HELD_OUT_IGNORED("a trunk held out is last") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return without(Order.Kind.HELD_OUT, policy, memory);
        }
    },
    HELD_IN_IGNORED("a trunk held in is in service") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return without(Order.Kind.HELD_IN, policy, memory);
        }
    },
    PIN_IGNORED("a pinned trunk is first while not down") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return without(Order.Kind.PIN, policy, memory);
        }
    },
    FREEZE_IGNORED("a pause or freeze keeps the order") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return without(Order.Kind.FREEZE, policy, memory);
        }
    },
    PAUSE_IGNORED("a pause or freeze keeps the order") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return without(Order.Kind.PAUSE, policy, memory);
        }
    },
    /** Every OPTIONS is taken for answered. */
    SENT_IS_ANSWERED("no move to a trunk that has long been silent") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return new Subject(Storm.controller(policy, memory)) {
                @Override
                void accept(PbxSignal signal) {
                    super.accept(signal);
                    if (signal instanceof ProbeSent sent && sent.trunk().name().compareTo("prov-a") > 0) {
                        super.accept(new ProbeAnswered(sent.at(), sent.trunk(), sent.at(), Optional.empty()));
                    }
                }
            };
        }
    },
    NOT_READY_FORGOTTEN("nothing moves while the PBX is not ready") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return saying(policy, memory, j -> Tampered.state(j, PbxState.BOOTING));
        }
    },
    /** A second of trial is enough for whoever is not known to be bad. */
    A_SECOND_OF_TRIAL("unknown is never taken for healthy") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return new Subject(Storm.controller(policy, memory)) {
                private Instant aSecondAgo = Instant.MIN;
                private boolean unknown;

                @Override
                Judgement decide(Instant now) {
                    Judgement j = super.decide(now);
                    aSecondAgo = now.minusSeconds(1);
                    unknown = j.beliefs().values().stream().anyMatch(b -> b.verdict() == Verdict.UNKNOWN);
                    return j;
                }

                @Override
                ControllerMemory memory() {
                    return Tampered.seats(
                            super.memory(),
                            seat -> unknown
                                            && seat.state() == ServiceState.PROBATION
                                            && seat.since().isBefore(aSecondAgo)
                                    ? Tampered.state(seat, ServiceState.IN_SERVICE)
                                    : seat);
                }
            };
        }
    },
    ALL_OUT("at least one trunk is in service") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return new Subject(Storm.controller(policy, memory)) {
                @Override
                ControllerMemory memory() {
                    ControllerMemory known = super.memory();
                    boolean one = known.routes().get(Storm.DEFAULT).seats().values().stream()
                            .anyMatch(s -> s.state() == ServiceState.OUT_OF_SERVICE);
                    return one
                            ? Tampered.seats(known, seat -> Tampered.state(seat, ServiceState.OUT_OF_SERVICE))
                            : known;
                }
            };
        }
    },
    /** The dead one is put out and stays where it stood: what the storm found in the hard fault rung. */
    OUT_IN_ITS_PLACE("what is out stands behind what carries") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return new Subject(Storm.controller(policy, memory)) {
                @Override
                ControllerMemory memory() {
                    return automatic(super.memory(), order -> Storm.ids("prov-a", "prov-b", "prov-c"));
                }
            };
        }
    },
    /** A trunk comes back to its place, and behind it a doubtful one stands before a sound one. */
    THE_REST_UPSIDE_DOWN("no worse trunk rises above a better one") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return new Subject(Storm.controller(policy, memory)) {
                private boolean turned;
                private boolean ordered;

                @Override
                void orders(List<Order> orders) {
                    super.orders(orders);
                    ordered |= !orders.isEmpty();
                }

                @Override
                Judgement decide(Instant now) {
                    Judgement j = super.decide(now);
                    boolean allCarry = super.memory().routes().get(Storm.DEFAULT).seats().values().stream()
                            .noneMatch(s -> s.state() == ServiceState.OUT_OF_SERVICE);
                    turned &= allCarry;
                    turned |= allCarry
                            && !ordered
                            && j.decisions().stream()
                                    .anyMatch(d -> d.rung() == Rung.FAIL_BACK
                                            && d.moves()
                                            && d.route().equals(Storm.DEFAULT)
                                            && doubtfulLast(d, j, super.memory()));
                    return turned ? Tampered.order(j, Planted::upsideDown) : j;
                }

                @Override
                ControllerMemory memory() {
                    return turned ? automatic(super.memory(), Planted::upsideDown) : super.memory();
                }
            };
        }
    },
    /** An answered OPTIONS ends a media fault: at one look it is in doubt, at a later one it is well. */
    AUDIO_HEALED_BY_SIGNALLING("signalling never clears a media fault") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return new Subject(Storm.controller(policy, memory)) {
                private final Set<TrunkId> bad = new HashSet<>();
                private final Map<TrunkId, Integer> answers = new HashMap<>();

                @Override
                void accept(PbxSignal signal) {
                    super.accept(signal);
                    if (signal instanceof ProbeAnswered answered && bad.contains(answered.trunk())) {
                        answers.merge(answered.trunk(), 1, Integer::sum);
                    }
                }

                @Override
                Judgement decide(Instant now) {
                    return Tampered.beliefs(super.decide(now), belief -> {
                        boolean audio = !belief.findings().isEmpty()
                                && belief.findings().stream()
                                        .allMatch(f -> !f.kind().layer().hard());
                        if (!audio) {
                            bad.remove(belief.trunk());
                            answers.remove(belief.trunk());
                            return belief;
                        }
                        boolean silent = belief.findings().stream()
                                .anyMatch(f -> f.verdict() == Verdict.DEGRADED
                                        && f.kind().layer() == Finding.Layer.AUDIO_PATH);
                        if (silent) {
                            bad.add(belief.trunk());
                        }
                        return switch (answers.getOrDefault(belief.trunk(), 0)) {
                            case 0 -> belief;
                            case 1 -> belief.with(List.of(), Verdict.UNKNOWN);
                            default -> belief.with(List.of(), Verdict.HEALTHY);
                        };
                    });
                }
            };
        }
    },
    MOVES_IN_SILENCE("every change of order is a decision") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return saying(policy, memory, j -> Tampered.decisions(j, List.of()));
        }
    },
    REPEATS_ITSELF("a refusal is not told twice within a minute") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            return new Subject(Storm.controller(policy, memory)) {
                private List<RouteDecision> refusals = List.of();

                @Override
                Judgement decide(Instant now) {
                    Judgement j = super.decide(now);
                    if (j.decisions().isEmpty() && !refusals.isEmpty()) {
                        List<RouteDecision> again = refusals.stream()
                                .map(d -> new RouteDecision(
                                        now,
                                        d.route(),
                                        d.from(),
                                        d.to(),
                                        d.rung(),
                                        d.reason(),
                                        d.evidence(),
                                        d.wouldChange()))
                                .toList();
                        return Tampered.decisions(j, again);
                    }
                    refusals = j.decisions().stream().filter(d -> !d.moves()).toList();
                    return j;
                }
            };
        }
    },
    EMERGENCY_PLANNED("an emergency route has no plan") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            var emergency = new RouteId("emergency");
            var route = new SteeredRoute(emergency, Storm.ids("prov-b", "prov-a"));
            return saying(policy, memory, j -> Tampered.plan(j, emergency, RoutePlan.asConfigured(route)));
        }
    },
    A_TRUNK_LOST("the plan is a permutation of the route") {
        @Override
        Subject on(RoutingPolicy policy, ControllerMemory memory) {
            var shorter = new SteeredRoute(Storm.DEFAULT, Storm.ids("prov-a", "prov-b"));
            return saying(policy, memory, j -> Tampered.plan(j, Storm.DEFAULT, RoutePlan.asConfigured(shorter)));
        }
    };

    /** The exercise, with a budget: ten minutes of it are ten hours of a real day. */
    static final RoutingPolicy POLICY = with(RoutingPolicy.exercise(), OptionalInt.of(6));

    @SuppressWarnings("ImmutableEnumChecker") // List.of is one, by another name.
    private final List<String> rules;

    Planted(String... rules) {
        this.rules = List.of(rules);
    }

    /** The rules of which a storm must find one broken. */
    List<String> rules() {
        return rules;
    }

    /** What the checker goes by. */
    RoutingPolicy policy() {
        return POLICY;
    }

    abstract Subject on(RoutingPolicy policy, ControllerMemory memory);

    static RoutingPolicy with(RoutingPolicy policy, OptionalInt moves) {
        return changed(policy, policy.dwell(), policy.holdOut(), policy.holdOutCap(), moves);
    }

    static RoutingPolicy withoutHoldOut(RoutingPolicy policy) {
        return changed(policy, policy.dwell(), Duration.ZERO, policy.holdOutCap(), policy.movesPerDay());
    }

    private static Subject saying(RoutingPolicy policy, ControllerMemory memory, UnaryOperator<Judgement> change) {
        return new Subject(Storm.controller(policy, memory)) {
            @Override
            Judgement decide(Instant now) {
                return change.apply(super.decide(now));
            }
        };
    }

    private static Subject ordering(RoutingPolicy policy, ControllerMemory memory, UnaryOperator<List<Order>> change) {
        return new Subject(Storm.controller(policy, memory)) {
            @Override
            void orders(List<Order> orders) {
                super.orders(change.apply(orders));
            }
        };
    }

    /** The last was behind the one before it, no better, and has not just come on trial. */
    private static boolean doubtfulLast(RouteDecision move, Judgement j, ControllerMemory memory) {
        TrunkId second = move.to().get(1);
        TrunkId last = move.to().get(2);
        return move.from().indexOf(second) < move.from().indexOf(last)
                && j.beliefs().get(second).verdict() == Verdict.HEALTHY
                && j.beliefs().get(last).verdict() != Verdict.HEALTHY
                && memory.routes().get(Storm.DEFAULT).seats().get(last).since().isBefore(j.at());
    }

    private static List<TrunkId> upsideDown(List<TrunkId> order) {
        var upside = new ArrayList<>(order);
        Collections.reverse(upside.subList(1, upside.size()));
        return upside;
    }

    /** Another order of our own on the default route. */
    private static ControllerMemory automatic(ControllerMemory known, UnaryOperator<List<TrunkId>> change) {
        var routes = new HashMap<>(known.routes());
        routes.computeIfPresent(
                Storm.DEFAULT,
                (id, r) -> new ControllerMemory.OfRoute(change.apply(r.automatic()), r.wanted(), r.moves(), r.seats()));
        return new ControllerMemory(routes, known.frozen(), known.habits());
    }

    private static Subject without(Order.Kind kind, RoutingPolicy policy, ControllerMemory memory) {
        return ordering(
                policy,
                memory,
                orders -> orders.stream().filter(o -> o.kind() != kind).toList());
    }

    private static RoutingPolicy changed(
            RoutingPolicy p, Duration dwell, Duration holdOut, Duration cap, OptionalInt moves) {
        return new RoutingPolicy(
                p.name(),
                dwell,
                holdOut,
                cap,
                p.calm(),
                p.probation(),
                p.goodCalls(),
                moves,
                p.headroomPercent(),
                p.ratingGain(),
                p.ratingPoor(),
                p.provenWithin(),
                p.bootGrace(),
                p.linkGrace(),
                p.stormChanges(),
                p.commonWindow(),
                p.recovery(),
                p.failBackHours());
    }
}
