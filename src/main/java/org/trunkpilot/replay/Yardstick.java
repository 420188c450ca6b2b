package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.Blame;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.CallSignal;
import org.trunkpilot.signal.CallTakenOver;
import org.trunkpilot.signal.CauseTable;
import org.trunkpilot.signal.Hold;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * Tells of every call what trunk it was tried on and how it fared there, with one measure for all policies.
 *
 * <p>Attempts of one call are told by route and callee: the dialplan tries the next trunk within moments of the end of the one
 * before, with the same number. A call without a number is one attempt.
 */
final class Yardstick {
    /** The dialplan goes on in milliseconds; a person dials again in seconds. */
    private static final Duration NEXT_TRUNK = Duration.ofMillis(1_500);

    /** At least 5 s of packets before a share of losses says anything. */
    private static final long LEAST_PACKETS = 250;

    private static final int MOST_CALLS = 20_000;
    private static final int SILENT_REPORTS = 2;

    private final HealthPolicy policy;
    private final Map<String, CauseTable> causes = new HashMap<>();
    private final Consumer<Attempt> tried;
    private final Consumer<Call> begun;
    private final Map<CallId, Live> live = new LinkedHashMap<>();
    private final Map<Dialled, Ended> ended = new LinkedHashMap<>();
    private final Map<TrunkId, Integer> liveOn = new HashMap<>();
    private @Nullable Inventory inventory;

    /** A call at its first attempt. */
    record Call(Optional<RouteId> route, Attempt first) {}

    private record Dialled(Optional<RouteId> route, String callee) {}

    private record Ended(Attempt attempt, Instant at) {}

    private static final class Live {
        final Attempt attempt;
        final Dialled dialled;

        @Nullable Instant ringing;

        @Nullable Instant earlyMedia;

        @Nullable Instant answered;

        Instant talkingSince = Instant.MAX;
        long ownPackets;
        final Way inbound = new Way();
        final Way outbound = new Way();

        Live(Attempt attempt, Dialled dialled) {
            this.attempt = attempt;
            this.dialled = dialled;
        }
    }

    private static final class Way {
        long expected;
        long lost;
        int silentRun;
        boolean dead;
    }

    /**
     * @param tried told of each attempt when it begins; how it fares is seen later
     * @param begun told of each call when its first attempt begins
     */
    Yardstick(HealthPolicy policy, Consumer<Attempt> tried, Consumer<Call> begun) {
        this.tried = tried;
        this.policy = policy;
        this.begun = begun;
    }

    void inventory(Inventory now) {
        inventory = now;
    }

    void hear(PbxSignal signal) {
        if (signal instanceof LinkLost || signal instanceof PbxRestarted) {
            live.clear();
            liveOn.clear();
            return;
        }
        if (!(signal instanceof CallSignal call) || call instanceof CallTakenOver) {
            return;
        }
        if (call instanceof Seizure seizure) {
            begin(seizure);
            return;
        }
        Live leg = live.get(call.call());
        if (leg == null) {
            return;
        }
        if (call instanceof Progress progress) {
            progress(leg, progress);
        } else if (call instanceof Answer) {
            leg.answered = leg.answered == null ? call.at() : leg.answered;
            leg.talkingSince = call.at();
        } else if (call instanceof Hold hold) {
            leg.talkingSince = hold.held() ? Instant.MAX : hold.at();
        } else if (call instanceof MediaReport report) {
            media(leg, report);
        } else if (call instanceof CallEnd end) {
            end(leg, end);
        }
    }

    private void begin(Seizure seizure) {
        var attempt = new Attempt(seizure.trunk(), seizure.at());
        var dialled = new Dialled(seizure.route(), seizure.callee().key());
        Ended before = dialled.callee().isEmpty() ? null : ended.remove(dialled);
        live.put(seizure.call(), new Live(attempt, dialled));
        liveOn.merge(seizure.trunk(), 1, Integer::sum);
        if (live.size() > MOST_CALLS) {
            live.remove(live.keySet().iterator().next());
        }
        tried.accept(attempt);
        if (before != null && !seizure.at().isAfter(before.at().plus(NEXT_TRUNK))) {
            before.attempt().next = attempt;
        } else {
            begun.accept(new Call(seizure.route(), attempt));
        }
    }

