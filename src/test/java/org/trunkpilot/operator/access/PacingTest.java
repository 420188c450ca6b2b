package org.trunkpilot.operator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.trunkpilot.operator.Role;
import org.trunkpilot.operator.SignedIn;
import tools.jackson.databind.json.JsonMapper;

/** One caller gets ten seconds' worth at once and then so many a second; others are none the worse. */
class PacingTest {
    private long nanos;
    private final Pacing pacing = new Pacing(new ProblemAnswers(new JsonMapper()), 3, 1, new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    @AfterEach
    void nobody() {
        SecurityContextHolder.clearContext();
    }

    private MockHttpServletResponse ask(String method, String path, String from) throws Exception {
        var request = new MockHttpServletRequest(method, path);
        request.setRemoteAddr(from);
        var response = new MockHttpServletResponse();
        pacing.doFilter(request, response, new MockFilterChain());
        return response;
    }

    private int statusAfter(int times, String method, String path, String from) throws Exception {
        for (int i = 0; i < times; i++) {
            assertThat(ask(method, path, from).getStatus()).as("request " + i).isEqualTo(200);
        }
        return ask(method, path, from).getStatus();
    }

    private static void signIn(String name) {
        var who = new SignedIn(name, Role.OPERATOR, SignedIn.Way.TOKEN, "");
        SecurityContextHolder.getContext()
                .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                        who, null, who.role().authorities()));
    }

    @Test
    void tenSecondsWorthComeAtOnceAndThenSoManyASecond() throws Exception {
        assertThat(statusAfter(30, "GET", "/api/v1/site", "10.0.0.1")).isEqualTo(429);
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(statusAfter(3, "GET", "/api/v1/site", "10.0.0.1")).isEqualTo(429);
    }

    @Test
    void theRefusalIsAProblemThatSaysWhenToComeBack() throws Exception {
        assertThat(statusAfter(10, "POST", "/api/v1/overrides", "10.0.0.1")).isEqualTo(429);
        var refused = ask("POST", "/api/v1/overrides", "10.0.0.1");
        assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
        assertThat(refused.getContentType()).isEqualTo("application/problem+json");
        assertThat(refused.getContentAsString()).contains("too-many-requests", "try again in 1 s");
    }

    @Test
    void writesAndReadsAreCountedApart() throws Exception {
        assertThat(statusAfter(10, "DELETE", "/api/v1/overrides/1", "10.0.0.1")).isEqualTo(429);
        assertThat(ask("GET", "/api/v1/site", "10.0.0.1").getStatus()).isEqualTo(200);
    }

    @Test
    void whoIsSignedInIsCountedByNameWhereverTheyComeFrom() throws Exception {
        signIn("script");
        assertThat(statusAfter(10, "POST", "/api/v1/overrides", "10.0.0.1")).isEqualTo(429);
        assertThat(ask("POST", "/api/v1/overrides", "10.0.0.2").getStatus()).isEqualTo(429);
        signIn("dana");
        assertThat(ask("POST", "/api/v1/overrides", "10.0.0.1").getStatus()).isEqualTo(200);
    }

    @Test
    void whoIsNotIsCountedByAddressAndPagesAreNotCounted() throws Exception {
        assertThat(statusAfter(30, "GET", "/v3/api-docs", "10.0.0.1")).isEqualTo(429);
        assertThat(ask("GET", "/api/v1/site", "10.0.0.2").getStatus()).isEqualTo(200);
        assertThat(statusAfter(100, "GET", "/js/app.js", "10.0.0.1")).isEqualTo(200);
    }

    @Test
    void aLimitThatIsNoneStopsTheStart() {
        assertThatThrownBy(() -> new Pacing(new ProblemAnswers(new JsonMapper()), 0, 5, TimeMeter.SYSTEM_NANOTIME))
                .hasMessage("trunkpilot.api.reads-per-second is 0; give 1 to 100000 requests a second");
        assertThatThrownBy(
                        () -> new Pacing(new ProblemAnswers(new JsonMapper()), 5, 100_001, TimeMeter.SYSTEM_NANOTIME))
                .hasMessageContaining("writes-per-second is 100001");
    }
}
