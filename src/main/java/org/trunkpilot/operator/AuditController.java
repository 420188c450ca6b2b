package org.trunkpilot.operator;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who did what, from where. */
@RestController
@RequestMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "audit", description = "Who did what, from where. For admins.")
class AuditController {
    private static final int MOST = 500;

    private final Audit audit;

    AuditController(Audit audit) {
        this.audit = audit;
    }

    @Schema(name = "AuditLine")
    record LineJson(
            String id,
            Instant at,

            @Schema(description = "The user or the token; of an attempt to sign in the name that was tried.")
            String who,

            @Schema(description = "Null for somebody who did not get in.") @Nullable Role role,

            @Schema(description = "The address it came from.", example = "10.0.0.7")
            String from,

            @Schema(description = "Method and path, or `sign in`.", example = "POST /api/v1/pbxs/hq/mode")
            String what,

            @Schema(description = "The HTTP status it was answered with.")
            int status,

            @Schema(description = "How it was, in words; null where nothing was changed.") @Nullable String before,

            @Schema(description = "How it is since, in words; null where nothing was changed.") @Nullable String after) {

        static LineJson of(Audit.Line line) {
            return new LineJson(
                    Long.toString(line.id()),
                    line.at(),
                    line.who(),
                    line.role().orElse(null),
                    line.from(),
                    line.what(),
                    line.status(),
                    line.before().orElse(null),
                    line.after().orElse(null));
        }
    }

    @Schema(name = "AuditPage")
    record AuditPage(
            List<LineJson> items,

            @Schema(description = "For `before` of the next page; null on the last.") @Nullable String next) {}

    @GetMapping
    @Operation(
            summary = "Every write and every attempt to sign in, newest first",
            description = "Writes that were refused are among them. Kept for 400 days.")
    AuditPage list(
            @Parameter(description = "`next` of the page before") @RequestParam(required = false) @Nullable String before,
            @Parameter(description = "1 to 500") @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > MOST) {
            throw ApiProblem.invalid("limit", "must be 1 to " + MOST);
        }
        List<LineJson> items =
                audit.page(number(before), limit).stream().map(LineJson::of).toList();
        return new AuditPage(
                items, items.size() < limit ? null : items.get(limit - 1).id());
    }

    private static long number(@Nullable String before) {
        if (before == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(before);
        } catch (NumberFormatException e) {
            throw ApiProblem.invalid("before", "must be the `next` of a page");
        }
    }
}
