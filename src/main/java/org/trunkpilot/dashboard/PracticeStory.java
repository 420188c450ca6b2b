package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Optional;

/** What the make-believe world of a practice run is up to, for the banner; there is none on a real site. */
public interface PracticeStory {
    /** What is going on now; empty when nothing is played. */
    Optional<Scene> now();

    /** A phase of the story. */
    @Schema(name = "PracticeScene", description = "What is going on in the make-believe world.")
    record Scene(
            @Schema(description = "What is going on, a sentence without its capital and its full stop.")
            String words,

            Instant since,
            Instant until,

            @Schema(description = "What comes after it, likewise.")
            String next) {}
}
