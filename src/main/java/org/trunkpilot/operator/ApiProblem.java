package org.trunkpilot.operator;

import java.net.URI;
import java.util.List;
import java.util.OptionalInt;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** An answer that is not the one hoped for, as RFC 9457 has it: thrown where it is noticed, written by {@code ProblemAdvice}. */
public final class ApiProblem extends ErrorResponseException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with one field of a request. */
    public record Field(String field, String message) {}

    private ApiProblem(HttpStatus status, ProblemDetail body) {
        super(status, body, null);
    }

    /** 404: there is nothing of that name; {@code detail} says what there is. */
    public static ApiProblem notFound(String detail) {
        return of(HttpStatus.NOT_FOUND, "not-found", "Not found", detail);
    }

    /** 400: the request cannot mean anything; the message of each field says what it should be. */
    public static ApiProblem invalid(List<Field> fields) {
        return new ApiProblem(HttpStatus.BAD_REQUEST, invalidBody(fields));
    }

    /** 400 about one field. */
    public static ApiProblem invalid(String field, String message) {
        return invalid(List.of(new Field(field, message)));
    }

    /** 409: it cannot be done as things are. */
    public static ApiProblem conflict(String detail) {
        return of(HttpStatus.CONFLICT, "conflict", "Conflict", detail);
    }

    /** 412: what the caller wants to change is no longer what they saw. */
    public static ApiProblem changedMeanwhile(String detail) {
        return of(HttpStatus.PRECONDITION_FAILED, "changed-meanwhile", "Changed meanwhile", detail);
    }

    /** 422: an Idempotency-Key came back with another request. */
    public static ApiProblem keyReused(String detail) {
        return of(HttpStatus.UNPROCESSABLE_CONTENT, "idempotency-key-reused", "Idempotency-Key reused", detail);
    }

    /** 502: somebody else was asked to take something and did not; {@code status} is what they answered, if they did. */
    public static ApiProblem notDelivered(String detail, OptionalInt status) {
        ProblemDetail body = body(HttpStatus.BAD_GATEWAY, "not-delivered", "Not delivered", detail);
        body.setProperty("receiverStatus", status.isPresent() ? status.getAsInt() : null);
        return new ApiProblem(HttpStatus.BAD_GATEWAY, body);
    }

    /** 503: something we need is away for the moment. */
    public static ApiProblem unavailable(String detail) {
        ApiProblem problem = of(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", "Not available now", detail);
        problem.getHeaders().set("Retry-After", "5");
        return problem;
    }

    /** The body of a 400 with its fields. */
    public static ProblemDetail invalidBody(List<Field> fields) {
        Field first = fields.get(0);
        String more = fields.size() == 1 ? "" : " (and " + (fields.size() - 1) + " more, see fields)";
        ProblemDetail body = body(
                HttpStatus.BAD_REQUEST, "invalid", "Invalid request", first.field() + ": " + first.message() + more);
        body.setProperty("fields", fields);
        return body;
    }

    /** The body of any problem of ours; {@code type} is what programs may branch on. */
    public static ProblemDetail body(HttpStatus status, String type, String title, String detail) {
        ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
        body.setType(URI.create("urn:trunkpilot:problem:" + type));
        body.setTitle(title);
        return body;
    }

    private static ApiProblem of(HttpStatus status, String type, String title, String detail) {
        return new ApiProblem(status, body(status, type, title, detail));
    }
}
