package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.operator.Role;
import org.trunkpilot.timeline.Timeline.RecordStatus;

/** What a page needs to know before anything else. */
@Schema(name = "Site", description = "This installation, and who is asking.")
record SiteJson(
        @Schema(description = "Of Trunkpilot.", example = "0.1.0")
        String version,

        @Schema(description = "The time here: what ages are to be counted from, whatever the browser's clock says.")
        Instant now,

        @Schema(description = "Whether the PBX and the carriers are make-believe.")
        boolean practice,

        @Schema(description = "What is going on in the make-believe world; null on a real site.")
        PracticeStory.@Nullable Scene scene,

        @Schema(description = "Whether any PBX is configured.")
        boolean configured,

        @Schema(description = "What to do first, a sentence; null when there is nothing.") @Nullable String notice,

        UserJson user,

        RecordJson record) {

    /** Who is asking. */
    @Schema(name = "User")
    record UserJson(String name, Role role) {}

    /** How the record of decisions and measures is doing. Counts are since the start. */
    @Schema(name = "RecordStatus")
    record RecordJson(
            @Schema(description = "Whether the database takes what it is given.")
            boolean writing,

            @Schema(description = "Rows that wait for the database.")
            int waiting,

            long written,

            @Schema(description = "Measures lost for want of room.")
            long samplesDropped,

            @Schema(description = "Decisions and entries lost for want of room.")
            long entriesDropped,

            @Schema(description = "What is wrong, a sentence; null when all is well.") @Nullable String problem) {

        /** The same without what grows all the time. */
        RecordJson steady() {
            return new RecordJson(writing, 0, 0, samplesDropped, entriesDropped, problem);
        }

        static RecordJson of(RecordStatus status) {
            return new RecordJson(
                    status.writing(),
                    status.waiting(),
                    status.written(),
                    status.samplesDropped(),
                    status.entriesDropped(),
                    status.problem().orElse(null));
        }
    }
}
