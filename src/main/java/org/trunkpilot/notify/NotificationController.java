package org.trunkpilot.notify;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.trunkpilot.notify.Receiver.Outcome;
import org.trunkpilot.operator.Answers;
import org.trunkpilot.operator.Answers.Answer;
import org.trunkpilot.operator.ApiProblem;
import org.trunkpilot.operator.SignedIn;

/** Who is told, whether it arrives, and what they were told. */
@RestController
@RequestMapping(path = "/api/v1/notifications", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "notifications", description = "Who is told of incidents, and of what.")
class NotificationController {
    private static final Logger LOG = LoggerFactory.getLogger(NotificationController.class);

    private final Announcer announcer;
    private final Answers answers;
    private final InstantSource clock;

    NotificationController(Announcer announcer, Answers answers, InstantSource clock) {
        this.announcer = announcer;
        this.answers = answers;
        this.clock = clock;
    }

    /** One channel and how it stands. */
    @Schema(name = "NotificationChannel")
    record ChannelJson(
            String name,

            @Schema(description = "webhook or mail", example = "webhook")
            String kind,

            @Schema(
                    description =
                            "Where it leads: the host of a webhook, since its URL may be a secret; who gets the mail.",
                    example = "hooks.example.com")
            String target,

            @Schema(description = "When it last took a message, tests included.") @Nullable Instant lastDelivered,

            @Schema(description = "Why the last attempt failed, a sentence; null while all is well.") @Nullable String problem,

            @Schema(description = "Messages not delivered yet.")
            int waiting,

            @Schema(description = "Messages delivered since the start.")
            long delivered,

            @Schema(description = "Messages given up since the start: refused for good, or not taken for a day.")
            long failed,

            @Schema(description = "Messages lost for want of room since the start.")
            long dropped) {

        static ChannelJson of(Delivery channel) {
            Delivery.Standing standing = channel.standing();
            return new ChannelJson(
                    channel.settings().name(),
                    channel.settings() instanceof ChannelSettings.Webhook ? "webhook" : "mail",
                    channel.settings().target(),
                    standing.lastDelivered().orElse(null),
                    standing.problem().orElse(null),
                    standing.waiting(),
                    standing.delivered(),
                    standing.failed(),
                    standing.dropped());
        }
    }

    @Schema(name = "Notifications")
    record NotificationsJson(
            @Schema(
                    description =
                            "Whether nothing is sent but tests: this is practice, and `trunkpilot.notify.in-practice` is not set.")
            boolean silent,

            List<ChannelJson> channels,

            @Schema(description = "Those of this start, newest first, 100 at most.")
            List<MessageJson> messages) {}

    @Schema(name = "NotificationTest")
    record TestedJson(
            String channel,

            @Schema(
                    description = "What came of it, a sentence.",
                    example = "Delivered after 84 ms: hooks.example.com answered 200 \"ok\".")
            String words,

            @Schema(description = "How long it took.") long millis) {}

    @GetMapping
    @Operation(summary = "The channels, whether they work, and the newest messages")
    NotificationsJson all() {
        return new NotificationsJson(
                announcer.isSilent(),
                announcer.channels().stream().map(ChannelJson::of).toList(),
                announcer.newest().stream().map(MessageJson::of).toList());
    }

    @PostMapping("/channels/{name}/test")
    @Operation(summary = "Send a test message over one channel", description = """
                    At once, past what waits, and once: the answer says what came of it. For admins.""")
    @ApiResponse(responseCode = "200", description = "Delivered.")
    @ApiResponse(
            responseCode = "502",
            description = "The receiver did not take it; `receiverStatus` is what it answered, if it did.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                            schema = @Schema(ref = "#/components/schemas/Problem")))
    ResponseEntity<TestedJson> test(
            @PathVariable String name,
            @Parameter(description = "Any text of yours; the same again gives the same answer.")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable String key,
            @Parameter(hidden = true) @AuthenticationPrincipal SignedIn who) {
        Delivery channel = channel(name);
        String call = "POST /api/v1/notifications/channels/" + name + "/test";
        Answer<TestedJson> answer = answers.once(who, key, call, "", TestedJson.class, () -> test(channel, who));
        var head = ResponseEntity.ok();
        return (answer.replayed() ? head.header("Idempotent-Replayed", "true") : head).body(answer.value());
    }

    private TestedJson test(Delivery channel, SignedIn who) {
        String name = channel.settings().name();
        Instant began = clock.instant();
        Outcome outcome = outcome(channel, announcer.test(name, who.name()));
        long millis = Duration.between(began, clock.instant()).toMillis();
        boolean delivered = outcome.kind() == Outcome.Kind.DELIVERED;
        String words = delivered
                ? "Delivered after " + millis + " ms: " + Phrases.lowerFirst(outcome.words())
                : outcome.words();
        LOG.info("notify test channel={} who={} outcome=\"{}\"", name, who.name(), words);
        if (!delivered) {
            throw ApiProblem.notDelivered(words, outcome.status());
        }
        return new TestedJson(name, words, millis);
    }

    private static Outcome outcome(Delivery channel, Message message) {
        try {
            return channel.test(message)
                    .orElseThrow(() -> ApiProblem.conflict("Somebody tests the channel "
                            + channel.settings().name() + " at this moment; look at the channel in some seconds."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiProblem.unavailable("Trunkpilot is going down.");
        }
    }

    private Delivery channel(String name) {
        List<Delivery> channels = announcer.channels();
        String known = channels.stream().map(it -> it.settings().name()).collect(Collectors.joining(", "));
        return channels.stream()
                .filter(channel -> channel.settings().name().equals(name))
                .findFirst()
                .orElseThrow(() -> ApiProblem.notFound("There is no channel \"" + name + "\"; configured is "
                        + (known.isEmpty() ? "none" : known) + "."));
    }
}