    private static void progress(Live leg, Progress progress) {
        if (progress.kind() == Progress.Kind.RINGING) {
            leg.ringing = leg.ringing == null ? progress.at() : leg.ringing;
        } else {
            leg.earlyMedia = leg.earlyMedia == null ? progress.at() : leg.earlyMedia;
        }
    }

    private void media(Live leg, MediaReport report) {
        boolean inbound = report.direction() == Direction.INBOUND;
        Way way = inbound ? leg.inbound : leg.outbound;
        if (inbound) {
            leg.ownPackets = report.sentByReporter().orElse(0);
        }
        if (leg.talkingSince.equals(Instant.MAX)
                || report.at().isBefore(leg.talkingSince.plus(policy.audio().settle()))) {
            way.silentRun = 0;
            return;
        }
        var heard = report.reception().filter(r -> r.expectedPackets() > 0);
        if (heard.isPresent()) {
            way.expected += heard.get().expectedPackets();
            way.lost += heard.get().lostPackets();
            way.silentRun = 0;
        } else if (leg.ownPackets > policy.audio().packets()) {
            way.silentRun++;
            way.dead |= way.silentRun >= SILENT_REPORTS;
        }
    }

    private void end(Live leg, CallEnd end) {
        live.remove(end.call());
        int there = liveOn.merge(end.trunk(), -1, Integer::sum) + 1;
        leg.attempt.outcome = outcome(leg, end, Math.max(1, there));
        if (leg.answered == null) {
            ended.put(leg.dialled, new Ended(leg.attempt, end.at()));
            if (ended.size() > MOST_CALLS) {
                ended.remove(ended.keySet().iterator().next());
            }
        }
    }

    private Attempt.Outcome outcome(Live leg, CallEnd end, int liveThere) {
        Optional<Trunk> trunk = Optional.ofNullable(inventory).flatMap(i -> i.trunk(end.trunk()));
        OptionalInt channels = trunk.map(Trunk::channels).orElse(OptionalInt.empty());
        CauseTable table = causes.computeIfAbsent(
                trunk.map(Trunk::carrier).orElse(""),
                carrier -> new CauseTable(policy.setUp().patience(), policy.causes(), carrier));
        CauseTable.Ruling ruling = table.rule(
                end,
                new CauseTable.Course(
                        leg.ringing != null,
                        leg.earlyMedia != null,
                        leg.answered != null,
                        Duration.between(leg.attempt.seized, end.at()),
                        liveThere,
                        channels));
        if (ruling.blame() == Blame.CARRIER || ruling.blame() == Blame.ACCOUNT || ruling.blame() == Blame.CODEC) {
            return Attempt.Outcome.LOST;
        }
        if (leg.answered != null && (poor(leg.inbound) || poor(leg.outbound))) {
            return Attempt.Outcome.POOR;
        }
        if (late(leg)) {
            return Attempt.Outcome.LATE;
        }
        return ruling.blame() == Blame.NOBODY || ruling.blame() == Blame.CALLEE
                ? Attempt.Outcome.GOOD
                : Attempt.Outcome.UNTOLD;
    }

    private boolean poor(Way way) {
        boolean lossy = way.expected >= LEAST_PACKETS
                && way.lost * 100.0 / way.expected >= policy.loss().badPercent();
        return way.dead || lossy;
    }

    private boolean late(Live leg) {
        Instant first = leg.ringing;
        for (Instant sign : new @Nullable Instant[] {leg.earlyMedia, leg.answered}) {
            if (sign != null && (first == null || sign.isBefore(first))) {
                first = sign;
            }
        }
        return first != null
                && Duration.between(leg.attempt.seized, first)
                                .compareTo(policy.pdd().slowAfter())
                        > 0;
    }
}
