package org.trunkpilot.exercise;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.trunkpilot.exercise.Exercises.Standing;
import org.trunkpilot.exercise.Expectation.Outcome;
import org.trunkpilot.exercise.Expectation.State;
import org.trunkpilot.operator.ApiProblem;
import org.trunkpilot.operator.SignedIn;

/** Exercises on the practice PBX. On a real site there are none, and nothing of this does anything. */
@RestController
@RequestMapping(path = "/api/v1/practice", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "practice", description = "Exercises on the make-believe PBX; only while practising.")
class ExerciseController {
    private final ObjectProvider<Exercises> exercises;

    ExerciseController(ObjectProvider<Exercises> exercises) {
        this.exercises = exercises;
    }

    @Schema(name = "Exercise")
    record ExerciseJson(
            @Schema(example = "link-drop") String name,

            String title,

            @Schema(description = "What will happen.") String words,

            @Schema(description = "From the fault to the judgement; making everything well before it comes on top.")
            long seconds) {

        static ExerciseJson of(Exercise exercise) {
            return new ExerciseJson(
                    exercise.name(),
                    exercise.day().title(),
                    exercise.day().words(),
                    exercise.day().lasts().toSeconds());
        }
    }

    @Schema(name = "NewExerciseRun")
    @SuppressWarnings("MultipleNullnessAnnotations") // null until validated
    record NewRunJson(
            @Schema(example = "link-drop") @NotBlank(message = "is required") @Nullable String exercise) {}

    @Schema(name = "ExerciseRun")
    record RunJson(
            String id,
            ExerciseJson exercise,

            @Schema(
                    description =
                            "PREPARING while everything is made well, RUNNING from the fault on, DONE when it was judged, STOPPED when"
                                    + " somebody ended it.")
            Exercises.State state,

            @Schema(description = "By whom.") String by,

            Instant begunAt,

            @Schema(description = "When the fault began; null before.") @Nullable Instant faultAt,

            @Schema(description = "When it will be judged or was ended; null before the fault.") @Nullable Instant endsAt,

            @Schema(description = "The verdict on Trunkpilot, a sentence; null until it is over.") @Nullable String verdict,

            @Schema(description = "What was expected and what came of it, so far.")
            List<OutcomeJson> outcomes,

            @Schema(
                    description =
                            "What Trunkpilot thought and did, as it came; " + Story.MOST_LINES + " lines at most.")
            List<LineJson> story) {

        static RunJson of(Standing run) {
            boolean over = run.state() == Exercises.State.DONE || run.state() == Exercises.State.STOPPED;
            return new RunJson(
                    run.id(),
                    ExerciseJson.of(run.exercise()),
                    run.state(),
                    run.by(),
                    run.begunAt(),
                    run.faultAt().orElse(null),
                    run.endsAt().orElse(null),
                    over ? verdict(run) : null,
                    run.outcomes().stream()
                            .map(outcome -> new OutcomeJson(outcome.state(), outcome.words()))
                            .toList(),
                    run.lines().stream()
                            .map(line -> new LineJson(line.at(), line.words()))
                            .toList());
        }

        private static String verdict(Standing run) {
            if (run.state() == Exercises.State.STOPPED) {
                return "Stopped before it was over.";
            }
            long met = count(run, State.MET);
            long missed = count(run, State.MISSED);
            String open = count(run, State.OPEN) == 0 ? "" : " What is open takes longer than the exercise.";
            return missed == 0
                    ? "As it should be: " + met + " of " + run.outcomes().size() + " expectations met." + open
                    : "Not as it should be: " + missed + " of " + run.outcomes().size() + " expectations missed."
                            + open;
        }

        private static long count(Standing run, State state) {
            return run.outcomes().stream()
                    .map(Outcome::state)
                    .filter(each -> each == state)
                    .count();
        }
    }

    @Schema(name = "ExerciseOutcome")
    record OutcomeJson(
            State state,

            @Schema(description = "What happened, a sentence.")
            String words) {}

    @Schema(name = "ExerciseLine")
    record LineJson(Instant at, String words) {}

    @GetMapping("/exercises")
    @Operation(summary = "What can be practised", description = "Empty on a real site.")
    List<ExerciseJson> exercises() {
        Exercises here = exercises.getIfAvailable();
        return here == null
                ? List.of()
                : here.catalogue().stream().map(ExerciseJson::of).toList();
    }

    @GetMapping("/runs")
    @Operation(summary = "The last runs, newest first", description = "Of this start; twenty are kept.")
    List<RunJson> runs() {
        Exercises here = exercises.getIfAvailable();
        return here == null ? List.of() : here.runs().stream().map(RunJson::of).toList();
    }

    @PostMapping(path = "/runs", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Begin an exercise",
            description =
                    "First everything is made well, up to four minutes; then the fault comes. 409 while another one runs.")
    RunJson begin(
            @Valid @RequestBody NewRunJson wanted, @Parameter(hidden = true) @AuthenticationPrincipal SignedIn who) {
        Exercises here = here();
        try {
            return here.begin(Objects.requireNonNull(wanted.exercise()), who.name())
                    .map(RunJson::of)
                    .orElseThrow(() -> ApiProblem.conflict("Another exercise runs; wait for its end, or stop it."));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid("exercise", String.valueOf(e.getMessage()));
        }
    }

    @DeleteMapping("/runs/current")
    @Operation(
            summary = "Stop the exercise that runs",
            description = "The practice world goes on as usual. 409 when none runs.")
    RunJson stop() {
        return here().stop().map(RunJson::of).orElseThrow(() -> ApiProblem.conflict("No exercise runs."));
    }

    private Exercises here() {
        Exercises here = exercises.getIfAvailable();
        if (here == null) {
            throw ApiProblem.conflict("There are no exercises here: this is no practice run.");
        }
        return here;
    }
}
