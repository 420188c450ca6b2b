package org.trunkpilot.operator;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who may sign in to the page, for admins. What is changed of a user ends the sessions of that user. */
@RestController
@RequestMapping(path = "/api/v1/users", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "users", description = "Who may sign in to the page. For admins.")
class UserController {
    private final Users users;

    UserController(Users users) {
        this.users = users;
    }

    @Schema(name = "KnownUser")
    record UserJson(
            @Schema(example = "dana") String name,
            Role role,
            Instant createdAt,

            @Schema(description = "Who made it: a user, a token, or the command line.")
            String createdBy) {

        static UserJson of(Users.Listed user) {
            return new UserJson(user.name(), user.role(), user.createdAt(), user.createdBy());
        }
    }

    @Schema(name = "UserList")
    record UserPage(List<UserJson> items, @Nullable String next) {}

    @Schema(name = "NewUser")
    @SuppressWarnings("MultipleNullnessAnnotations") // null until validated
    record NewUserJson(
            @Schema(
                    description = "1 to 40 letters, digits, or any of _ . -; what the record calls them.",
                    example = "dana")
            @NotNull(message = "is required") @Nullable String name,

            @NotNull(message = "is required") @Nullable Role role) {}

    @Schema(name = "NewRole")
    @SuppressWarnings("MultipleNullnessAnnotations") // null until validated
    record NewRoleJson(
            @NotNull(message = "is required") @Nullable Role role) {}

    @Schema(name = "UserWithPassword")
    record MadeJson(
            UserJson item,

            @Schema(description = "Made up, shown this once and kept nowhere. Whoever gets it had better change it.")
            String password) {

        static MadeJson of(Users.Made made) {
            return new MadeJson(UserJson.of(made.user()), made.password());
        }
    }

    @GetMapping
    @Operation(
            summary = "Every user but admin",
            description =
                    "The user admin is always there; its password is in the configuration or was shown at the first start.")
    UserPage list() {
        return new UserPage(users.list().stream().map(UserJson::of).toList(), null);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Make a user", description = "The answer holds a made-up password; it is shown this once.")
    MadeJson create(
            @Valid @RequestBody NewUserJson wanted, @Parameter(hidden = true) @AuthenticationPrincipal SignedIn who) {
        Role role = Objects.requireNonNull(wanted.role());
        Users.Made made = users.create(Objects.requireNonNull(wanted.name()), role, who.name());
        Audit.changed("none", words(made.user()));
        return MadeJson.of(made);
    }

    @PatchMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "Give a user another role", description = "Their sessions end; they sign in again.")
    UserJson role(@PathVariable String name, @Valid @RequestBody NewRoleJson wanted) {
        Users.Changed changed =
                users.role(name, Objects.requireNonNull(wanted.role())).orElseThrow(() -> nobody(name));
        Audit.changed(words(changed.before()), words(changed.after()));
        return UserJson.of(changed.after());
    }

    @PostMapping("/{name}/password")
    @Operation(
            summary = "Give a user a new password",
            description =
                    "Made up, and shown this once. Their sessions end; the password they had is no good any more.")
    MadeJson password(@PathVariable String name) {
        Users.Made made = users.newPassword(name).orElseThrow(() -> nobody(name));
        Audit.changed(words(made.user()), words(made.user()) + ", with another password");
        return MadeJson.of(made);
    }

    @DeleteMapping("/{name}")
    @Operation(summary = "Remove a user", description = "Their sessions end at once.")
    UserJson remove(@PathVariable String name) {
        Users.Listed removed = users.remove(name).orElseThrow(() -> nobody(name));
        Audit.changed(words(removed), "none");
        return UserJson.of(removed);
    }

    private static String words(Users.Listed user) {
        return "user " + user.name() + ", " + user.role();
    }

    private static ApiProblem nobody(String name) {
        return ApiProblem.notFound(
                name.equals(Users.ADMIN)
                        ? "The user admin is always there, and an admin; its password is in the configuration or was shown"
                                + " at the first start."
                        : "There is no user " + name + ".");
    }
}
