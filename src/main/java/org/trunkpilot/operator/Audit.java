package org.trunkpilot.operator;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Who did what, from where, and what was before and after: each write of the API, refused ones too, and each attempt to sign in.
 *
 * <p>Told without waiting for the database: lines wait in a bounded queue while it is away, and are in the log in any case. What finds no
 * room there is counted.
 */
public class Audit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

    private static final String CHANGE = Audit.class.getName() + ".change";

    /** Lines that may wait for the database. */
    private static final int MOST_WAITING = 1_000;

    /** As long as the timeline is kept by default: last year's hands beside last year's incident. */
    private static final Duration KEPT = Duration.ofDays(400);

    /** Rows kept: with a write a minute, more than {@link #KEPT}. */
    private static final long MOST_ROWS = 600_000;

    private static final int LONGEST_WORDS = 500;

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final ArrayBlockingQueue<Line> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicLong dropped = new AtomicLong();

    Audit(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    private record Change(String before, String after) {}

    /**
     * One thing that somebody did.
     *
     * @param id 0 for one not yet stored
     * @param what the method and path, or what was done in words
     * @param status the HTTP status it was answered with
     */
    record Line(
            long id,
            Instant at,
            String who,
            Optional<Role> role,
            String from,
            String what,
            int status,
            Optional<String> before,
            Optional<String> after) {}

    /** Says what the write that is being answered changes, in words. */
    public static void changed(String before, String after) {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null) {
            request.setAttribute(CHANGE, new Change(before, after), RequestAttributes.SCOPE_REQUEST);
        }
    }

    /**
     * Tells that a write was answered.
     *
     * @param change what {@link #changed} left with the request, if anything
     */
    public void done(SignedIn who, String from, String what, int status, @Nullable Object change) {
        Optional<Change> words = change instanceof Change it && status < 400 ? Optional.of(it) : Optional.empty();
        add(new Line(
                0,
                clock.instant(),
                who.name(),
                Optional.of(who.role()),
                from,
                what,
                status,
                words.map(Change::before),
                words.map(Change::after)));
    }

    /** Tells of an attempt to sign in. */
    public void signIn(String name, Optional<Role> role, String from, int status) {
        add(new Line(0, clock.instant(), name, role, from, "sign in", status, Optional.empty(), Optional.empty()));
    }

    /** The name under which a request holds what {@link #changed} said. */
    public static String change() {
        return CHANGE;
    }

    private void add(Line line) {
        LOG.info(
                "audit who={} role={} from={} did=\"{}\" status={} before=\"{}\" after=\"{}\"",
                plain(line.who(), 80),
                line.role().map(Role::name).orElse("-"),
                line.from(),
                plain(line.what(), 300),
                line.status(),
                line.before().orElse(""),
                line.after().orElse(""));
        if (!waiting.offer(line)) {
            dropped.incrementAndGet();
        }
    }

    /** Lines that the database was away too long for, since the start; the log has them. */
    long dropped() {
        return dropped.get();
    }

    /** Writes what waits; what the database does not take waits on. */
    void write() {
        writing.lock();
        try {
            for (Line line = waiting.peek(); line != null; line = waiting.peek()) {
                insert(line);
                waiting.poll();
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("audit database=away waiting={} because=\"{}\"", waiting.size(), e.getMessage());
        } finally {
            writing.unlock();
        }
    }

    private void insert(Line line) {
        jdbc.sql("""
                        insert into operator_audit (at, who, role, from_address, what, status, before_words, after_words)
                        values (?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(line.at().atOffset(ZoneOffset.UTC))
                .param(plain(line.who(), 80))
                .param(line.role().map(Role::name).orElse(null))
                .param(plain(line.from(), 80))
                .param(plain(line.what(), 300))
                .param(line.status())
                .param(line.before().map(Audit::words).orElse(null))
                .param(line.after().map(Audit::words).orElse(null))
                .update();
    }

    private static String words(String words) {
        return plain(words, LONGEST_WORDS);
    }

    /** What was tried may be anything: no line of the log or the page is made of it. */
    private static String plain(String words, int longest) {
        String plain = words.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= longest ? plain : plain.substring(0, longest);
    }

    /** Deletes what is too old, or too much. */
    void forget() {
        jdbc.sql("delete from operator_audit where at < ? or id <= (select max(id) from operator_audit) - ?")
                .params(clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC), MOST_ROWS)
                .update();
    }

    /** Newest first; {@code before} is the id of the last of the page before. */
    List<Line> page(long before, int limit) {
        write();
        return jdbc.sql("""
                        select id, at, who, role, from_address, what, status, before_words, after_words
                        from operator_audit where id < ? order by id desc fetch first ? rows only""")
                .params(before, limit)
                .query((row, number) -> line(row))
                .list();
    }

    private static Line line(ResultSet row) throws SQLException {
        OffsetDateTime at = row.getObject("at", OffsetDateTime.class);
        return new Line(
                row.getLong("id"),
                at.toInstant(),
                row.getString("who"),
                Optional.ofNullable(row.getString("role")).map(Role::valueOf),
                row.getString("from_address"),
                row.getString("what"),
                row.getInt("status"),
                Optional.ofNullable(row.getString("before_words")),
                Optional.ofNullable(row.getString("after_words")));
    }

    @Override
    public void close() {
        write();
    }
}
