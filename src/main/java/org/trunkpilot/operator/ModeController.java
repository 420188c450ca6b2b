package org.trunkpilot.operator;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.control.RouteView;
import org.trunkpilot.operator.Answers.Answer;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.PbxState;

/**
 * Whether Trunkpilot may write to a PBX, and whether it may take a route back. Both are taken up at the PBX's next tick, so
 * both answer 202, and {@code GET} shows when it has happened. Neither needs the database, unless an Idempotency-Key is given.
 */
@RestController
@RequestMapping(path = "/api/v1/pbxs/{pbx}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "mode", description = "Whether Trunkpilot may write to a PBX.")
class ModeController {
    private final ControlRoom control;
    private final Site site;
    private final Answers answers;

    ModeController(ControlRoom control, Site site, Answers answers) {
        this.control = control;
        this.site = site;
        this.answers = answers;
    }

    @Schema(name = "Mode")
    record ModeJson(
            String pbx,
            Mode mode,

            @Schema(description = "Why it is so, a sentence.")
            String reason) {}

    @Schema(name = "NewMode")
    @SuppressWarnings("MultipleNullnessAnnotations") // null until validated
    record NewModeJson(
            @NotNull(message = "is required") @Nullable Mode mode) {}

    @Schema(name = "Accepted")
    record AcceptedJson(
            String pbx,

            @Schema(description = "What will be done at the next tick, a sentence.")
            String words,

            @Schema(description = "What you may not expect of it as things are, a sentence each.")
            List<String> warnings) {}

    @GetMapping("/mode")
    @Operation(
            summary = "Whether Trunkpilot may write to the PBX",
            description = "Its ETag goes with If-Match of the POST.")
    ResponseEntity<ModeJson> mode(@PathVariable String pbx) {
        PbxView view = site.pbx(pbx);
        return ResponseEntity.ok().eTag(tag(view)).body(new ModeJson(pbx, view.mode(), view.modeReason()));
    }

    @PostMapping(path = "/mode", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Switch between acting and watching", description = """
                    ACTING → WATCHING deletes Trunkpilot's orders from the PBX once, so that new calls take the static order, and
                    then writes nothing. WATCHING → ACTING starts from what is wanted now.""")
    ResponseEntity<AcceptedJson> mode(
            @PathVariable String pbx,
            @Valid @RequestBody NewModeJson wanted,
            @Parameter(description = "Any text of yours; the same again gives the same answer.")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable String key,
            @Parameter(description = "The ETag of the mode as you saw it")
                    @RequestHeader(name = "If-Match", required = false)
                    @Nullable String ifMatch,
            @Parameter(hidden = true) @AuthenticationPrincipal SignedIn who) {
        PbxView view = site.pbx(pbx);
        Mode mode = Objects.requireNonNull(wanted.mode());
        return accepted(answers.once(who, key, "POST /api/v1/pbxs/" + pbx + "/mode", wanted, AcceptedJson.class, () -> {
            if (!IfMatch.allows(ifMatch, tag(view))) {
                throw ApiProblem.changedMeanwhile(
                        "PBX " + pbx + " is " + view.mode() + " now, which is not what you saw: " + view.modeReason());
            }
            Audit.changed(pbx + " is " + view.mode(), pbx + " is " + mode);
            control.mode(view.inventory().pbx(), mode, who.name());
            return new AcceptedJson(pbx, words(pbx, view.mode(), mode), warnings(view, mode));
        }));
    }

    @PostMapping("/routes/{route}/unfreeze")
    @Operation(summary = "Give a route back to Trunkpilot", description = """
                    When somebody has changed a route's order on the PBX by hand, Trunkpilot leaves it alone and asks. This says
                    that it may write there again. It does not end a FREEZE order; DELETE that order for it.""")
    ResponseEntity<AcceptedJson> unfreeze(
            @PathVariable String pbx,
            @PathVariable String route,
            @Parameter(description = "Any text of yours; the same again gives the same answer.")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable String key,
            @Parameter(hidden = true) @AuthenticationPrincipal SignedIn who) {
        PbxView view = site.pbx(pbx);
        RouteView frozen = site.route(view, route);
        String call = "POST /api/v1/pbxs/" + pbx + "/routes/" + route + "/unfreeze";
        return accepted(answers.once(who, key, call, "", AcceptedJson.class, () -> {
            if (frozen.frozen().isEmpty()) {
                throw ApiProblem.conflict(
                        "Route " + route + " is not frozen by a change made by hand: " + frozen.actualWords());
            }
            Audit.changed(frozen.actualWords(), "given back to Trunkpilot");
            control.unfreeze(view.inventory().pbx(), frozen.route().id(), who.name());
            return new AcceptedJson(
                    pbx, "Route " + route + " is given back to Trunkpilot at the next tick.", List.of());
        }));
    }

    private static ResponseEntity<AcceptedJson> accepted(Answer<AcceptedJson> answer) {
        var head = ResponseEntity.accepted();
        return (answer.replayed() ? head.header("Idempotent-Replayed", "true") : head).body(answer.value());
    }

    private static String words(String pbx, Mode before, Mode after) {
        if (before == after) {
            return pbx + " is " + after + " already.";
        }
        return switch (after) {
            case ACTING -> "From the next tick on, Trunkpilot writes the orders it wants to " + pbx + ".";
            case WATCHING ->
                "At the next tick Trunkpilot deletes its orders from " + pbx
                        + ", and from then on writes nothing; new calls take the static order.";
        };
    }

    private static List<String> warnings(PbxView view, Mode after) {
        List<String> warnings = new ArrayList<>();
        if (view.judgement().state() == PbxState.LINK_LOST) {
            warnings.add("The PBX cannot be reached now: it happens when the link is back.");
        }
        List<String> moved = view.routes().stream()
                .filter(route -> !route.wanted().equals(route.route().trunks()))
                .map(route -> route.route().id().name())
                .toList();
        if (after == Mode.WATCHING && view.mode() == Mode.ACTING && !moved.isEmpty()) {
            warnings.add("New calls on " + Site.list(moved)
                    + " go back to the static order, also to the trunks they were moved away from.");
        }
        return warnings;
    }

    private static String tag(PbxView view) {
        return "\"" + view.mode() + "\"";
    }
}
