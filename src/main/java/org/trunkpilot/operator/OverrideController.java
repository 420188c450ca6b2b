package org.trunkpilot.operator;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.operator.Answers.Answer;
import org.trunkpilot.operator.ApiProblem.Field;
import org.trunkpilot.override.Order;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** Orders over REST: given, seen, ended. */
@RestController
@RequestMapping(path = "/api/v1/overrides", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "overrides", description = "What people order. Every order ends by itself, and each is in the timeline.")
class OverrideController {
    private final Orders orders;
    private final OrderWarnings warnings;
    private final Answers answers;
    private final ControlRoom control;

    OverrideController(Orders orders, OrderWarnings warnings, Answers answers, ControlRoom control) {
        this.orders = orders;
        this.warnings = warnings;
        this.answers = answers;
        this.control = control;
    }

    @Schema(name = "OverrideList")
    record OverridePage(List<OverrideJson> items, @Nullable String next) {}

    @Schema(name = "NewOverride")
    @SuppressWarnings("MultipleNullnessAnnotations") // null until validated
    record NewOverrideJson(
            @Schema(example = "hq") @NotBlank(message = "is required") @Nullable String pbx,

            @Schema(description = """
                    HELD_OUT: the trunk is the last resort, not blocked, and only while Trunkpilot runs.
                    HELD_IN: the trunk keeps its place in the static order whatever is believed of it.
                    PIN: the trunk is first on the route while it is not Down.
                    FREEZE: the route's order stays as it is.
                    PAUSE: nothing on the PBX is changed.""") @NotNull(message = "is required") Order.@Nullable Kind order,

            @Schema(description = "Needed by HELD_OUT, HELD_IN and PIN; not taken by the others.", example = "prov-a")
            @Nullable String trunk,

            @Schema(description = "Needed by FREEZE and PIN; narrows HELD_OUT and HELD_IN; not taken by PAUSE.")
            @Nullable String route,

            @Schema(description = "Why: whoever comes after you will want to know.", example = "planned work at Alpha")
            @NotBlank(message = "is required") @Size(max = 500, message = "must have 500 characters at most") @Nullable String reason,

            @Schema(description = "When it ends by itself; within 30 days.") @NotNull(message = "is required") @Nullable Instant until) {}

    @GetMapping
    @Operation(summary = "The orders that stand, oldest first", description = """
                    With `ended=true`: all that ever were, newest first, page by page. What stands is answered with the
                    database down; what has ended is not.""")
    OverridePage list(
            @RequestParam(required = false) @Nullable String pbx,
            @RequestParam(defaultValue = "false") boolean ended,
            @RequestParam(defaultValue = "100") @Min(1) @Max(500) int limit,
            @Parameter(description = "`next` of the page before; with `ended=true`")
                    @RequestParam(required = false)
                    @Min(1) @Nullable Long before) {
        if (!ended) {
            return new OverridePage(
                    orders.standing().stream()
                            .filter(stored -> pbx == null || stored.pbx().name().equals(pbx))
                            .map(warnings::json)
                            .toList(),
                    null);
        }
        List<OverrideJson> page = orders.page(pbx, Objects.requireNonNullElse(before, Long.MAX_VALUE), limit).stream()
                .map(warnings::json)
                .toList();
        return new OverridePage(
                page, page.size() < limit ? null : page.get(page.size() - 1).id());
    }

