package org.trunkpilot.operator;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.override.Order;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

@Entity
@Table(name = "operator_order")
class OrderRow {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "operator_order_seq")
    @SequenceGenerator(name = "operator_order_seq", sequenceName = "operator_order_seq", allocationSize = 1)
    long id;

    String pbx;
    String kind;

    @Nullable String trunk;

    @Nullable String route;

    String who;
    String reason;
    Instant since;
    Instant untilAt;

    @Nullable Instant endedAt;

    @Nullable String endedBy;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    OrderRow() {}

    /** A row of an order that has no number yet: that of {@code order} is not used. */
    OrderRow(PbxId pbx, Order order) {
        this.pbx = pbx.name();
        this.kind = order.kind().name();
        this.trunk = order.trunk().map(TrunkId::name).orElse(null);
        this.route = order.route().map(RouteId::name).orElse(null);
        this.who = order.who();
        this.reason = order.reason();
        this.since = order.since();
        this.untilAt = order.until();
    }

    StoredOrder stored() {
        var order = new Order(
                Long.toString(id),
                Order.Kind.valueOf(kind),
                Optional.ofNullable(trunk).map(TrunkId::new),
                Optional.ofNullable(route).map(RouteId::new),
                who,
                reason,
                since,
                untilAt);
        return new StoredOrder(new PbxId(pbx), order, Optional.ofNullable(endedAt), Optional.ofNullable(endedBy));
    }
}
