package org.trunkpilot.operator.access;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.trunkpilot.operator.Audit;
import org.trunkpilot.operator.SignedIn;
import org.trunkpilot.operator.Users;

/** Everybody's own password. */
@RestController
@RequestMapping("/api/v1/password")
@Tag(name = "users")
class PasswordController {
    private final Users users;
    private final HttpSessionSecurityContextRepository sessions = new HttpSessionSecurityContextRepository();

    PasswordController(Users users) {
        this.users = users;
    }

    @Schema(name = "NewPassword")
    @SuppressWarnings("MultipleNullnessAnnotations") // null until validated
    record NewPasswordJson(
            @Schema(description = "The password as it is.") @NotNull(message = "is required") @Nullable String current,

            @Schema(description = "8 characters or more, 72 bytes at most.") @NotNull(message = "is required") @Nullable String password) {

        @Override
        public String toString() {
            return "a password and the next";
        }
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Change the own password",
            description =
                    "For whoever signed in at the page. Their other sessions end; this one goes on under a new name.")
    void change(
            @Valid @RequestBody NewPasswordJson wanted,
            @Parameter(hidden = true) @AuthenticationPrincipal SignedIn who,
            HttpServletRequest request,
            HttpServletResponse response) {
        SignedIn renewed = users.changeOwn(
                who, Objects.requireNonNull(wanted.current()), Objects.requireNonNull(wanted.password()));
        Audit.changed("the password of " + who.name(), "another password of " + who.name());
        request.changeSessionId();
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                renewed, null, renewed.role().authorities()));
        SecurityContextHolder.setContext(context);
        sessions.saveContext(context, request, response);
    }
}