    @GetMapping("/{id}")
    @Operation(summary = "One order, standing or ended")
    ResponseEntity<OverrideJson> one(@PathVariable long id) {
        OverrideJson found = warnings.json(orders.find(id).orElseThrow(() -> noSuch(id)));
        return ResponseEntity.ok().eTag(found.tag()).body(found);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Give an order", description = """
                    It stands from now until `until`, and is taken up at the PBX's next tick. `warnings` in the answer say what
                    you may not expect of it as things are. Sent again with the same Idempotency-Key it is given once.""")
    ResponseEntity<OverrideJson> give(
            @Valid @RequestBody NewOverrideJson wanted,
            @Parameter(description = "Any text of yours, new for each new order; the same again gives the same answer.")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable String key,
            @Parameter(hidden = true) @AuthenticationPrincipal SignedIn who) {
        Answer<OverrideJson> answer =
                answers.once(who, key, "POST /api/v1/overrides", wanted, OverrideJson.class, () -> give(wanted, who));
        OverrideJson given = answer.value();
        var head = ResponseEntity.created(URI.create("/api/v1/overrides/" + given.id()))
                .eTag(given.tag());
        return (answer.replayed() ? head.header("Idempotent-Replayed", "true") : head).body(given);
    }

    @DeleteMapping("/{id}")
    @Operation(
            summary = "End an order",
            description = "One that has ended already stays as it is. With If-Match: only if it is as you saw it.")
    ResponseEntity<OverrideJson> end(
            @PathVariable long id,
            @Parameter(description = "The ETag of the order as you saw it")
                    @RequestHeader(name = "If-Match", required = false)
                    @Nullable String ifMatch,
            @Parameter(hidden = true) @AuthenticationPrincipal SignedIn who) {
        OverrideJson before = warnings.json(orders.find(id).orElseThrow(() -> noSuch(id)));
        if (!IfMatch.allows(ifMatch, before.tag())) {
            throw ApiProblem.changedMeanwhile("Order " + id + " is " + before.state()
                    + " now, which is not what you saw. Look again, then decide.");
        }
        OverrideJson after = warnings.json(orders.end(id, who.name()).orElseThrow(() -> noSuch(id)));
        Audit.changed("order " + id + ": " + before.state(), "order " + id + ": " + after.state());
        return ResponseEntity.ok().eTag(after.tag()).body(after);
    }

    private OverrideJson give(NewOverrideJson wanted, SignedIn who) {
        List<Field> wrong = new ArrayList<>();
        Optional<PbxView> pbx = pbx(wanted, wrong);
        Optional<TrunkId> trunk = pbx.flatMap(view -> trunk(view, wanted.trunk(), wrong));
        Optional<RouteId> route = pbx.flatMap(view -> route(view, wanted.route(), trunk, wrong));
        if (pbx.isEmpty() || !wrong.isEmpty()) {
            throw ApiProblem.invalid(wrong);
        }
        var draft = new Draft(
                Objects.requireNonNull(wanted.order()),
                trunk,
                route,
                Objects.requireNonNull(wanted.reason()).strip(),
                Objects.requireNonNull(wanted.until()).truncatedTo(ChronoUnit.MILLIS));
        StoredOrder given = orders.give(pbx.get().inventory().pbx(), draft, who.name());
        Audit.changed("none", OrderWords.given(given.pbx(), given.order()).words());
        return warnings.json(given);
    }

    private Optional<PbxView> pbx(NewOverrideJson wanted, List<Field> wrong) {
        List<PbxView> all = control.views();
        Optional<PbxView> found = all.stream()
                .filter(view -> view.inventory().pbx().name().equals(wanted.pbx()))
                .findFirst();
        if (found.isEmpty()) {
            wrong.add(new Field("pbx", Site.noSuchPbx(String.valueOf(wanted.pbx()), all)));
        }
        return found;
    }

    private static Optional<TrunkId> trunk(PbxView pbx, @Nullable String name, List<Field> wrong) {
        if (name == null) {
            return Optional.empty();
        }
        List<String> names = pbx.inventory().trunks().stream()
                .map(trunk -> trunk.id().name())
                .toList();
        if (names.contains(name)) {
            return Optional.of(new TrunkId(name));
        }
        wrong.add(new Field("trunk", "is not one of PBX " + pbx.inventory().pbx() + ": " + Site.list(names)));
        return Optional.empty();
    }

    private static Optional<RouteId> route(
            PbxView pbx, @Nullable String name, Optional<TrunkId> trunk, List<Field> wrong) {
        if (name == null) {
            return Optional.empty();
        }
        Optional<Route> found = pbx.inventory().routes().stream()
                .filter(route -> route.id().name().equals(name))
                .findFirst();
        if (found.isEmpty()) {
            wrong.add(new Field(
                    "route",
                    "is not one of PBX " + pbx.inventory().pbx() + ": "
                            + Site.list(pbx.inventory().routes().stream()
                                    .map(route -> route.id().name())
                                    .toList())));
        } else if (found.get() instanceof EmergencyRoute) {
            wrong.add(new Field("route", "is an emergency route: Trunkpilot watches it and never writes it"));
        } else if (trunk.isPresent() && !found.get().trunks().contains(trunk.get())) {
            wrong.add(new Field("route", "has no trunk " + trunk.get()));
        }
        return found.map(Route::id);
    }

    private static ApiProblem noSuch(long id) {
        return ApiProblem.notFound("There is no order " + id + ".");
    }
}
