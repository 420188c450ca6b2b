package org.trunkpilot.operator;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.domain.Limit;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.override.Order;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.trunk.PbxId;

/**
 * The orders people gave: stored, handed to control on every change, ended on time, and each of it in the record.
 *
 * <p>What stands is held in memory besides: with the database down, what was handed to control goes on standing and still
 * runs out on time; the row and the line in the record follow when the database is back. Rows are re-read at each
 * {@link #sweep}, so that an order given through another instance, or by hand in the database, is taken up too.
 */
public class Orders {
    /** More than this on one PBX is a script gone wild. */
    static final int MOST_STANDING = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);

    private final OrderRows rows;
    private final TransactionTemplate transaction;
    private final ControlRoom control;
    private final Timeline timeline;
    private final InstantSource clock;

    /** Held from reading the rows to handing them over: an older reading must not overtake a newer order. */
    private final ReentrantLock handingOver = new ReentrantLock();

    private volatile List<StoredOrder> standing = List.of();
    private volatile boolean databaseAway;

    Orders(
            OrderRows rows,
            PlatformTransactionManager transactions,
            ControlRoom control,
            Timeline timeline,
            InstantSource clock) {
        this.rows = rows;
        this.transaction = new TransactionTemplate(transactions);
        this.control = control;
        this.timeline = timeline;
        this.clock = clock;
    }

    /** What stands now on every PBX, oldest first. From memory. */
    public List<StoredOrder> standing() {
        Instant now = clock.instant();
        return standing.stream().filter(stored -> stored.order().standsAt(now)).toList();
    }

    /** What stands now on one PBX. */
    List<Order> standing(PbxId pbx) {
        return standing().stream()
                .filter(stored -> stored.pbx().equals(pbx))
                .map(StoredOrder::order)
                .toList();
    }

    /** One order by its number, standing or ended. */
    Optional<StoredOrder> find(long id) {
        return rows.findById(id).map(OrderRow::stored);
    }

    /** Orders, ended ones included, newest first; {@code before} is the number of the last of the page before. */
    List<StoredOrder> page(@Nullable String pbx, long before, int limit) {
        return rows.page(pbx, before, Limit.of(limit)).stream()
                .map(OrderRow::stored)
                .toList();
    }

    /**
     * Stores an order and hands it over once the transaction, this one or the one it is called in, is committed.
     *
     * @throws ApiProblem when the order cannot be meant, or there are too many
     */
    StoredOrder give(PbxId pbx, Draft draft, String who) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (standing(pbx).size() >= MOST_STANDING) {
            throw ApiProblem.conflict(MOST_STANDING + " orders stand on PBX " + pbx + "; end some of them first.");
        }
        Order order = draft.at(now, who);
        return required(transaction.execute(status -> {
            StoredOrder stored = rows.save(new OrderRow(pbx, order)).stored();
            onceCommitted(() -> taken(
                    pbx,
                    OrderWords.given(pbx, stored.order()),
                    others -> Stream.concat(others.stream(), Stream.of(stored)),
                    stored));
            return stored;
        }));
    }

    /** Ends an order; one that has ended already stays as it is. Empty when there is none of that number. */
    Optional<StoredOrder> end(long id, String who) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return required(transaction.execute(status -> {
            boolean first = rows.end(id, now, who) == 1;
            Optional<StoredOrder> stored = find(id);
            if (first && stored.isPresent()) {
                PbxId pbx = stored.get().pbx();
                Order order = stored.get().order();
                onceCommitted(() -> taken(pbx, OrderWords.ended(pbx, order, now, who), List::stream, stored.get()));
            }
            return stored;
        }));
    }

    /** At the start: what stood before stands again, before control decides anything. */
    void start() {
        sweep();
    }

    /** Ends what has run out, takes up what others gave, hands over what changed. Called every few seconds. */
    public void sweep() {
        Instant now = clock.instant();
        handingOver.lock();
        try {
            List<StoredOrder> before = standing;
            try {
                standing = fromDatabase(now);
                databaseAway = false;
            } catch (DataAccessException | TransactionException e) {
                standing = before.stream()
                        .filter(stored -> stored.order().standsAt(now))
                        .toList();
                if (!databaseAway) {
                    LOG.warn("orders database=away standing={} because=\"{}\"", standing.size(), e.getMessage());
                }
                databaseAway = true;
            }
            changedPbxs(before, standing).forEach(this::handOver);
        } finally {
            handingOver.unlock();
        }
    }

    private List<StoredOrder> fromDatabase(Instant now) {
        Map<Boolean, List<StoredOrder>> byStanding = rows.findByEndedAtIsNullOrderById().stream()
                .map(OrderRow::stored)
                .collect(Collectors.partitioningBy(
                        stored -> now.isBefore(stored.order().until())));
        for (StoredOrder out : required(byStanding.get(false))) {
            Integer ended = transaction.execute(status ->
                    rows.end(Long.parseLong(out.order().id()), out.order().until(), null));
            if (ended != null && ended == 1) {
                timeline.append(OrderWords.expired(out.pbx(), out.order()));
            }
        }
        return required(byStanding.get(true));
    }

    /** @param after what stands, made of all others that do: a sweep may have seen the committed row before us */
    private void taken(
            PbxId pbx, Entry entry, Function<List<StoredOrder>, Stream<StoredOrder>> after, StoredOrder changed) {
        handingOver.lock();
        try {
            String id = changed.order().id();
            List<StoredOrder> others = standing.stream()
                    .filter(other -> !other.order().id().equals(id))
                    .toList();
            standing = after.apply(others).toList();
            handOver(pbx);
        } finally {
            handingOver.unlock();
        }
        timeline.append(entry);
        LOG.info("order pbx={} {}", pbx, entry.words());
    }

    private void handOver(PbxId pbx) {
        control.view(pbx).ifPresent(known -> control.orders(pbx, standing(pbx)));
    }

    private static Set<PbxId> changedPbxs(List<StoredOrder> before, List<StoredOrder> after) {
        return Stream.concat(
                        before.stream().filter(stored -> !after.contains(stored)),
                        after.stream().filter(stored -> !before.contains(stored)))
                .map(StoredOrder::pbx)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void onceCommitted(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a transaction that gave nothing back");
        }
        return value;
    }
}
