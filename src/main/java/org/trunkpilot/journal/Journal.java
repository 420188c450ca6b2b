package org.trunkpilot.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.replay.Input;
import org.trunkpilot.trunk.PbxId;

/**
 * Keeps what the cores were told. A pen never blocks: what finds no room is dropped, counted, and noted in the journal itself
 * ({@link Input.Missed}), so that a rerun can tell. A disk that is full or away costs what comes meanwhile, and nothing else.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    /** A file is closed at the first milestone after this; a milestone comes each hour. */
    private static final Duration HOUR = Duration.ofMinutes(55);

    /** A block is written at the latest when it holds so much. */
    private static final int BLOCK_BYTES = 256 * 1024;

    private static final Duration DISK_RETRY = Duration.ofMinutes(1);

    private final JournalSettings settings;
    private final Shelf shelf;
    private final InstantSource clock;
    private final BlockingQueue<Line> queue;
    private final Map<PbxId, AtomicLong> missed = new ConcurrentHashMap<>();
    private final Map<PbxId, Open> open = new HashMap<>();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final Thread thread;
    private volatile boolean running = true;
    private volatile String problem = "";
    private Instant diskRetry = Instant.MIN;

    private record Line(PbxId pbx, Input input) {}

    private record Open(Segment.Writer writer, Instant since) {}

    /**
     * How the journal does.
     *
     * @param written inputs written since the start
     * @param dropped inputs lost since the start, for want of room or disk
     * @param skipped inputs of another version, met while reading
     * @param problem what is wrong with the disk; empty when nothing is
     */
    public record Status(long written, long dropped, long skipped, String problem) {}

    /** @param dir the folder for the files, which need not be there yet */
    public Journal(Path dir, JournalSettings settings, InstantSource clock) {
        this.settings = settings;
        this.shelf = new Shelf(dir, settings);
        this.clock = clock;
        this.queue = new ArrayBlockingQueue<>(settings.queue());
        this.thread = new Thread(this::run, "journal");
        this.thread.setDaemon(true);
    }

    /** Starts to write. Until then inputs wait, as far as there is room. */
    public void start() {
        if (settings.megabytes() > 0) {
            thread.start();
        }
    }

    /** For one PBX's control thread: takes an input and returns at once. */
    public Consumer<Input> pen(PbxId pbx) {
        if (settings.megabytes() == 0) {
            return input -> {};
        }
        AtomicLong lost = missed(pbx);
        return input -> {
            if (!queue.offer(new Line(pbx, input))) {
                lost.incrementAndGet();
                dropped.incrementAndGet();
            }
        };
    }

    public Status status() {
        return new Status(written.get(), dropped.get(), skipped.get(), problem);
    }

    /**
     * Hands over what a PBX's core was told from the last milestone before {@code from} to {@code until}, in order. Inputs of another
     * version and torn ends are left out and counted.
     *
     * @throws UncheckedIOException when the files cannot be read
     */
    public void read(PbxId pbx, Instant from, Instant until, Consumer<Input> into) {
        try {
            List<Path> files = shelf.of(pbx);
            int first = 0;
            for (int i = 0; i < files.size(); i++) {
                first = Segment.begins(files.get(i)).isAfter(from) ? first : i;
            }
            for (Path file : files.subList(first, files.size())) {
                if (Segment.begins(file).isAfter(until)) {
                    break;
                }
                try {
                    Segment.Reading reading = Segment.read(file, input -> {
                        if (!input.at().isAfter(until)) {
                            into.accept(input);
                        }
                    });
                    skipped.addAndGet(reading.skipped());
                    if (reading.torn()) {
                        LOG.debug("journal file={} ends torn", file);
                    }
                } catch (NoSuchFileException e) {
                    LOG.debug("journal file={} was deleted for its age while it was to be read", file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the journal cannot be read: " + e.getMessage(), e);
        }
    }

    private void run() {
        var lines = new ArrayList<Line>();
        while (running || !queue.isEmpty()) {
            try {
                Line first = queue.poll(settings.flush().toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    lines.add(first);
                    queue.drainTo(lines, 5_000);
                }
                write(lines);
            } catch (InterruptedException e) {
                // Only close interrupts, to be quick.
                running = false;
            } catch (RuntimeException e) {
                LOG.error("the journal could not write {} inputs", lines.size(), e);
                lose(lines);
            } finally {
                lines.clear();
            }
        }
        closeAll();
    }

    private void write(List<Line> lines) {
        Instant now = clock.instant();
        if (now.isBefore(diskRetry)) {
            lose(lines);
            return;
        }
        var noted = new HashMap<PbxId, Long>();
        try {
            for (Line line : lines) {
                noted.merge(line.pbx(), note(line.pbx(), now), Long::sum);
                write(line, now);
            }
            for (Open each : open.values()) {
                each.writer().flush();
            }
            written.addAndGet(lines.size());
            problem = "";
        } catch (IOException e) {
            problem = "the journal cannot be written: " + e.getMessage();
            LOG.error("{}; tried again in {} s", problem, DISK_RETRY.toSeconds());
            // All of them, and the notes with them: what has been taken in is not on the disk before it is flushed.
            lose(lines);
            noted.forEach((pbx, count) -> missed(pbx).addAndGet(count));
            diskRetry = now.plus(DISK_RETRY);
            closeAll();
        }
    }

    /** Says in the journal what is missing from it, and returns that. */
    private long note(PbxId pbx, Instant now) throws IOException {
        long count = missed(pbx).get();
        if (count > 0) {
            write(new Line(pbx, new Input.Missed(now, count)), now);
            missed(pbx).addAndGet(-count);
        }
        return count;
    }

    /** Counts what will not be written, for {@link #status} and for the journal itself. */
    private void lose(List<Line> lines) {
        dropped.addAndGet(lines.size());
        lines.forEach(line -> missed(line.pbx()).incrementAndGet());
    }

    /** What is missing of a PBX and has not been noted yet. */
    private AtomicLong missed(PbxId pbx) {
        return missed.computeIfAbsent(pbx, id -> new AtomicLong());
    }

    private void write(Line line, Instant now) throws IOException {
        Open current = open.get(line.pbx());
        boolean roll = line.input() instanceof Input.Stood
                && current != null
                && !now.isBefore(current.since().plus(HOUR));
        if (roll && current != null) {
            open.remove(line.pbx());
            current.writer().close();
        }
        if (current == null || roll) {
            shelf.prune(now);
            Instant begins = line.input().at();
            current = new Open(new Segment.Writer(shelf.place(line.pbx(), begins)), now);
            open.put(line.pbx(), current);
        }
        current.writer().add(line.input());
        if (current.writer().waiting() >= BLOCK_BYTES) {
            current.writer().flush();
        }
    }

    private void closeAll() {
        for (Open each : open.values()) {
            try {
                each.writer().close();
            } catch (IOException e) {
                LOG.warn("a file of the journal could not be closed: {}", e.getMessage());
            }
        }
        open.clear();
    }

    /** Writes what waits, within 5 s. */
    @Override
    public void close() {
        running = false;
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
