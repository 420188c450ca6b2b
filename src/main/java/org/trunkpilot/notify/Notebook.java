package org.trunkpilot.notify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What people have been told and what waits to be sent, in a file, so that a restart in the middle of an incident goes on with it:
 * nobody is told a second time, and the end is told.
 *
 * <p>A file that cannot be read or written is logged and done without.
 */
final class Notebook {
    private static final Logger LOG = LoggerFactory.getLogger(Notebook.class);

    /** An incident of a service that was away for longer is history. */
    static final Duration FRESH = Duration.ofHours(24);

    /**
     * All of it.
     *
     * @param incidents by the name of the PBX
     * @param waiting what is not delivered yet, by the name of the channel, oldest first
     */
    record Page(Instant written, Map<String, Incidents.Memory> incidents, Map<String, List<Message>> waiting) {
        static final Page EMPTY = new Page(Instant.EPOCH, Map.of(), Map.of());

        Page {
            incidents = Map.copyOf(incidents);
            waiting = Map.copyOf(waiting);
        }

        private boolean saysTheSameAs(Page other) {
            return incidents.equals(other.incidents) && waiting.equals(other.waiting);
        }
    }

    private final Path file;
    private final JsonMapper json;
    private Page last = Page.EMPTY;
    private boolean failed;

    Notebook(Path file, JsonMapper json) {
        this.file = file.toAbsolutePath();
        this.json = json;
    }

    /** What was written before this start, unless that is too long ago. */
    Page read(Instant now) {
        try {
            if (Files.exists(file)) {
                Page page = json.readValue(Files.readString(file, StandardCharsets.UTF_8), Page.class);
                last = page.written().isBefore(now.minus(FRESH)) ? Page.EMPTY : page;
            }
        } catch (IOException | JacksonException e) {
            LOG.warn("notify {} cannot be read, so what stands is told again: {}", file, e.toString());
        }
        return last;
    }

    /** Writes it down, unless it says what stands there already. */
    void write(Page page) {
        if (page.saysTheSameAs(last)) {
            return;
        }
        try {
            Path fresh = Files.createTempFile(Files.createDirectories(directory()), "notify", "");
            try {
                Files.writeString(fresh, json.writeValueAsString(page), StandardCharsets.UTF_8);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                LOG.warn(
                        "notify {} cannot be written, so a restart would tell again what stands: {}",
                        file,
                        e.toString());
            }
            failed = true;
        }
        // Not tried again until there is something else to say: a full disk is somebody else's alarm.
        last = page;
    }

    private Path directory() {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalStateException(file + " is a directory's root");
        }
        return parent;
    }
}
