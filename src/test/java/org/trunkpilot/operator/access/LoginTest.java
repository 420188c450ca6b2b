package org.trunkpilot.operator.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.trunkpilot.web.Web;
import org.trunkpilot.web.Web.Reply;

/** The page's way in: a password, a session, a token against forged writes; over real HTTP, as a browser does it. */
class LoginTest extends AtTheBrowser {
    @Autowired
    private LoginThrottle throttle;

    @Autowired
    private PasswordLogin logins;

    @BeforeEach
    void afresh() {
        throttle.succeeded("127.0.0.1");
    }

    @Test
    void thePasswordOpensASessionThatReadsAndWrites() {
        Reply page = browse("GET", "/login.html", null);
        assertThat(cookies).containsKey("XSRF-TOKEN").doesNotContainKey("TRUNKPILOT");
        assertThat(page.response().headers().allValues("Set-Cookie"))
                .allSatisfy(cookie -> assertThat(cookie).contains("SameSite=Strict"));

        Reply login = login("admin", ADMIN_PASSWORD);

        assertThat(login.status()).as(login.toString()).isEqualTo(204);
        assertThat(login.response().headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith("TRUNKPILOT="))
                .singleElement()
                .asString()
                .contains("HttpOnly", "SameSite=Strict");
        Reply site = browse("GET", "/api/v1/site", null);
        assertThat(site.json().get("user").toString()).isEqualTo("{\"name\":\"admin\",\"role\":\"ADMIN\"}");
        assertThat(browse("POST", "/api/v1/pbxs/hq/mode", "{\"mode\":\"ACTING\"}")
                        .status())
                .isEqualTo(202);
        assertThat(room.asked).containsExactly("hq ACTING by admin");
    }

    @Test
    void aWriteWithoutTheTokenAgainstForgeryIsRefused() {
        browse("GET", "/login.html", null);
        login("admin", ADMIN_PASSWORD);
        browse("GET", "/api/v1/site", null);
        Web forger = nobody().with(
                        "Cookie",
                        "TRUNKPILOT=" + cookies.get("TRUNKPILOT") + "; XSRF-TOKEN=" + cookies.get("XSRF-TOKEN"));

        Reply refused = forger.post("/api/v1/pbxs/hq/mode", "{\"mode\":\"WATCHING\"}");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("detail").asString()).contains("X-XSRF-TOKEN");
        assertThat(forger.get("/api/v1/site").status()).isEqualTo(200);
        assertThat(room.asked).isEmpty();
    }

    @Test
    void theSessionGetsANewNameAtTheLoginAndEndsAtTheLogout() {
        cookies.put("TRUNKPILOT", "0123456789ABCDEF0123456789ABCDEF");
        browse("GET", "/login.html", null);
        login("admin", ADMIN_PASSWORD);
        String session = cookies.get("TRUNKPILOT");
        assertThat(session).isNotEqualTo("0123456789ABCDEF0123456789ABCDEF");
        browse("GET", "/api/v1/site", null);

        assertThat(browse("POST", "/logout", "").status()).isEqualTo(204);

        assertThat(nobody().with("Cookie", "TRUNKPILOT=" + session)
                        .get("/api/v1/site")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aWrongPasswordOpensNothingAndNamesNobody() {
        browse("GET", "/login.html", null);

        Reply wrong = login("admin", "wrong");
        Reply unknown = login("root", ADMIN_PASSWORD);

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.json().get("detail")).isEqualTo(wrong.json().get("detail"));
        assertThat(cookies).doesNotContainKey("TRUNKPILOT");
        assertThat(login("admin", "x".repeat(100)).status()).isEqualTo(401);
    }

    @Test
    void guessingGetsSlow() {
        browse("GET", "/login.html", null);
        for (int i = 0; i < LoginThrottle.FREE; i++) {
            assertThat(login("admin", "guess " + i).status()).isEqualTo(401);
        }

        Reply early = login("admin", ADMIN_PASSWORD);
        assertThat(early.status()).isEqualTo(429);
        assertThat(early.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(Integer.parseInt(early.header("Retry-After"))).isBetween(1, 30);
        clock.pass(Duration.ofSeconds(31));
        assertThat(login("admin", ADMIN_PASSWORD).status()).isEqualTo(204);
    }

    @Test
    void aBusyMomentIsNotCalledAFailedAttempt() throws Exception {
        var held = new Held();
        ExecutorService others = Executors.newFixedThreadPool(2);
        List<Future<?>> checks = List.of(others.submit(() -> checks(held)), others.submit(() -> checks(held)));
        try {
            assertThat(held.looking.await(20, TimeUnit.SECONDS)).isTrue();
            browse("GET", "/login.html", null);

            Reply busy = login("admin", ADMIN_PASSWORD);

            assertThat(busy.status()).isEqualTo(503);
            assertThat(busy.header("Retry-After")).isEqualTo("1");
            assertThat(busy.json().get("detail").asString())
                    .contains("Busy", "Try again in 1 s.")
                    .doesNotContain("failed");
        } finally {
            held.released.countDown();
            others.shutdown();
        }
        for (Future<?> check : checks) {
            check.get(20, TimeUnit.SECONDS);
        }
        assertThat(login("admin", ADMIN_PASSWORD).status()).isEqualTo(204);
    }

    private Authentication checks(Authentication attempt) {
        return logins.authenticate(attempt);
    }

    /** An attempt whose check takes until it is released. */
    private static final class Held extends UsernamePasswordAuthenticationToken {
        private static final long serialVersionUID = 1;

        private final transient CountDownLatch looking = new CountDownLatch(2);
        private final transient CountDownLatch released = new CountDownLatch(1);

        Held() {
            super("admin", ADMIN_PASSWORD);
        }

        @Override
        public Object getCredentials() {
            looking.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.getCredentials();
        }
    }

    @Test
    void aLoginWithoutTheTokenAgainstForgeryIsRefusedAsSuch() {
        Reply refused = nobody().with("Content-Type", "application/x-www-form-urlencoded")
                .send("POST", "/login", "username=admin&password=x");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("detail").asString()).contains("reload the page");
    }

    @Test
    void aBrowserIsShownTheLoginPageAndAProgramIsToldWhatToDo() {
        Reply page = nobody().with("Accept", "text/html,*/*").get("/");
        assertThat(page.status()).isEqualTo(302);
        assertThat(page.header("Location")).endsWith("/login");

        Reply program = nobody().get("/api/v1/pbxs");
        assertThat(program.status()).isEqualTo(401);
        assertThat(program.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(program.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(nobody().post("/api/v1/overrides", "{}").status()).isEqualTo(401);
        assertThat(nobody().with("Authorization", "Basic YWRtaW46YWRtaW4=")
                        .get("/api/v1/pbxs")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void everythingCarriesTheHeadersThatBindABrowser() {
        for (Reply reply :
                List.of(nobody().get("/login.html"), nobody().get("/api/v1/pbxs"), admin().get("/api/v1/pbxs"))) {
            assertThat(reply.header("Content-Security-Policy"))
                    .startsWith("default-src 'none'; script-src 'self'")
                    .contains("frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types lit-html")
                    .doesNotContain("unsafe");
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(reply.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(reply.header("Permissions-Policy")).contains("microphone=()");
            assertThat(reply.header("Server")).isEmpty();
        }
        assertThat(admin().get("/api/v1/pbxs").header("Cache-Control")).contains("no-store");
    }
}
