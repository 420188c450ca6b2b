package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.timeline.Timeline.EntryQuery;
import org.trunkpilot.timeline.Timeline.StoredEntry;
import tools.jackson.databind.json.JsonMapper;

/** The timeline as a file: written page by page as it is read, so that its size costs no memory. */
@RestController
@RequestMapping("/api/v1/timeline/export")
@Tag(name = "record")
class TimelineExport {
    /** A file that a spreadsheet still opens; about 12 MB. */
    static final int MOST_ENTRIES = 50_000;

    private final Timeline timeline;
    private final JsonMapper json;

    TimelineExport(Timeline timeline, JsonMapper json) {
        this.timeline = timeline;
        this.json = json;
    }

    /** What a file may be written as. */
    enum Format {
        CSV("text/csv;charset=UTF-8"),
        JSON(MediaType.APPLICATION_JSON_VALUE);

        private final String type;

        Format(String type) {
            this.type = type;
        }
    }

    @GetMapping
    @Operation(summary = "The timeline as a file", description = """
                    The same filters as the timeline itself, newest first, 50,000 entries at most. When there are more, the last
                    row of the CSV says so, and `next` of the JSON is what to give as `before` for the rest.""")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = "text/csv", schema = @Schema(type = "string")),
                @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(type = "object"))
            })
    void export(
            @RequestParam(defaultValue = "CSV") Format format,
            @RequestParam(required = false) @Nullable String pbx,
            @Parameter(description = "Only what is about this trunk") @RequestParam(required = false) @Nullable String trunk,
            @Parameter(description = "Only what is about this route") @RequestParam(required = false) @Nullable String route,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @Parameter(description = "Which kinds, several with commas; all without")
                    @RequestParam(required = false)
                    @Nullable Set<Entry.Kind> kind,
            @RequestParam(required = false) @Min(0) @Nullable Long before,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        Span.check(from, to);
        EntryQuery first = new EntryQuery(
                RecordController.pbxId(pbx),
                RecordController.trunkId(trunk),
                RecordController.routeId(route),
                Optional.ofNullable(from),
                Optional.ofNullable(to),
                RecordController.chosen("kind", kind),
                before != null ? OptionalLong.of(before) : OptionalLong.empty(),
                Timeline.MOST);
        // Before the first byte: a record that is away is a 503, not half a file.
        List<StoredEntry> page = timeline.entries(first);
        response.setContentType(format.type);
        response.setHeader(
                "Content-Disposition",
                "attachment; filename=\"trunkpilot-timeline." + format.name().toLowerCase(Locale.ROOT) + "\"");
        try (Writer out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8)) {
            if (format == Format.CSV) {
                csv(out, first, page);
            } else {
                json(out, first, page);
            }
        }
    }

    private void csv(Writer out, EntryQuery query, List<StoredEntry> first) throws IOException {
        var csv = new Csv(out, "at", "pbx", "kind", "trunk", "route", "words", "detail");
        Optional<String> next = each(query, first, (place, entry) -> {
            EntryJson told = EntryJson.of(entry);
            csv.row(
                    told.at(),
                    told.pbx(),
                    told.kind(),
                    told.trunk(),
                    told.route(),
                    told.words(),
                    json.writeValueAsString(told.detail()));
        });
        if (next.isPresent()) {
            csv.row("", "", "", "", "", "There are more than " + MOST_ENTRIES + " entries: take a shorter span.", "");
        }
    }

    private void json(Writer out, EntryQuery query, List<StoredEntry> first) throws IOException {
        out.write("{\"items\":[");
        Optional<String> next = each(query, first, (place, entry) -> {
            out.write(place == 0 ? "\n" : ",\n");
            out.write(json.writeValueAsString(EntryJson.of(entry)));
        });
        out.write("\n],\"next\":" + next.map(id -> '"' + id + '"').orElse("null") + "}\n");
    }

    @FunctionalInterface
    private interface Told {
        void tell(int place, StoredEntry entry) throws IOException;
    }

    /** Tells of every entry up to the bound; returns where to go on when there may be more. */
    private Optional<String> each(EntryQuery query, List<StoredEntry> first, Told told) throws IOException {
        List<StoredEntry> page = first;
        int place = 0;
        while (!page.isEmpty()) {
            for (StoredEntry entry : page) {
                told.tell(place++, entry);
            }
            long last = page.get(page.size() - 1).id();
            if (page.size() < query.limit()) {
                return Optional.empty();
            }
            if (place >= MOST_ENTRIES) {
                return Optional.of(Long.toString(last));
            }
            page = timeline.entries(query.after(last));
        }
        return Optional.empty();
    }
}
