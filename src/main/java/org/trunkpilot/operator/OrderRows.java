package org.trunkpilot.operator;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface OrderRows extends JpaRepository<OrderRow, Long> {
    List<OrderRow> findByEndedAtIsNullOrderById();

    @Query("select o from OrderRow o where (:pbx is null or o.pbx = :pbx) and o.id < :before order by o.id desc")
    List<OrderRow> page(@Nullable String pbx, long before, Limit limit);

    /** Ends an order once: 1 for whoever was first, 0 for everybody after. */
    @Modifying(clearAutomatically = true, flushAutomatically = true)
    @Query("update OrderRow o set o.endedAt = :at, o.endedBy = :by where o.id = :id and o.endedAt is null")
    int end(long id, Instant at, @Nullable String by);
}
