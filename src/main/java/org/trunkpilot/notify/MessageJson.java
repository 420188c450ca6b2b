package org.trunkpilot.notify;

import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message as programs read it, the same in a webhook's body and under {@code /api/v1/notifications}. */
@Schema(name = "Notification")
record MessageJson(
        @Schema(description = "By which messages belong together.", example = "hq-20260301T021400Z")
        String incident,

        @Schema(description = "1 for the first message of an incident, and so on.")
        int number,

        Message.State state,
        String pbx,
        Instant at,

        @Schema(
                description = "How things stand, a sentence.",
                example =
                        "hq: prov-a (Alpha Telecom) carries no calls: 2 OPTIONS in a row were not answered within 3 s.")
        String headline,

        @Schema(description = "Whose fault it is and how sure that is.")
        String fault,

        @Schema(description = "What Trunkpilot did.") String did,
        @Schema(description = "What a person should do.") String todo,

        @Schema(description = "What is new since the message before, oldest first.")
        List<LineJson> lines,

        @Schema(description = "The dashboard, where the site says where that is.") @Nullable URI link) {

    @Schema(name = "NotificationLine")
    record LineJson(Instant at, String words) {}

    static MessageJson of(Message message) {
        return new MessageJson(
                message.incident(),
                message.number(),
                message.state(),
                message.pbx(),
                message.at(),
                message.telling().headline(),
                message.telling().fault(),
                message.telling().did(),
                message.telling().todo(),
                message.lines().stream()
                        .map(line -> new LineJson(line.at(), line.words()))
                        .toList(),
                message.link().orElse(null));
    }
}
