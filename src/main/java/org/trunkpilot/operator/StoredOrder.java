package org.trunkpilot.operator;

import java.time.Instant;
import java.util.Optional;
import org.trunkpilot.override.Order;
import org.trunkpilot.trunk.PbxId;

/**
 * An order with its PBX and its end.
 *
 * @param endedAt empty while it stands
 * @param endedBy empty when it stands or has run out by itself
 */
public record StoredOrder(PbxId pbx, Order order, Optional<Instant> endedAt, Optional<String> endedBy) {}
