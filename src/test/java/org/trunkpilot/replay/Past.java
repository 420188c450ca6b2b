package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** An invented past of a site that was only watched: trunks in pairs, a route a pair, calls and faults, as the journal has it. */
public final class Past {
    public static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private static final Duration PROBE = Duration.ofSeconds(5);

    private final SplittableRandom random;
    private final Inventory inventory;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Input> inputs = new ArrayList<>();
    private int calls;

    /** What can be wrong with a trunk. */
    public enum Kind {
        /** 503 to every call. */
        REFUSES,
        /** 503 to one call in ten. */
        REFUSES_SOME,
        /** Neither OPTIONS nor INVITE is answered; the dialplan goes on after 10 s. */
        SILENT,
        /** Answered calls hear nothing. */
        ONE_WAY,
        /** A tenth of the packets is lost. */
        LOSSY,
    }

    private record Fault(TrunkId trunk, Kind kind, Instant from, Instant until) {
        boolean at(TrunkId of, Instant time) {
            return trunk.equals(of) && !time.isBefore(from) && time.isBefore(until);
        }
    }

    /** @param pairs of trunks: {@code a0}, {@code b0}, {@code a1} … */
    public Past(long seed, int pairs) {
        random = new SplittableRandom(seed);
        var trunks = new ArrayList<Trunk>();
        var routes = new ArrayList<Route>();
        for (int i = 0; i < pairs; i++) {
            trunks.add(trunk("a" + i));
            trunks.add(trunk("b" + i));
            routes.add(new SteeredRoute(route(i), List.of(a(i), b(i))));
        }
        inventory = new Inventory(new PbxId("hq"), trunks, routes);
    }

    public static TrunkId a(int pair) {
        return new TrunkId("a" + pair);
    }

    public static TrunkId b(int pair) {
        return new TrunkId("b" + pair);
    }

    public static RouteId route(int pair) {
        return new RouteId("r" + pair);
    }

    public Inventory inventory() {
        return inventory;
    }

    public Past fault(TrunkId trunk, Kind kind, Duration from, Duration until) {
        faults.add(new Fault(trunk, kind, START.plus(from), START.plus(until)));
        return this;
    }

    /**
     * Everything from the start on, in its order.
     *
     * @param count calls in that time, spread evenly at random
     */
    public List<Input> inputs(Duration length, int count, Duration talk) {
        inputs.clear();
        inputs.add(new Input.Stood(
                START, true, inventory, Mode.WATCHING, ControllerMemory.EMPTY.text(), List.of(), List.of()));
        hear(new LinkRestored(START.plusMillis(1), "Asterisk 22", Optional.empty()));
        for (Trunk trunk : inventory.trunks()) {
            signalling(trunk.id(), START.plus(length));
        }
        hear(new SnapshotTaken(START.plusMillis(50)));
        for (int i = 0; i < count; i++) {
            Instant at = START.plusSeconds(60).plusMillis(random.nextLong(length.toMillis() - 60_000));
            call(at, random.nextInt(inventory.routes().size()), talk);
        }
        inputs.sort(Comparator.comparing(Input::at));
        return List.copyOf(inputs);
    }

    private void signalling(TrunkId trunk, Instant until) {
        for (Instant at = START.plusMillis(10); at.isBefore(until); at = at.plus(Duration.ofMinutes(5))) {
            hear(new Registration(at, trunk, Registration.State.REGISTERED));
        }
        Instant at = START.plusMillis(20 + random.nextLong(5_000));
        for (; at.isBefore(until); at = at.plus(PROBE)) {
            hear(new ProbeSent(at, trunk));
            if (!has(trunk, Kind.SILENT, at)) {
                hear(new ProbeAnswered(at.plusMillis(20), trunk, at, Optional.of(Duration.ofMillis(20))));
            }
        }
    }

    private void call(Instant at, int pair, Duration talk) {
        var callee = new Callee(Long.toHexString(random.nextLong()), String.valueOf(1000 + random.nextInt(9000)));
        Instant next = at;
        for (TrunkId trunk : List.of(a(pair), b(pair))) {
            Optional<Instant> failed = attempt(next, trunk, route(pair), callee, talk);
            if (failed.isEmpty()) {
                return;
            }
            next = failed.get().plusMillis(5);
        }
    }

    /** When it failed, if it did. */
    private Optional<Instant> attempt(Instant at, TrunkId trunk, RouteId route, Callee callee, Duration talk) {
        var id = new CallId("pbx-" + at.getEpochSecond() + "." + calls++);
        hear(new Seizure(at, trunk, id, Optional.of(route), callee));
        boolean refused =
                has(trunk, Kind.REFUSES, at) || (has(trunk, Kind.REFUSES_SOME, at) && random.nextInt(10) == 0);
        if (refused) {
            Instant end = at.plusMillis(15);
            hear(new CallEnd(end, trunk, id, CallEnd.By.FAR_END, OptionalInt.of(34), OptionalInt.of(503)));
            return Optional.of(end);
        }
        if (has(trunk, Kind.SILENT, at)) {
            Instant end = at.plusSeconds(10);
            hear(new CallEnd(end, trunk, id, CallEnd.By.PROGRESS_TIMEOUT, OptionalInt.empty(), OptionalInt.empty()));
            return Optional.of(end);
        }
        Instant ringing = at.plusMillis(500 + random.nextLong(1_000));
        hear(new Progress(ringing, trunk, id, Progress.Kind.RINGING));
        Instant answer = ringing.plusMillis(1_000 + random.nextLong(8_000));
        if (random.nextInt(4) == 0) {
            hear(new CallEnd(answer, trunk, id, CallEnd.By.FAR_END, OptionalInt.of(17), OptionalInt.of(486)));
            return Optional.empty();
        }
        hear(new Answer(answer, trunk, id));
        long millis = talk.toMillis() / 2 + random.nextLong(talk.toMillis());
        for (long after = 5_000; after < millis; after += 5_000) {
            report(answer.plusMillis(after), trunk, id, Direction.INBOUND);
            report(answer.plusMillis(after + 20), trunk, id, Direction.OUTBOUND);
        }
        hear(new CallEnd(
                answer.plusMillis(millis + 30), trunk, id, CallEnd.By.CALLER, OptionalInt.of(16), OptionalInt.empty()));
        return Optional.empty();
    }

    private void report(Instant at, TrunkId trunk, CallId id, Direction direction) {
        boolean deaf = direction == Direction.INBOUND && has(trunk, Kind.ONE_WAY, at);
        int lost = has(trunk, Kind.LOSSY, at) ? 20 + random.nextInt(10) : random.nextInt(100) == 0 ? 1 : 0;
        hear(new MediaReport(
                at,
                trunk,
                id,
                direction,
                deaf ? Optional.empty() : Optional.of(new Reception(250, lost, 0.5)),
                OptionalLong.of(250),
                direction == Direction.OUTBOUND ? Optional.of(Duration.ofMillis(20)) : Optional.empty()));
    }

    private boolean has(TrunkId trunk, Kind kind, Instant at) {
        return faults.stream().anyMatch(fault -> fault.kind() == kind && fault.at(trunk, at));
    }

    private void hear(PbxSignal signal) {
        inputs.add(new Input.Heard(signal));
    }

    private static Trunk trunk(String name) {
        return new Trunk(new TrunkId(name), name, "carrier-" + name, "fibre", OptionalInt.empty());
    }
}
