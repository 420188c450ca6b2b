package org.trunkpilot.exercise;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.exercise.Expectation.Outcome;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.practice.BadDay;
import org.trunkpilot.practice.PracticeWorld;
import org.trunkpilot.routing.ServiceState;
import org.trunkpilot.trunk.SteeredRoute;

/** Plays exercises on the practice world, one at a time, while the control thread does what it always does. Safe from any thread. */
public final class Exercises implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Exercises.class);

    /** So long the world may take to become well before the fault comes all the same: longer than two hold-outs of the exercise profile. */
    static final Duration LONGEST_PREPARATION = Duration.ofMinutes(4);

    /** Runs that can still be looked at. */
    static final int KEPT = 20;

    private final PracticeWorld world;
    private final ControlRoom control;
    private final InstantSource clock;
    private final List<Exercise> catalogue =
            Arrays.stream(BadDay.values()).map(Exercise::on).toList();

    // Guarded by this.
    private final Deque<Run> runs = new ArrayDeque<>();
    private long asked;
    private ControlRoom.@Nullable Subscription subscription;

    /** How far a run is. */
    public enum State {
        /** Everything is made well first, so that what comes is of the exercise alone. */
        PREPARING,
        RUNNING,
        DONE,
        STOPPED
    }

    /**
     * One run, as it stands now.
     *
     * @param faultAt when the fault began
     * @param endsAt when it will be judged, or was ended
     * @param outcomes how the expectations stand; final once it is over
     */
    public record Standing(
            String id,
            Exercise exercise,
            State state,
            String by,
            Instant begunAt,
            Optional<Instant> faultAt,
            Optional<Instant> endsAt,
            List<Story.Line> lines,
            List<Outcome> outcomes) {}

    private static final class Run {
        private final String id;
        private final Exercise exercise;
        private final String by;
        private final Instant begunAt;
        private State state = State.PREPARING;
        private Optional<Instant> faultAt = Optional.empty();
        private Optional<Instant> endsAt = Optional.empty();
        private Story story;

        Run(String id, Exercise exercise, String by, Instant begunAt) {
            this.id = id;
            this.exercise = exercise;
            this.by = by;
            this.begunAt = begunAt;
            this.story = new Story(begunAt);
        }

        boolean isOver() {
            return state == State.DONE || state == State.STOPPED;
        }

        Standing standing() {
            List<Outcome> outcomes = faultAt.isEmpty()
                    ? List.of()
                    : exercise.expects().stream()
                            .map(expected -> expected.of(story))
                            .toList();
            return new Standing(id, exercise, state, by, begunAt, faultAt, endsAt, story.lines(), outcomes);
        }
    }

    public Exercises(PracticeWorld world, ControlRoom control, InstantSource clock) {
        this.world = world;
        this.control = control;
        this.clock = clock;
    }

    /** Begins to listen. */
    public void start() {
        subscription = control.listen(this::hear);
    }

    public List<Exercise> catalogue() {
        return catalogue;
    }

    /** Those still known, the newest first. */
    public synchronized List<Standing> runs() {
        return runs.stream().map(Run::standing).toList();
    }

    /** Begins one; empty while another one runs. @throws IllegalArgumentException when there is none of that name */
    public synchronized Optional<Standing> begin(String name, String by) {
        Exercise exercise = catalogue.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no exercise \"" + name + "\""));
        if (current().isPresent()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        var run = new Run(Long.toString(now.toEpochMilli(), 36) + "-" + ++asked, exercise, by, now);
        runs.addFirst(run);
        if (runs.size() > KEPT) {
            runs.removeLast();
        }
        world.well();
        LOG.info("exercise={} asked for by={}", name, by);
        return Optional.of(run.standing());
    }

    /** Ends the one that runs and lets the practice world go on as usual; empty when none does. */
    public synchronized Optional<Standing> stop() {
        Optional<Run> running = current();
        running.ifPresent(run -> end(run, State.STOPPED, clock.instant()));
        return running.map(Run::standing);
    }

    private Optional<Run> current() {
        return Optional.ofNullable(runs.peekFirst()).filter(run -> !run.isOver());
    }

    /** On the control thread, ten times a second. */
    private synchronized void hear(PbxView view) {
        if (!view.inventory().pbx().equals(world.inventory().pbx())) {
            return;
        }
        current().ifPresent(run -> {
            Instant now = clock.instant();
            if (run.state == State.PREPARING) {
                if (isWell(view) || !now.isBefore(run.begunAt.plus(LONGEST_PREPARATION))) {
                    run.state = State.RUNNING;
                    run.faultAt = Optional.of(now);
                    run.endsAt = Optional.of(now.plus(run.exercise.day().lasts()));
                    run.story = new Story(now);
                    world.instead(run.exercise.day());
                }
                return;
            }
            run.story.hear(view);
            if (!now.isBefore(run.endsAt.orElse(now))) {
                end(run, State.DONE, now);
            }
        });
    }

    private void end(Run run, State state, Instant now) {
        run.state = state;
        run.endsAt = Optional.of(now);
        world.usual();
        LOG.info("exercise={} {}", run.exercise.name(), state);
    }

    /** Every trunk healthy and in service, every route in its own order. */
    private static boolean isWell(PbxView view) {
        var now = view.judgement();
        return !now.beliefs().isEmpty()
                && now.beliefs().values().stream().allMatch(belief -> belief.verdict() == Verdict.HEALTHY)
                && now.services().values().stream().allMatch(service -> service == ServiceState.IN_SERVICE)
                && view.inventory().steeredRoutes().stream().allMatch(route -> isInItsOrder(route, view));
    }

    private static boolean isInItsOrder(SteeredRoute route, PbxView view) {
        var plan = view.judgement().plans().get(route.id());
        return plan != null && plan.order().equals(route.trunks());
    }

    @Override
    public synchronized void close() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
