package org.trunkpilot.operator.access;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.authentication.logout.HttpStatusReturningLogoutSuccessHandler;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.header.writers.ClearSiteDataHeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.trunkpilot.operator.Audit;
import org.trunkpilot.operator.Tokens;
import org.trunkpilot.operator.Users;
import org.trunkpilot.operator.access.PasswordLogin.Busy;
import org.trunkpilot.operator.access.PasswordLogin.TooManyAttempts;

/**
 * The two ways in, and what each role may call. Whatever is not named here is for admins, and what is not read is refused.
 */
final class Doors {
    private static final String[] ANYBODY = {
        "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"
    };

    /** What the login page is made of; the rest of the page is for those who have signed in. */
    private static final String[] LOGIN_PAGE = {
        "/login",
        "/login.html",
        "/js/login.js",
        "/js/api.js",
        "/js/theme.js",
        "/trunkpilot.css",
        "/favicon.svg",
        "/favicon.ico"
    };

    private static final String VIEWER = "VIEWER";
    private static final String OPERATOR = "OPERATOR";
    private static final String ADMIN = "ADMIN";

    private final ProblemAnswers problems;
    private final String pagePolicy;

    Doors(ProblemAnswers problems, String pagePolicy) {
        this.problems = problems;
        this.pagePolicy = pagePolicy;
    }

    /** For programs: a bearer token with each request, no session, no cookie, and so nothing to forge across sites. */
    SecurityFilterChain bearer(HttpSecurity http, Tokens tokens, Audit audit, Pacing pacing) throws Exception {
        return http.securityMatcher(BearerFilter::isBearer)
                .csrf(csrf -> csrf.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.requestCache(new NullRequestCache()))
                .logout(logout -> logout.disable())
                .addFilterBefore(new BearerFilter(tokens, problems), UsernamePasswordAuthenticationFilter.class)
                .addFilterBefore(new AuditFilter(audit), ExceptionTranslationFilter.class)
                .addFilterBefore(pacing, ExceptionTranslationFilter.class)
                .authorizeHttpRequests(Doors::rules)
                .exceptionHandling(refusals -> refusals.authenticationEntryPoint(this::signInFirst)
                        .accessDeniedHandler((request, response, e) -> notAllowed(request, response)))
                .headers(this::headers)
                .build();
    }

    /** For the page: a session after the login, and a CSRF token with each write. */
    SecurityFilterChain session(HttpSecurity http, Users users, Audit audit, Pacing pacing) throws Exception {
        return http.csrf(csrf -> csrf.spa().csrfTokenRepository(csrfCookie()))
                .requestCache(cache -> cache.requestCache(new NullRequestCache()))
                .formLogin(form -> form.loginPage("/login")
                        .loginProcessingUrl("/login")
                        .successHandler((request, response, who) -> response.setStatus(HttpStatus.NO_CONTENT.value()))
                        .failureHandler(this::notSignedIn))
                .logout(logout -> logout.logoutUrl("/logout")
                        .addLogoutHandler((request, response, who) -> new ClearSiteDataHeaderWriter(
                                        ClearSiteDataHeaderWriter.Directive.CACHE,
                                        ClearSiteDataHeaderWriter.Directive.STORAGE)
                                .writeHeaders(request, response))
                        .logoutSuccessHandler(new HttpStatusReturningLogoutSuccessHandler(HttpStatus.NO_CONTENT)))
                .addFilterBefore(new StillWelcome(users), UsernamePasswordAuthenticationFilter.class)
                .addFilterBefore(new AuditFilter(audit), ExceptionTranslationFilter.class)
                .addFilterBefore(pacing, ExceptionTranslationFilter.class)
                .authorizeHttpRequests(Doors::rules)
                .exceptionHandling(refusals -> refusals.authenticationEntryPoint(this::signInFirst)
                        .accessDeniedHandler((request, response, e) -> {
                            if (e instanceof CsrfException) {
                                forged(request, response);
                            } else {
                                notAllowed(request, response);
                            }
                        }))
                .headers(this::headers)
                .build();
    }

