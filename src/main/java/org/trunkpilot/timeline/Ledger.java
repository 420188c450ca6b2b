package org.trunkpilot.timeline;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.health.TrunkMinute;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * The database: batches in, pages out. Sessions are stateless, because nothing here is read, changed and saved. Every call
 * ends: a server that takes the connection and says nothing is given up after {@link #PATIENCE}.
 */
final class Ledger {
    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    /** Longest wait for one answer of the database. The slowest thing asked of it takes seconds, not tens of them. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Rows in one message to the database: few enough for one to be quick, enough for the way there and back to cost little. */
    private static final int JDBC_BATCH = 200;

    /** A chart's rows: 90 days of minutes are 129,600. */
    private static final int MOST_MINUTES = 150_000;

    private final SessionFactory sessions;

    Ledger(EntityManagerFactory factory) {
        this.sessions = factory.unwrap(SessionFactory.class);
    }

    /**
     * Writes the batch in one transaction; may be called again after a failure.
     *
     * @throws PersistenceException when it was not written, or the answer to the commit was lost
     */
    void write(Batch batch) {
        inTransaction(session -> {
            // One transaction: when the first is there, all are.
            if (!batch.rows().isEmpty() && !isThere(session, batch.rows().get(0))) {
                session.insertMultiple(batch.rows());
            }
            batch.outcomes().forEach(outcome -> tell(session, outcome));
            batch.memories().forEach(session::upsert);
        });
    }

    /** Whether an earlier attempt was committed after all: a row keeps the id that was drawn for it. */
    private static boolean isThere(StatelessSession session, Row row) {
        return row.id() != 0 && session.get(row.getClass(), row.id()) != null;
    }

    private static void tell(StatelessSession session, Note.Outcome outcome) {
        session.createMutationQuery(
                        "update DecisionRow d set d.outcomeAt = :at, d.outcome = :words where d.decisionKey = :key")
                .setParameter("at", Columns.micros(outcome.at()))
                .setParameter("words", Columns.fit(outcome.words(), Columns.WORDS))
                .setParameter("key", outcome.decisionId())
                .executeUpdate();
    }

    /**
     * Writes what is good of a batch that was refused, a transaction a row. What is written or refused leaves the batch, so
     * that it may be called again after a failure of the database.
     *
     * @param refused told, of each row, outcome or memory that the database will never take, whether it was a sample
     */
    void writeSingly(Batch batch, Consumer<Boolean> refused) {
        singly(batch.rows(), Ledger::insert, Row::sample, refused);
        singly(batch.outcomes(), Ledger::tell, outcome -> false, refused);
        singly(batch.memories(), StatelessSession::upsert, memory -> false, refused);
    }

    private <T> void singly(
            List<T> waiting, BiConsumer<StatelessSession, T> write, Predicate<T> sample, Consumer<Boolean> refused) {
        while (!waiting.isEmpty()) {
            T one = waiting.get(0);
            try {
                inTransaction(session -> write.accept(session, one));
            } catch (PersistenceException e) {
                if (!Causes.isRefusal(e)) {
                    throw e;
                }
                log.error(
                        "record {} refused and dropped: because=\"{}\"",
                        one.getClass().getSimpleName(),
                        Causes.deepest(e));
                refused.accept(sample.test(one));
            }
            waiting.remove(0);
        }
    }

    private static void insert(StatelessSession session, Row row) {
        if (!isThere(session, row)) {
            session.insert(row);
        }
    }

    List<Timeline.StoredEntry> entries(Timeline.EntryQuery query) {
        return read(session -> {
            Condition where = new Condition()
                    .and("r.pbx = :pbx", "pbx", query.pbx().map(PbxId::name))
                    .and("r.trunk = :trunk", "trunk", query.trunk().map(TrunkId::name))
                    .and("r.route = :route", "route", query.route().map(RouteId::name))
                    .and("r.happenedAt >= :from", "from", query.from())
                    .and("r.happenedAt < :to", "to", query.to());
            if (!query.kinds().isEmpty()) {
                where.and(
                        "r.kind in :kinds",
                        "kinds",
                        Optional.of(
                                query.kinds().stream().map(Enum::name).sorted().toList()));
            }
            return page(
                            session,
                            EntryRow.class,
                            "happenedAt",
                            row -> row.happenedAt,
                            where,
                            query.before(),
                            query.limit())
                    .stream()
                    .map(EntryRow::stored)
                    .toList();
        });
    }

    List<Timeline.StoredDecision> decisions(Timeline.DecisionQuery query) {
        return read(session -> {
            Condition where = new Condition()
                    .and("r.pbx = :pbx", "pbx", query.pbx().map(PbxId::name))
                    .and("r.route = :route", "route", query.route().map(Object::toString))
                    .and("r.decidedAt >= :from", "from", query.from())
                    .and("r.decidedAt < :to", "to", query.to());
            return page(
                            session,
                            DecisionRow.class,
                            "decidedAt",
                            row -> row.decidedAt,
                            where,
                            query.before(),
                            query.limit())
                    .stream()
                    .map(DecisionRow::stored)
                    .toList();
        });
    }

    Optional<Timeline.StoredDecision> decision(String id) {
        return read(session -> new Condition()
                        .and("r.decisionKey = :key", "key", Optional.of(id))
                        .select(session, DecisionRow.class, "")
                        .getResultList()
                        .stream()
                        .findFirst()
                        .map(DecisionRow::stored));
    }

    Optional<Timeline.StoredDecision> nextMove(Timeline.StoredDecision after) {
        return read(session -> new Condition()
                        .and("r.pbx = :pbx", "pbx", Optional.of(after.pbx().name()))
                        .and(
                                "r.route = :route",
                                "route",
                                Optional.of(after.decision().route().name()))
                        .and(
                                "r.decidedAt >= :at",
                                "at",
                                Optional.of(after.decision().at()))
                        .and("r.id <> :id", "id", Optional.of(after.sequence()))
                        .select(session, DecisionRow.class, " and r.fromOrder <> r.toOrder order by r.decidedAt, r.id")
                        .setMaxResults(1)
                        .getResultList()
                        .stream()
                        .findFirst()
                        .map(DecisionRow::stored));
    }

    /** Newest first by time, then id: what an outage or another instance wrote late stands where it belongs. */
    private static <R> List<R> page(
            StatelessSession session,
            Class<R> type,
            String time,
            Function<R, Instant> at,
            Condition where,
            OptionalLong before,
            int limit) {
        if (before.isPresent()) {
            R last = session.get(type, before.getAsLong());
            if (last == null) {
                return List.of(); // retention took it, and all that was older with it
            }
            where.and("r." + time + " <= :lastAt", "lastAt", Optional.of(at.apply(last)))
                    .and("(r." + time + " < :sameAt", "sameAt", Optional.of(at.apply(last)))
                    .or("r.id < :lastId)", "lastId", before.getAsLong());
        }
        return where.select(session, type, " order by r." + time + " desc, r.id desc")
                .setMaxResults(limit)
                .getResultList();
    }

    /** Oldest first, a minute once; the newest of more than {@link #MOST_MINUTES}. */
    List<TrunkMinute> minutes(PbxId pbx, TrunkId trunk, Instant from, Instant to) {
        return read(session -> {
            List<MinuteRow> newestFirst = new Condition()
                    .and("r.pbx = :pbx", "pbx", Optional.of(pbx.name()))
                    .and("r.trunk = :trunk", "trunk", Optional.of(trunk.name()))
                    .and("r.beginsAt >= :from", "from", Optional.of(from))
                    .and("r.beginsAt < :to", "to", Optional.of(to))
                    .select(session, MinuteRow.class, " order by r.pbx desc, r.trunk desc, r.beginsAt desc")
                    .setMaxResults(MOST_MINUTES)
                    .getResultList();
            List<TrunkMinute> minutes = new ArrayList<>();
            Collections.reverse(newestFirst);
            newestFirst.forEach(row -> MinuteParts.append(minutes, row.minute()));
            return minutes;
        });
    }

    List<Timeline.StoredLeg> legs(Timeline.LegQuery query) {
        return read(session -> {
            Condition where = new Condition()
                    .and("r.pbx = :pbx", "pbx", Optional.of(query.pbx().name()))
                    .and("r.trunk = :trunk", "trunk", Optional.of(query.trunk().name()))
                    .and("r.endedAt >= :from", "from", Optional.of(query.from()))
                    .and("r.endedAt < :last", "last", Optional.of(query.to().plus(Timeline.LegQuery.LONGEST_CALL)))
                    .and("r.seizedAt < :to", "to", Optional.of(query.to()));
            if (!query.outcomes().isEmpty()) {
                where.and(
                        "r.outcome in :outcomes",
                        "outcomes",
                        Optional.of(query.outcomes().stream()
                                .map(Enum::name)
                                .sorted()
                                .toList()));
            }
            return page(session, LegRow.class, "endedAt", row -> row.endedAt, where, query.before(), query.limit())
                    .stream()
                    .map(LegRow::stored)
                    .toList();
        });
    }

    Optional<String> memory(PbxId pbx) {
        return read(session ->
                Optional.ofNullable(session.get(MemoryRow.class, pbx.name())).map(row -> row.memory));
    }

    /**
     * Deletes some of a table's rows older than {@code cutoff}, oldest first. A span of time and not a list of ids, for which
     * PostgreSQL would read the whole table.
     *
     * @return how many: fewer than {@code some} when none is left, more when the last of them share their time with others
     */
    int deleteOlder(Aged table, Instant cutoff, int some) {
        return fromTransaction(session -> {
            Instant last = session
                    .createSelectionQuery(
                            "select r.%1$s from %2$s r where r.%1$s < :cutoff order by r.%1$s"
                                    .formatted(table.time, table.row),
                            Instant.class)
                    .setParameter("cutoff", cutoff)
                    .setFirstResult(some - 1)
                    .setMaxResults(1)
                    .getResultList()
                    .stream()
                    .findFirst()
                    .orElse(cutoff);
            return session.createMutationQuery("delete from %2$s r where r.%1$s < :cutoff and r.%1$s <= :last"
                            .formatted(table.time, table.row))
                    .setParameter("cutoff", cutoff)
                    .setParameter("last", last)
                    .executeUpdate();
        });
    }

    /** Rows that grow old, and what tells their age. */
    enum Aged {
        ENTRIES(EntryRow.class, "happenedAt"),
        DECISIONS(DecisionRow.class, "decidedAt"),
        LEGS(LegRow.class, "endedAt"),
        MINUTES(MinuteRow.class, "beginsAt");

        private final String row;
        private final String time;

        Aged(Class<?> row, String time) {
            this.row = row.getSimpleName();
            this.time = time;
        }
    }

    private <T> T read(Function<StatelessSession, T> question) {
        try {
            return fromTransaction(question);
        } catch (PersistenceException e) {
            throw new RecordUnavailable(e);
        }
    }

    private void inTransaction(Consumer<StatelessSession> work) {
        fromTransaction(session -> {
            work.accept(session);
            return true;
        });
    }

    private <T> T fromTransaction(Function<StatelessSession, T> work) {
        try (StatelessSession session = sessions.openStatelessSession()) {
            session.setJdbcBatchSize(JDBC_BATCH);
            // H2 has no network to wait for and ignores this; the pool takes it back when the connection comes home.
            session.doWork(connection -> connection.setNetworkTimeout(Runnable::run, (int) PATIENCE.toMillis()));
            return session.fromTransaction(transaction -> work.apply(session));
        }
    }
}
