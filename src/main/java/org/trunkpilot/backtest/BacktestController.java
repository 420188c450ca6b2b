package org.trunkpilot.backtest;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.trunkpilot.control.ControlledPbx;
import org.trunkpilot.control.ControlledPbxs;
import org.trunkpilot.operator.Answers;
import org.trunkpilot.operator.Answers.Answer;
import org.trunkpilot.operator.ApiProblem;
import org.trunkpilot.operator.SignedIn;
import org.trunkpilot.operator.Site;
import org.trunkpilot.replay.Policies;
import org.trunkpilot.settings.Profile;
import org.trunkpilot.settings.Settings;
import org.trunkpilot.settings.SettingsException;
import org.trunkpilot.trunk.PbxId;

/** Backtests on request: asked for with POST, looked at with GET. They touch no PBX. */
@RestController
@RequestMapping(path = "/api/v1/backtests", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "backtests", description = "Policies tried on what was heard; nothing on any PBX is touched.")
class BacktestController {
    private static final Duration USUAL_SPAN = Duration.ofDays(1);
    private static final Duration LONGEST_SPAN = Duration.ofDays(31);

    private final Backtests backtests;
    private final Settings settings;
    private final List<ControlledPbx> controlled;
    private final Site site;
    private final Answers answers;
    private final InstantSource clock;

    BacktestController(
            Backtests backtests,
            Settings settings,
            ControlledPbxs controlled,
            Site site,
            Answers answers,
            InstantSource clock) {
        this.backtests = backtests;
        this.settings = settings;
        this.controlled = controlled.pbxs();
        this.site = site;
        this.answers = answers;
        this.clock = clock;
    }

    @Schema(name = "TrialPolicy")
    record PolicyJson(
            @Schema(
                    description = "A profile of this site: continuity, balanced, availability or exercise.",
                    example = "availability")
            @Nullable String profile,

            @Schema(
                    description =
                            "Single knobs turned, by their names in the manual (application.yml) below the profile.",
                    example = "{\"routing.dwell\": \"5m\", \"health.probes.misses\": \"3\"}")
            @Size(max = 100, message = "must be 100 knobs at most") @Nullable Map<String, String> knobs) {}

    @Schema(name = "NewBacktest")
    @SuppressWarnings("MultipleNullnessAnnotations") // null until validated
    record NewBacktestJson(
            @Schema(example = "hq") @NotBlank(message = "is required") @Nullable String pbx,

            @Schema(description = "A day before until, if not given; at most 31 days before it.") @Nullable Instant from,

            @Schema(description = "Now, if not given.") @Nullable Instant until,

            @Schema(description = "The policy to try, for all steered routes of the PBX.")
            @NotNull(message = "is required") @Valid @Nullable PolicyJson candidate,

            @Schema(description = "What to compare it with; the policy in force, route by route, if not given.")
            @Valid @Nullable PolicyJson compareWith) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Try a policy on what was heard", description = """
                    Runs later, one at a time: follow Location. 503 when too many wait. The result is kept until fifty later ones
                    are, or the next start.""")
    ResponseEntity<BacktestJson> ask(
            @Valid @RequestBody NewBacktestJson wanted,
            @Parameter(description = "Any text of yours; the same again gives the same answer.")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable String key,
            @Parameter(hidden = true) @AuthenticationPrincipal SignedIn who) {
        Answer<BacktestJson> answer =
                answers.once(who, key, "POST /api/v1/backtests", wanted, BacktestJson.class, () -> ask(wanted, who));
        var head = ResponseEntity.accepted()
                .location(URI.create("/api/v1/backtests/" + answer.value().id()));
        return (answer.replayed() ? head.header("Idempotent-Replayed", "true") : head).body(answer.value());
    }

    @Schema(name = "Profile", description = "A policy under one name.")
    record ProfileJson(
            @Schema(example = "balanced") String name,

            @Schema(
                    description = "Every knob with its value as one would write it, by its key below the profile.",
                    example = "{\"routing.dwell\": \"2m\"}")
            Map<String, String> knobs) {}

    @GetMapping("/profiles")
    @Operation(summary = "The profiles of this site with all their knobs: what a candidate can be made of")
    List<ProfileJson> profiles() {
        return settings.profilesInOrder().stream()
                .map(profile -> new ProfileJson(profile.name(), profile.knobs()))
                .toList();
    }

    @GetMapping
    @Operation(summary = "The backtests still known, newest first, without their results")
    List<BacktestJson> all() {
        return backtests.all().stream().map(BacktestJson::withoutResult).toList();
    }

    @GetMapping("/{id}")
    @Operation(summary = "One backtest, and its result once it is done")
    BacktestJson one(@PathVariable String id) {
        return backtests
                .find(id)
                .map(BacktestJson::of)
                .orElseThrow(() -> ApiProblem.notFound("There is no backtest \"" + id
                        + "\": it was never asked for, or has been forgotten since; ask again."));
    }

    private BacktestJson ask(NewBacktestJson wanted, SignedIn who) {
        String name = Objects.requireNonNull(wanted.pbx());
        PbxId pbx = site.pbx(name).inventory().pbx();
        ControlledPbx known = controlled.stream()
                .filter(each -> each.inventory().pbx().equals(pbx))
                .findFirst()
                .orElseThrow(
                        () -> ApiProblem.conflict("PBX " + pbx + " is not under our control, so it has no journal."));
        Instant now = clock.instant();
        Instant until = wanted.until() == null || wanted.until().isAfter(now) ? now : wanted.until();
        Instant from = wanted.from() == null ? until.minus(USUAL_SPAN) : wanted.from();
        if (!from.isBefore(until)) {
            throw ApiProblem.invalid("from", "must lie before until and before now");
        }
        if (Duration.between(from, until).compareTo(LONGEST_SPAN) > 0) {
            throw ApiProblem.invalid("from", "must lie within " + LONGEST_SPAN.toDays() + " days before until");
        }
        Policies candidate = policies("candidate", Objects.requireNonNull(wanted.candidate()));
        Policies other = wanted.compareWith() == null
                ? new Policies("in force: " + known.policy().name(), known.health(), known.policy(), known.policies())
                : policies("compareWith", wanted.compareWith());
        return backtests
                .ask(new Backtests.Wish(pbx, from, until, List.of(candidate, other), who.name()))
                .map(BacktestJson::of)
                .orElseThrow(() -> ApiProblem.unavailable(Backtests.MOST_WAITING
                        + " backtests wait already, which is the most; try again when one is done."));
    }

    private Policies policies(String field, PolicyJson wanted) {
        var knobs = new TreeMap<String, String>(wanted.knobs() == null ? Map.of() : wanted.knobs());
        try {
            Profile profile = settings.trial(field, wanted.profile() == null ? "balanced" : wanted.profile(), knobs);
            String turned = knobs.isEmpty() ? "" : " with " + knobs.toString().replaceAll("[{}]", "");
            return new Policies(
                    field.equals("candidate") ? "candidate: " + profile.name() + turned : profile.name() + turned,
                    profile.health(),
                    profile.routing(),
                    Map.of());
        } catch (SettingsException e) {
            throw ApiProblem.invalid(e.key(), e.problem());
        }
    }
}