    private static void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry rules) {
        rules
                // Both follow a request that has been judged: the end of an event stream, and the page of an error.
                .dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(HttpMethod.GET, ANYBODY)
                .permitAll()
                .requestMatchers(HttpMethod.GET, LOGIN_PAGE)
                .permitAll()
                .requestMatchers(HttpMethod.GET, "/actuator/health/**", "/actuator/prometheus", "/v3/api-docs/**")
                .hasRole(VIEWER)
                .requestMatchers(
                        "/actuator/**",
                        "/v3/**",
                        "/api/v1/tokens/**",
                        "/api/v1/users/**",
                        "/api/v1/audit",
                        "/api/v1/pbxs/*/setup")
                .hasRole(ADMIN)
                .requestMatchers(HttpMethod.POST, "/api/v1/password")
                .hasRole(VIEWER)
                .requestMatchers(
                        HttpMethod.POST,
                        "/api/v1/overrides",
                        "/api/v1/pbxs/*/routes/*/unfreeze",
                        "/api/v1/pbxs/*/check",
                        "/api/v1/practice/runs",
                        "/api/v1/backtests")
                .hasRole(OPERATOR)
                .requestMatchers(HttpMethod.DELETE, "/api/v1/overrides/*", "/api/v1/practice/runs/current")
                .hasRole(OPERATOR)
                // Reads, and the pages: there is nothing among them that a viewer may not see.
                .requestMatchers(HttpMethod.GET)
                .hasRole(VIEWER)
                .requestMatchers(HttpMethod.HEAD)
                .hasRole(VIEWER)
                .anyRequest()
                .hasRole(ADMIN);
    }

    private void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(pagePolicy))
                .frameOptions(frames -> frames.deny())
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                .permissionsPolicyHeader(permissions -> permissions.policy(
                        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()"))
                .crossOriginOpenerPolicy(opener ->
                        opener.policy(CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(resource ->
                        resource.policy(CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy.SAME_ORIGIN));
    }

    private static CookieCsrfTokenRepository csrfCookie() {
        CookieCsrfTokenRepository cookie = CookieCsrfTokenRepository.withHttpOnlyFalse();
        cookie.setCookieCustomizer(it -> it.sameSite("Strict"));
        return cookie;
    }

    private void signInFirst(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        if (isPage(request)) {
            response.sendRedirect(signInPage(request));
        } else {
            problems.unauthorized(request, response);
        }
    }

    /** The sign-in page goes on to what was asked for; that is one of our own paths, and the page checks it again. */
    private static String signInPage(HttpServletRequest request) {
        String query = request.getQueryString();
        String wanted = request.getRequestURI() + (query == null ? "" : "?" + query);
        return wanted.equals("/") ? "/login" : "/login?to=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8);
    }

    /** Somebody opened a page in a browser, rather than a program or a script of the page asking for something. */
    private static boolean isPage(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        String path = request.getRequestURI();
        return request.getMethod().equals("GET")
                && accept != null
                && accept.contains(MediaType.TEXT_HTML_VALUE)
                && !path.startsWith("/api/")
                && !path.startsWith("/actuator")
                && !path.startsWith("/v3/");
    }

    private void notAllowed(HttpServletRequest request, HttpServletResponse response) throws IOException {
        problems.forbidden(
                request,
                response,
                "Your role does not allow this. Viewers read; operators give and end orders; admins switch modes, and"
                        + " make tokens and users.");
    }

    private void forged(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        boolean nobody = who == null || who instanceof AnonymousAuthenticationToken;
        if (nobody && !request.getRequestURI().equals("/login")) {
            problems.unauthorized(request, response);
            return;
        }
        problems.forbidden(
                request,
                response,
                "A session needs the header X-XSRF-TOKEN with the value of the cookie XSRF-TOKEN for this: reload the page and"
                        + " try again. Programs use a bearer token instead.");
    }

    private void notSignedIn(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        if (e instanceof TooManyAttempts early) {
            problems.tooManyAttempts(request, response, early.remaining());
        } else if (e instanceof Busy) {
            problems.busy(request, response);
        } else {
            problems.wrongPassword(request, response);
        }
    }
}
