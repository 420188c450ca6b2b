package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list as every list of the API looks.
 *
 * @param next what to give as {@code before} for the page after this one
 */
record Page<T>(
        List<T> items,

        @Schema(
                description = "Give it as `before` to get the page after this one; null on the last page.",
                example = "1042")
        @Nullable String next) {

    static <T> Page<T> whole(List<T> items) {
        return new Page<>(items, null);
    }
}
