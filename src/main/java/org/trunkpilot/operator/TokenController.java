package org.trunkpilot.operator;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tokens of the API, for admins. A name is given once, so a creation that is sent twice makes one token and a 409. */
@RestController
@RequestMapping(path = "/api/v1/tokens", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "tokens", description = "Who may come in. For admins.")
class TokenController {
    private final Tokens tokens;

    TokenController(Tokens tokens) {
        this.tokens = tokens;
    }

    @Schema(name = "Token")
    record TokenJson(
            @Schema(description = "By which it is revoked.", example = "file:me")
            String id,

            String name,
            Role role,
            Instant createdAt,
            String createdBy,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt,

            @Schema(
                    description =
                            "What is special about it, a sentence: where the file of one made on the command line is.")
            @Nullable String note) {

        static TokenJson of(Tokens.Listed listed) {
            return new TokenJson(
                    listed.id(),
                    listed.name(),
                    listed.role(),
                    listed.createdAt(),
                    listed.createdBy(),
                    listed.expiresAt().orElse(null),
                    listed.revokedAt().orElse(null),
                    listed.note().orElse(null));
        }
    }

    @Schema(name = "TokenList")
    record TokenPage(List<TokenJson> items, @Nullable String next) {}

    @Schema(name = "NewToken")
    @SuppressWarnings("MultipleNullnessAnnotations") // null until validated
    record NewTokenJson(
            @Schema(description = "1 to 40 letters, digits, or any of _ . -; what the record calls its bearer.")
            @NotNull(message = "is required") @Nullable String name,

            @NotNull(message = "is required") @Nullable Role role,

            @Schema(description = "When it stops working; null for never.") @Nullable Instant expires) {}

    @Schema(name = "CreatedToken")
    record CreatedJson(
            TokenJson item,

            @Schema(description = "The token itself. It is shown this once and kept nowhere.")
            String token) {}

    @GetMapping
    @Operation(
            summary = "Every token there is or was",
            description =
                    "Everything but the tokens themselves, those made on the command line included; of these a revoked"
                            + " one leaves nothing behind. The configured admin token is not among them.")
    TokenPage list() {
        return new TokenPage(tokens.list().stream().map(TokenJson::of).toList(), null);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Make a token", description = "The answer holds it; it is shown this once.")
    CreatedJson create(
            @Valid @RequestBody NewTokenJson wanted, @Parameter(hidden = true) @AuthenticationPrincipal SignedIn who) {
        if (wanted.name() == null || wanted.role() == null) {
            throw new IllegalStateException("validated, and yet not there");
        }
        Tokens.Created created =
                tokens.create(wanted.name(), wanted.role(), Optional.ofNullable(wanted.expires()), who.name());
        Audit.changed("none", words(created.listed()));
        return new CreatedJson(TokenJson.of(created.listed()), created.token());
    }

    @DeleteMapping("/{id}")
    @Operation(
            summary = "Revoke a token",
            description =
                    "At once here, within 5 s on another instance. Of one made on the command line the file is deleted.")
    TokenJson revoke(@PathVariable String id) {
        Tokens.Listed revoked =
                tokens.revoke(id).orElseThrow(() -> ApiProblem.notFound("There is no token " + id + "."));
        Audit.changed(words(revoked), "revoked");
        return TokenJson.of(revoked);
    }

    private static String words(Tokens.Listed token) {
        return "token " + token.name() + ", " + token.role()
                + token.expiresAt().map(at -> ", until " + at).orElse("");
    }
}
