package org.trunkpilot.notify;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.pbx.Secret;
import tools.jackson.databind.json.JsonMapper;

/**
 * POSTs messages as JSON.
 *
 * <p>Every request has the message's id, the same on each attempt, and with a secret a signature: {@code t=SECONDS,v1=HEX}, where HEX is the
 * HMAC-SHA256 of {@code SECONDS.BODY}. A receiver that recomputes it, and refuses old times, takes orders from nobody else.
 */
final class Webhook implements Receiver {
    static final String DELIVERY = "Trunkpilot-Delivery";
    static final String SIGNATURE = "Trunkpilot-Signature";

    /** A receiver that needs longer takes the message and thinks later. */
    static final Duration TIME_OUT = Duration.ofSeconds(10);

    private static final Duration LONGEST_WISH = Duration.ofHours(1);

    private static final int TOO_EARLY = 425;

    private final ChannelSettings.Webhook settings;
    private final ZoneId zone;
    private final JsonMapper json;
    private final InstantSource clock;
    private final Duration timeOut;
    private final HttpClient client;

    Webhook(ChannelSettings.Webhook settings, ZoneId zone, JsonMapper json, InstantSource clock, Duration timeOut) {
        this.settings = settings;
        this.zone = zone;
        this.json = json;
        this.clock = clock;
        this.timeOut = timeOut;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeOut)
                .build();
    }

    @Override
    public Outcome deliver(Message message) throws InterruptedException {
        String body = settings.body()
                .map(template -> template.render(message, zone))
                .orElseGet(() -> json.writeValueAsString(MessageJson.of(message)));
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url())
                .timeout(timeOut)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Trunkpilot")
                .header(DELIVERY, message.id())
                .POST(HttpRequest.BodyPublishers.ofString(body));
        settings.secret().ifPresent(secret -> request.header(SIGNATURE, signature(secret, clock.instant(), body)));
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
        try {
            // The request's own time-out ends with the answer's head; this one bounds its body as well.
            return outcome(answer.get(2 * timeOut.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Outcome.tryAgain(settings.target() + " did not finish its answer within "
                    + Phrases.span(timeOut.multipliedBy(2)) + ".");
        } catch (ExecutionException e) {
            return Outcome.tryAgain(settings.target() + " " + problem(e.getCause()));
        } finally {
            answer.cancel(true);
        }
    }

    static String signature(Secret secret, Instant at, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String signed = at.getEpochSecond() + "." + body;
            return "t=" + at.getEpochSecond() + ",v1="
                    + HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private Outcome outcome(HttpResponse<Void> answer) {
        int status = answer.statusCode();
        var told = OptionalInt.of(status);
        String says = settings.target() + " answered " + status;
        if (status >= 200 && status < 300) {
            return Outcome.delivered(told);
        }
        if (status >= 300 && status < 400) {
            return Outcome.giveUp(says + ", a redirect, which is not followed: give the new address as its url.", told);
        }
        boolean later = status == 408 || status == TOO_EARLY || status == 429 || status >= 500;
        return later
                ? new Outcome(Outcome.Kind.TRY_AGAIN, says + ".", told, wished(answer))
                : Outcome.giveUp(says + ": see whether its url, secret and body are what it wants.", told);
    }

    /** Retry-After, where it is in seconds. */
    private static Duration wished(HttpResponse<Void> answer) {
        Duration wish = answer.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(Duration.ZERO);
        return wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish;
    }

    /** Never the message of any other exception: it might name the URL. */
    private String problem(@Nullable Throwable cause) {
        if (cause instanceof HttpConnectTimeoutException) {
            return "was not reached within " + Phrases.span(timeOut) + ".";
        }
        if (cause instanceof HttpTimeoutException) {
            return "did not answer within " + Phrases.span(timeOut) + ".";
        }
        if (cause instanceof ConnectException refused) {
            return refused.getCause() instanceof UnresolvedAddressException
                    ? "is not known to the name server."
                    : "was not reached: nobody takes the connection.";
        }
        if (cause instanceof SSLException tls) {
            return "and we agree on no TLS: "
                    + Phrases.sentence(Optional.ofNullable(tls.getMessage()).orElse("no reason given"));
        }
        return cause instanceof IOException
                ? "closed the connection without an answer."
                : "was not reached, for a reason of our own ("
                        + (cause == null ? "none" : cause.getClass().getSimpleName()) + ").";
    }
}
