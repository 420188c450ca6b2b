package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.trunkpilot.operator.SignedIn;
import org.trunkpilot.operator.Tokens;
import org.trunkpilot.operator.Users;

/** The live stream's door. */
@RestController
@RequestMapping("/api/v1/events")
@Tag(name = "events", description = "What changed, as it changes.")
class LiveController {
    private final LiveStream stream;
    private final Tokens tokens;
    private final Users users;

    LiveController(LiveStream stream, Tokens tokens, Users users) {
        this.stream = stream;
        this.tokens = tokens;
        this.users = users;
    }

    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(summary = "What changed, as server-sent events", description = """
                    First `hello`, then all as it stands, then `ready`; from then on what changed. Events are `pbx`, `trunk`,
                    `route` (each one whole item, as in the lists), `override` (all standing orders), `record`, and
                    `decision`. A comment comes every 15 s at least. The stream ends after 30 min, when its bearer may no longer read, or
                    when 256 events wait for it; connect again with Last-Event-ID and miss no decision.""")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE))
    SseEmitter events(
            @Parameter(description = "The id of the last event seen")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Nullable String lastEventId,
            @Parameter(hidden = true) @AuthenticationPrincipal SignedIn who,
            HttpServletRequest request,
            HttpServletResponse response) {
        // Proxies that gather what they pass on would make a stream of bursts.
        response.setHeader("X-Accel-Buffering", "no");
        return stream.connect(lastEventId, stillAllowed(who, request.getSession(false)));
    }

    private BooleanSupplier stillAllowed(SignedIn who, @Nullable HttpSession session) {
        if (who.way() == SignedIn.Way.TOKEN) {
            return () -> {
                try {
                    return tokens.stillGood(who.mark());
                } catch (DataAccessException | TransactionException e) {
                    // It was good when last looked at; the database being away is no reason to blind anybody.
                    return true;
                }
            };
        }
        return () -> session != null && lives(session) && users.stillGood(who);
    }

    private static boolean lives(HttpSession session) {
        try {
            return session.getCreationTime() > 0;
        } catch (IllegalStateException e) {
            // The way a session says that it has ended.
            return false;
        }
    }
}
