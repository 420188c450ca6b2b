package org.trunkpilot.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.trunkpilot.operator.ApiProblem.Field;
import org.trunkpilot.timeline.RecordUnavailable;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Whatever goes wrong in a call of the API leaves as {@code application/problem+json} (RFC 9457), and names the field. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    /** The database is away: what was asked for lies there. Orders already handed to control stand all the same. */
    @ExceptionHandler({DataAccessException.class, TransactionException.class, RecordUnavailable.class})
    ResponseEntity<Object> databaseAway(Exception e, WebRequest request) {
        LOG.warn("api database=away request=\"{}\" because=\"{}\"", request.getDescription(false), e.getMessage());
        ApiProblem problem = ApiProblem.unavailable(
                "The database does not answer, so this cannot be read or stored now. Steering goes on, and orders that"
                        + " stand keep standing. Try again in some seconds.");
        return answer(problem, problem.getBody(), problem.getHeaders(), HttpStatus.SERVICE_UNAVAILABLE, request);
    }

    /** Our own mistake: the log has the rest. */
    @ExceptionHandler(Exception.class)
    ResponseEntity<Object> ourMistake(Exception e, WebRequest request) {
        LOG.error("api failed request=\"{}\"", request.getDescription(false), e);
        ProblemDetail body = ApiProblem.body(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal",
                "Internal error",
                "This is a fault of Trunkpilot; its log has the details. Steering is not affected by it.");
        return answer(e, body, new HttpHeaders(), HttpStatus.INTERNAL_SERVER_ERROR, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<Field> fields = e.getBindingResult().getAllErrors().stream()
                .map(error -> new Field(
                        error instanceof FieldError field ? field.getField() : error.getObjectName(),
                        String.valueOf(error.getDefaultMessage())))
                .sorted((a, b) -> a.field().compareTo(b.field()))
                .toList();
        return answer(e, ApiProblem.invalidBody(fields), headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<Field> fields = new ArrayList<>();
        e.getParameterValidationResults()
                .forEach(result -> result.getResolvableErrors()
                        .forEach(error -> fields.add(new Field(
                                String.valueOf(result.getMethodParameter().getParameterName()),
                                String.valueOf(error.getDefaultMessage())))));
        return answer(e, ApiProblem.invalidBody(fields), headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(
                e,
                ApiProblem.invalidBody(List.of(new Field(e.getParameterName(), "is required"))),
                headers,
                status,
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String name = e instanceof MethodArgumentTypeMismatchException argument
                ? argument.getName()
                : String.valueOf(e.getPropertyName());
        var field = new Field(name, wanted(e.getRequiredType(), e.getValue()));
        return answer(e, ApiProblem.invalidBody(List.of(field)), headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (e.getCause() instanceof UnrecognizedPropertyException unknown) {
            String known = unknown.getKnownPropertyIds() == null
                    ? "none"
                    : unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "));
            return invalid(e, path(unknown), "is not known here; known are " + known, headers, status, request);
        }
        if (e.getCause() instanceof InvalidFormatException wrong) {
            return invalid(e, path(wrong), wanted(wrong.getTargetType(), wrong.getValue()), headers, status, request);
        }
        if (e.getCause() instanceof DatabindException mismatch
                && !mismatch.getPath().isEmpty()) {
            return invalid(e, path(mismatch), "is not of the kind that is expected here", headers, status, request);
        }
        return invalid(e, "body", "is missing or is not a JSON object that can be read", headers, status, request);
    }

    private ResponseEntity<Object> invalid(
            Exception e, String field, String message, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(e, ApiProblem.invalidBody(List.of(new Field(field, message))), headers, status, request);
    }

    private ResponseEntity<Object> answer(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ResponseEntity<Object> answer = handleExceptionInternal(e, body, headers, status, request);
        return answer != null ? answer : ResponseEntity.status(status).build();
    }

    private static String path(DatabindException e) {
        String path = e.getPath().stream()
                .map(step -> step.getPropertyName() != null ? step.getPropertyName() : "[" + step.getIndex() + "]")
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "body" : path;
    }

    private static String wanted(@Nullable Class<?> type, @Nullable Object value) {
        String given = "\"" + shortened(String.valueOf(value)) + "\" ";
        if (type == null) {
            return given + "cannot be understood";
        }
        if (type.isEnum()) {
            return given + "must be one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        return given
                + switch (type.getSimpleName()) {
                    case "Instant" -> "must be a time like 2026-01-31T12:00:00Z";
                    case "Duration" -> "must be a duration like PT5M";
                    case "int", "Integer", "long", "Long" -> "must be a whole number";
                    case "boolean", "Boolean" -> "must be true or false";
                    default -> "cannot be understood";
                };
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
