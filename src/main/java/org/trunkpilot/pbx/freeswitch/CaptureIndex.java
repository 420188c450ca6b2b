package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.trunkpilot.pbx.Capture;
import org.trunkpilot.pbx.CaptureFile;

/**
 * When each frame of a capture came, as a {@code .tsv} beside it tells: a row a frame, with milliseconds, content type and event name;
 * other rows are notes.
 */
final class CaptureIndex {
    /** A damaged capture lacks frames: the row of the one at hand is looked for among so many. */
    private static final int MOST_SKIPPED = 200;

    private record Row(long millis, String type, String event) {}

    private final List<Row> rows;
    private int next;
    private long millis;

    private CaptureIndex(List<Row> rows) {
        this.rows = rows;
    }

    /** The index of a capture; one without rows where there is no such file. */
    static CaptureIndex of(Path capture) throws IOException {
        var rows = new ArrayList<Row>();
        Optional<Path> file = CaptureFile.beside(capture, ".tsv");
        if (file.isPresent()) {
            for (String line : CaptureFile.lines(file.get())) {
                String[] cells = line.split("\t", -1);
                if (cells.length > 2 && cells[0].matches("\\d{1,12}") && cells[1].contains("/")) {
                    rows.add(new Row(Long.parseLong(cells[0]), cells[1], cells[2]));
                }
            }
        }
        return new CaptureIndex(rows);
    }

    /** Whether it tells anything. */
    boolean isThere() {
        return !rows.isEmpty();
    }

    /** From the beginning again. */
    void rewind() {
        next = 0;
        millis = 0;
    }

    /**
     * When the next frame came, counted from {@link Capture#UNDATED}; where no row fits, when the one before it did.
     *
     * @param event its name, with that of its subclass behind a slash; empty for a frame that is none
     */
    Instant at(String type, String event) {
        for (int i = next; i < Math.min(rows.size(), next + MOST_SKIPPED); i++) {
            Row row = rows.get(i);
            if (row.type().equals(type) && row.event().equals(event)) {
                next = i + 1;
                millis = Math.max(millis, row.millis());
                break;
            }
        }
        return Capture.UNDATED.plusMillis(millis);
    }
}
