package org.trunkpilot.operator.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.trunkpilot.operator.SignedIn;

/**
 * How often one caller may ask: a script gone wild takes no core that calls need. A caller is a token, a user, or the address of
 * somebody not signed in. Ten seconds' worth may come at once; the pages and their parts are not counted.
 */
final class Pacing extends OncePerRequestFilter {
    private static final int SECONDS_AT_ONCE = 10;

    /** More callers at a time than any site has. */
    private static final int MOST_CALLERS = 10_000;

    private final ProblemAnswers problems;
    private final LoadingCache<String, Bucket> reads;
    private final LoadingCache<String, Bucket> writes;

    Pacing(ProblemAnswers problems, int readsPerSecond, int writesPerSecond, TimeMeter time) {
        this.problems = problems;
        this.reads = buckets("reads-per-second", readsPerSecond, time);
        this.writes = buckets("writes-per-second", writesPerSecond, time);
    }

    private static LoadingCache<String, Bucket> buckets(String key, int perSecond, TimeMeter time) {
        if (perSecond < 1 || perSecond > 100_000) {
            throw new IllegalArgumentException(
                    "trunkpilot.api." + key + " is " + perSecond + "; give 1 to 100000 requests a second");
        }
        Bandwidth limit = Bandwidth.builder()
                .capacity((long) perSecond * SECONDS_AT_ONCE)
                .refillGreedy(perSecond, Duration.ofSeconds(1))
                .build();
        return Caffeine.newBuilder()
                .maximumSize(MOST_CALLERS)
                .expireAfterAccess(Duration.ofMinutes(10))
                .build(caller -> Bucket.builder()
                        .addLimit(limit)
                        .withCustomTimePrecision(time)
                        .build());
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !path.startsWith("/api/") && !path.startsWith("/v3/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var buckets = AuditFilter.reads(request) ? reads : writes;
        ConsumptionProbe asked = buckets.get(caller(request)).tryConsumeAndReturnRemaining(1);
        if (asked.isConsumed()) {
            chain.doFilter(request, response);
        } else {
            problems.tooManyRequests(request, response, Duration.ofNanos(asked.getNanosToWaitForRefill()));
        }
    }

    private static String caller(HttpServletRequest request) {
        Authentication known = SecurityContextHolder.getContext().getAuthentication();
        return known != null && known.getPrincipal() instanceof SignedIn who
                ? who.way() + " " + who.name()
                : request.getRemoteAddr();
    }
}
