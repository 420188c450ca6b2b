package org.trunkpilot.notify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    /** Bytes of an answer that are read, as far as that goes: enough for Slack's "invalid_payload" and its like. */
    private static final int EXCERPT = 120;

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\s\\p{Cntrl}\\p{Cf}\\uFFFD\"]+");

    private final ChannelSettings.Webhook settings;
    private final ZoneId zone;
    private final JsonMapper json;
    private final InstantSource clock;
    private final Duration timeOut;
    private final HttpClient client;
    private final List<String> secrets;

    Webhook(ChannelSettings.Webhook settings, ZoneId zone, JsonMapper json, InstantSource clock, Duration timeOut) {
        this.settings = settings;
        this.zone = zone;
        this.json = json;
        this.clock = clock;
        this.timeOut = timeOut;
        this.secrets = secrets(settings);
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
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request.build(), head -> new Excerpt());
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

    private Outcome outcome(HttpResponse<String> answer) {
        int status = answer.statusCode();
        var told = OptionalInt.of(status);
        String says = settings.target() + " answered " + status + said(answer.body());
        if (status >= 200 && status < 300) {
            return Outcome.delivered(says + ".", told);
        }
        if (status >= 300 && status < 400) {
            return Outcome.giveUp(says + ", a redirect, which is not followed: give the new address as its url.", told);
        }
        boolean later = status == 408 || status == TOO_EARLY || status == 429 || status >= 500;
        return later
                ? new Outcome(Outcome.Kind.TRY_AGAIN, says + ".", told, wished(answer))
                : Outcome.giveUp(says + ": see whether its url, secret and body are what it wants.", told);
    }

    /** The beginning of the answer in quotes, without what many a server says back to us: its own address, which may be a secret. */
    private String said(String body) {
        String line = body.lines()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        String text = line.startsWith("<") ? "" : UNPRINTABLE.matcher(line).replaceAll(" ");
        for (String secret : secrets) {
            text = text.replace(secret, "…");
        }
        return text.isBlank() ? "" : " \"" + text.strip() + "\"";
    }

    private static List<String> secrets(ChannelSettings.Webhook settings) {
        URI url = settings.url();
        Stream<String> parts = Stream.of(url.getPath(), url.getRawPath(), url.getQuery(), url.getRawQuery())
                .filter(Objects::nonNull)
                .flatMap(part -> Stream.concat(Stream.of(part), Stream.of(part.split("[/&=]"))));
        return Stream.concat(parts, settings.secret().map(Secret::value).stream())
                .filter(part -> part.length() > 3)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** Keeps the first bytes of an answer and lets the rest go by. */
    private static final class Excerpt implements HttpResponse.BodySubscriber<String> {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final CompletableFuture<String> whole = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] bytes = new byte[Math.min(buffer.remaining(), EXCERPT - kept.size())];
                buffer.get(bytes);
                kept.writeBytes(bytes);
            }
        }

        @Override
        public void onError(Throwable cause) {
            whole.completeExceptionally(cause);
        }

        @Override
        public void onComplete() {
            whole.complete(kept.toString(StandardCharsets.UTF_8));
        }

        @Override
        public CompletionStage<String> getBody() {
            return whole;
        }
    }

    /** Retry-After, where it is in seconds. */
    private static Duration wished(HttpResponse<String> answer) {
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
