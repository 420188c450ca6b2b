package org.trunkpilot.dashboard;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What {@code /v3/api-docs} says besides the calls themselves. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {
    private static final Map<String, String> PROBLEMS = problems();

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Trunkpilot")
                        .version("v1")
                        .description("""
                                What Trunkpilot believes of every SIP trunk, what it does with the order of each route, why, and what
                                people order it to do. Lists are `{"items": […], "next": …}`; whatever goes wrong is an RFC 9457
                                problem with a `type` to branch on, and a list of `fields` where fields are wrong. Times are ISO
                                8601 in UTC; fields that are not known are null. POSTs take an `Idempotency-Key`, so that one sent
                                twice is done once; changes take `If-Match`.""")
                        .license(new License().name("Apache-2.0")))
                .components(new Components()
                        .addSecuritySchemes(
                                "token",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description(
                                                "Made by `token create`: viewers read, operators give and end orders,"
                                                        + " admins switch modes and make tokens.")))
                .addSecurityItem(new SecurityRequirement().addList("token"));
    }

    /** Every call may be answered with any of the problems. */
    @Bean
    OpenApiCustomizer problemsEverywhere() {
        return api -> {
            // Only now: what nothing refers to yet is taken out of the description before.
            api.getComponents().addSchemas("Problem", problem());
            api.getPaths().values().forEach(path -> path.readOperations().forEach(ApiDescription::addProblems));
        };
    }

    private static void addProblems(Operation operation) {
        PROBLEMS.forEach((status, words) -> operation
                .getResponses()
                .computeIfAbsent(
                        status,
                        it -> new ApiResponse()
                                .description(words)
                                .content(new Content()
                                        .addMediaType(
                                                "application/problem+json",
                                                new MediaType()
                                                        .schema(new Schema<>()
                                                                .$ref("#/components/schemas/Problem"))))));
    }

    private static Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        problems.put("400", "The request cannot be understood; `fields` names what is wrong.");
        problems.put("401", "No token, or one that is not accepted.");
        problems.put("403", "The role does not allow this.");
        problems.put("404", "There is nothing of that name; `detail` says what there is.");
        problems.put(
                "429", "Asked more often than one caller may; `Retry-After` says in how many seconds to come back.");
        problems.put("503", "The database, or room for another listener, is not there now; try again.");
        return problems;
    }

    private static Schema<?> problem() {
        return new ObjectSchema()
                .description("RFC 9457")
                .addProperty("type", new StringSchema().example("urn:trunkpilot:problem:invalid"))
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema().description("A sentence for people."))
                .addProperty("instance", new StringSchema())
                .addProperty(
                        "fields",
                        new ArraySchema()
                                .items(new ObjectSchema()
                                        .addProperty("field", new StringSchema())
                                        .addProperty("message", new StringSchema())));
    }
}
