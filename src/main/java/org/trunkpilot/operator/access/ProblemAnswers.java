package org.trunkpilot.operator.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.trunkpilot.operator.ApiProblem;
import tools.jackson.databind.json.JsonMapper;

/** Writes problems (RFC 9457) where no controller is reached. */
final class ProblemAnswers {
    private final JsonMapper json;

    ProblemAnswers(JsonMapper json) {
        this.json = json;
    }

    void unauthorized(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        write(
                request,
                response,
                ApiProblem.body(
                        HttpStatus.UNAUTHORIZED,
                        "unauthorized",
                        "Sign in first",
                        "Send \"Authorization: Bearer tp_…\" (make a token with \"token create\"), or sign in at /login."));
    }

    /** The token that was sent is no good: unknown, expired or revoked, and we do not say which. */
    void badToken(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
        write(
                request,
                response,
                ApiProblem.body(
                        HttpStatus.UNAUTHORIZED,
                        "bad-token",
                        "Token not accepted",
                        "This token is unknown, has expired or was revoked."));
    }

    void forbidden(HttpServletRequest request, HttpServletResponse response, String detail) throws IOException {
        write(request, response, ApiProblem.body(HttpStatus.FORBIDDEN, "forbidden", "Not allowed", detail));
    }

    void wrongPassword(HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(
                request,
                response,
                ApiProblem.body(
                        HttpStatus.UNAUTHORIZED,
                        "wrong-password",
                        "Not signed in",
                        "The name or the password is wrong."));
    }

    void tooManyAttempts(HttpServletRequest request, HttpServletResponse response, Duration wait) throws IOException {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        write(
                request,
                response,
                ApiProblem.body(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "too-many-attempts",
                        "Too many attempts",
                        "Too many failed attempts to sign in. Try again in " + seconds + " s."));
    }

    void tooManyRequests(HttpServletRequest request, HttpServletResponse response, Duration wait) throws IOException {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        write(
                request,
                response,
                ApiProblem.body(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "too-many-requests",
                        "Too many requests",
                        "Asked more often than one caller may (trunkpilot.api). Nothing was done; try again in "
                                + seconds + " s."));
    }

    /** A check of a password takes a quarter of a second, and two are done at a time. */
    void busy(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, "1");
        write(
                request,
                response,
                ApiProblem.body(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "busy",
                        "Busy",
                        "Busy with other attempts to sign in, so yours was not looked at. Try again in 1 s."));
    }

    void badRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(
                request,
                response,
                ApiProblem.body(
                        HttpStatus.BAD_REQUEST,
                        "bad-request",
                        "Bad request",
                        "The URL or a header holds what it must not."));
    }

    void unavailable(HttpServletRequest request, HttpServletResponse response, String detail) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, "5");
        write(request, response, ApiProblem.unavailable(detail).getBody());
    }

    void write(HttpServletRequest request, HttpServletResponse response, ProblemDetail body) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        try {
            body.setInstance(new URI(null, null, request.getRequestURI(), null));
        } catch (java.net.URISyntaxException e) {
            // A path that is no URI cannot be named; the problem is told without it.
            body.setInstance(null);
        }
        response.setStatus(body.getStatus());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.getOutputStream().write(json.writeValueAsBytes(body));
    }
}
